import type { Kysely } from 'kysely';
import { Fresh } from '../database/fresh.ts';
import type { Roles } from '../role/role.ts';
import type { DrupalSchema } from '../schema/drupal-schema.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { findSchema } from '../schema/find-schema.ts';
import { type Account, anonymousAccount, userAccount } from './account.ts';

/** Milliseconds after which changed permissions of roles are seen at the latest. */
const ROLES_MAX_AGE_MS = 1000;

interface Site {
  readonly schema: DrupalSchema;
  readonly roles: Fresh<Roles>;
}

/** Open databases of which accounts were asked for. */
const sites = new WeakMap<Kysely<DrupalTables>, Site>();

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
 * @throws DrupalError `DRUPAL_TABLES_MISSING`, `DRUPAL_DATABASE_*` or `DRUPAL_CONFIG_UNREADABLE`
 */
export async function loadAccount(
  db: Kysely<DrupalTables>,
  uid: number,
  { superUser = true }: AccountOptions = {},
): Promise<Account | undefined> {
  const { schema, roles } = await siteOf(db);
  if (uid === 0) return anonymousAccount(await roles.current());
  const [users, known] = await Promise.all([schema.findUsers([uid]), roles.current()]);
  const user = users.get(uid);
  return user && userAccount(user, undefined, known, superUser);
}

async function siteOf(db: Kysely<DrupalTables>): Promise<Site> {
  const known = sites.get(db);
  if (known) return known;
  const schema = await findSchema(db);
  const site = { schema, roles: new Fresh(ROLES_MAX_AGE_MS, () => schema.readRoles()) };
  sites.set(db, site);
  return site;
}
