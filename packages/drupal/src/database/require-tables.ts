import type { Kysely } from 'kysely';
import { DrupalError } from '../errors.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { statement } from './statement.ts';

/** Without these nobody can be told apart; `sessions` is not here, Drupal makes it at the first log-in. */
const REQUIRED = ['config', 'key_value', 'user__roles', 'users_field_data'] as const;

/**
 * Makes sure that a database is Drupal 10's or 11's.
 *
 * @throws DrupalError `DRUPAL_TABLES_MISSING`, naming them and how many tables were found
 */
export async function requireTables(db: Kysely<DrupalTables>): Promise<void> {
  const tables = await statement('list of tables', () => db.introspection.getTables());
  const names = new Set(tables.map((table) => table.name));
  const missing = REQUIRED.filter((name) => !names.has(name));
  if (missing.length > 0) {
    const found = names.size === 0 ? 'an empty database' : `${names.size} other tables`;
    throw new DrupalError(
      'DRUPAL_TABLES_MISSING',
      `database: expected Drupal 10's or 11's tables ${missing.join(', ')}, found ${found} (wrong prefix?)`,
    );
  }
}
