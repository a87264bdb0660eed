import type { Roles } from '../role/role.ts';
import type { User } from './user.ts';

const SUPER_USER = 1;

/** Who a request comes from, with Drupal's rights at that moment. */
export interface Account {
  /** 0 for an anonymous visitor. */
  readonly uid: number;
  /** '' for an anonymous visitor. */
  readonly name: string;
  /** Ids of all roles, `anonymous` or `authenticated` included; in Drupal 7 their names, `anonymous user` and so on. */
  readonly roles: readonly string[];
  /** The session's id as tokens carry it; undefined for an anonymous visitor and without a session. */
  readonly sid: string | undefined;
  /** May this account do what the permission names? By core's own rules (roles, admin role, user 1). */
  can(permission: string): boolean;
}

/** @internal */
export function anonymousAccount(roles: Roles): Account {
  return account({ uid: 0, name: '', roles: [roles.anonymous], sid: undefined }, roles, false);
}

/** @internal */
export function userAccount(
  { uid, name, roles }: User,
  sid: string | undefined,
  known: Roles,
  hasSuperUser: boolean,
): Account {
  const who = { uid, name, roles: [known.authenticated, ...roles], sid };
  return account(who, known, hasSuperUser && uid === SUPER_USER);
}

/** An account whose rights Drupal itself told. @internal */
export function toldAccount(
  { uid, name, roles }: User,
  sid: string | undefined,
  { authenticated }: Roles,
  permissions: 'all' | ReadonlySet<string>,
): Account {
  const can = (permission: string) => permissions === 'all' || permissions.has(permission);
  return { uid, name, roles: [authenticated, ...roles], sid, can };
}

function account(who: Omit<Account, 'can'>, roles: Roles, mayEverything: boolean): Account {
  const held = who.roles.flatMap((id) => roles.byId.get(id) ?? []);
  const isAdmin = mayEverything || held.some((role) => role.isAdmin);
  return {
    ...who,
    can: (permission) => isAdmin || held.some((role) => role.permissions.has(permission)),
  };
}
