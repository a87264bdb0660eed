import type { Account } from '@drupal-nodejs/drupal';
import type { FastifyRequest } from 'fastify';
import type { PhpAccount } from '../php/php.ts';
import { hostOf } from './guard.ts';
import type { SiteParts } from './parts.ts';
import { Refusal } from './refusal.ts';

/** Who a request comes from, by its session cookie; uid 0 for nobody. */
export function accountOf(
  request: FastifyRequest,
  { visitors }: Pick<SiteParts, 'visitors'>,
): Promise<Account> {
  return visitors.who(hostOf(request), request.headers.cookie);
}

/** The account as PHP gets it; null for nobody. */
export function forPhp({ uid, name, roles, sid }: Account): PhpAccount | null {
  return sid === undefined ? null : { uid: String(uid), name, roles, sid };
}

/** As {@link accountOf}, but refuses nobody. */
export async function requireAccount(
  request: FastifyRequest,
  parts: Pick<SiteParts, 'visitors'>,
): Promise<PhpAccount> {
  const account = forPhp(await accountOf(request, parts));
  if (account === null) throw new Refusal(403, 'not-logged-in', 'nobody is logged in here');
  return account;
}
