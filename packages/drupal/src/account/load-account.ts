import type { Kysely } from 'kysely';
import { RoleMap } from '../role/role-map.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { type Account, anonymousAccount, userAccount } from './account.ts';
import { findUser } from './account-table.ts';

/** Milliseconds after which changed permissions of roles are seen at the latest. */
const ROLES_MAX_AGE_MS = 1000;

/** A database's roles are the same for all who ask for accounts of it. */
const roleMaps = new WeakMap<Kysely<DrupalTables>, RoleMap>();

/** How an account's rights are told. */
export interface AccountOptions {
  /** May user 1 do everything? Drupal's container parameter `security.enable_super_user`. @default true */
  readonly superUser?: boolean;
}

/**
 * Loads the account of a user id, whoever asks; undefined for one that is blocked or doesn't exist.
 *
 * Asks the database each time by one statement, so a block or a lost role holds from the next call on; changed
 * permissions of roles are seen after 1 s. It has no `sid`, for there is no session. 0 is the anonymous visitor.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`
 */
export async function loadAccount(
  db: Kysely<DrupalTables>,
  uid: number,
  { superUser = true }: AccountOptions = {},
): Promise<Account | undefined> {
  const [user, roles] = await Promise.all([
    uid === 0 ? undefined : findUser(db, uid),
    roleMapOf(db).current(),
  ]);
  if (uid === 0) return anonymousAccount(roles);
  return user && userAccount(user, undefined, roles, superUser);
}

function roleMapOf(db: Kysely<DrupalTables>): RoleMap {
  const known = roleMaps.get(db);
  if (known) return known;
  const roleMap = new RoleMap(db, ROLES_MAX_AGE_MS);
  roleMaps.set(db, roleMap);
  return roleMap;
}
