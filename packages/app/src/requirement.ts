import type { Account } from '@drupal-nodejs/drupal';
import { AppError } from './errors.ts';

/** Says why an account may not, or nothing. */
export type Requirement = (account: Account) => AppError | undefined;

export const loggedIn: Requirement = ({ uid }) =>
  uid > 0 ? undefined : new AppError('APP_LOGIN_REQUIRED', 'log in first');

export function permission(name: string): Requirement {
  return (account) =>
    account.can(name)
      ? undefined
      : new AppError('APP_FORBIDDEN', `expected the permission "${name}", which this account lacks`);
}

/** The implicit roles `anonymous` and `authenticated` count as well. */
export function role(id: string): Requirement {
  return ({ roles }) =>
    roles.includes(id)
      ? undefined
      : new AppError('APP_FORBIDDEN', `expected the role "${id}", which this account lacks`);
}
