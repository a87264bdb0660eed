import type { Kysely } from 'kysely';
import { Batch } from '../database/batch.ts';
import { Fresh } from '../database/fresh.ts';
import type { Roles } from '../role/role.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { findSchema } from '../schema/find-schema.ts';
import { type Account, anonymousAccount, userAccount } from './account.ts';
import type { User } from './user.ts';

/** Milliseconds after which changed permissions of roles are seen at the latest. */
const ROLES_MAX_AGE_MS = 1000;
/** Users read by one statement. */
const USERS_AT_ONCE = 1024;

interface Site {
  readonly users: Batch<number, User>;
  readonly roles: Fresh<Roles>;
}

/** Open databases of which accounts were asked for. */
const sites = new WeakMap<Kysely<DrupalTables>, Promise<Site>>();

/** How an account's rights are told. */
export interface AccountOptions {
  /** May user 1 do everything? Drupal's container parameter `security.enable_super_user`. @default true */
  readonly superUser?: boolean;
}

/**
 * Loads the account of a user id, whoever asks; undefined for one that is blocked or doesn't exist.
 *
 * Asks the database each time, so a block or a lost role holds from the next call on; changed permissions of roles
 * are seen after 1 s. All that are asked for in one turn of the event loop share a statement, 1,024 at most. It has no
 * `sid`, for there is no session. 0 is the anonymous visitor.
 *
 * @throws DrupalError `DRUPAL_TABLES_MISSING`, `DRUPAL_DATABASE_*` or `DRUPAL_CONFIG_UNREADABLE`
 */
export async function loadAccount(
  db: Kysely<DrupalTables>,
  uid: number,
  { superUser = true }: AccountOptions = {},
): Promise<Account | undefined> {
  const { users, roles } = await siteOf(db);
  if (uid === 0) return anonymousAccount(await roles.current());
  const [user, known] = await Promise.all([users.read(uid), roles.current()]);
  return user && userAccount(user, known, superUser);
}

async function siteOf(db: Kysely<DrupalTables>): Promise<Site> {
  const known = sites.get(db);
  if (known) return await known;
  const site = openSite(db);
  sites.set(db, site);
  try {
    return await site;
  } catch (error) {
    sites.delete(db);
    throw error;
  }
}

async function openSite(db: Kysely<DrupalTables>): Promise<Site> {
  const schema = await findSchema(db);
  return {
    users: new Batch(USERS_AT_ONCE, (uids) => schema.findUsers(uids), { longestWaitMs: 0 }),
    roles: new Fresh(ROLES_MAX_AGE_MS, () => schema.readRoles()),
  };
}
