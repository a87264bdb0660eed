import type { Kysely } from 'kysely';
import { DrupalError } from '../errors.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { hasTable } from './statement.ts';

/** Without these nobody can be told apart; `sessions` is not here, Drupal makes it at the first log-in. */
const REQUIRED = ['config', 'key_value', 'user__roles', 'users_field_data'] as const;

/**
 * Makes sure that a database is Drupal 10's or 11's.
 *
 * @throws DrupalError `DRUPAL_TABLES_MISSING`, naming them
 */
export async function requireTables(db: Kysely<DrupalTables>): Promise<void> {
  const isThere = await Promise.all(REQUIRED.map((table) => hasTable(db, table)));
  const missing = REQUIRED.filter((_table, index) => !isThere[index]);
  if (missing.length > 0) {
    const found = missing.length === REQUIRED.length ? 'none of them' : 'only the others';
    throw new DrupalError(
      'DRUPAL_TABLES_MISSING',
      `database: expected Drupal 10's or 11's tables ${missing.join(', ')}; found ${found} (wrong prefix?)`,
    );
  }
}
