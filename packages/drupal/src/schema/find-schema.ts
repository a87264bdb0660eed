import type { Kysely } from 'kysely';
import { hasTable } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import type { DrupalSchema } from './drupal-schema.ts';
import { Drupal7Schema } from './drupal7/drupal7-schema.ts';
import type { Drupal7Tables } from './drupal7/tables.ts';
import { Drupal10Schema } from './drupal10/drupal10-schema.ts';
import type { DrupalTables } from './drupal10/tables.ts';

/** Without these nobody can be told apart; `sessions` is not here, Drupal 10 makes it at the first log-in. */
const DRUPAL_10 = ['config', 'key_value', 'user__roles', 'users_field_data'] as const;
const DRUPAL_7 = ['role', 'role_permission', 'sessions', 'users', 'users_roles', 'variable'] as const;

/**
 * Finds out which Drupal's a database is.
 *
 * @throws DrupalError `DRUPAL_TABLES_MISSING`, naming them
 */
export async function findSchema(db: Kysely<DrupalTables>): Promise<DrupalSchema> {
  const missing10 = await missing(db, DRUPAL_10);
  if (missing10.length === 0) return new Drupal10Schema(db);
  // Two versions call different tables by the same names, so one type can't have both.
  const db7 = db as unknown as Kysely<Drupal7Tables>;
  if ((await missing(db7, DRUPAL_7)).length === 0) return new Drupal7Schema(db7);
  const found =
    missing10.length === DRUPAL_10.length ? 'none of them, nor those of Drupal 7' : 'only the others';
  throw new DrupalError(
    'DRUPAL_TABLES_MISSING',
    `database: expected Drupal 10's or 11's tables ${missing10.join(', ')}; found ${found} (wrong prefix?)`,
  );
}

async function missing<Tables, Name extends keyof Tables & string>(
  db: Kysely<Tables>,
  tables: readonly Name[],
): Promise<readonly Name[]> {
  const isThere = await Promise.all(tables.map((table) => hasTable(db, table)));
  return tables.filter((_table, index) => !isThere[index]);
}
