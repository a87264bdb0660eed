import { type Kysely, type RawBuilder, sql } from 'kysely';
import { driverOf } from '../database/driver-of.ts';
import { hasTable, statement } from '../database/statement.ts';
import type { Table } from '../schema/table.ts';
import { serverTableSql } from './server-table-sql.ts';
import { tableSql } from './table-sql.ts';

/**
 * Creates those tables that aren't there, as Drupal's own drivers would; processes may start together.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED`
 */
export async function createTables<Tables>(
  db: Kysely<Tables>,
  tables: Readonly<Record<string, Table>>,
): Promise<void> {
  for (const [name, table] of Object.entries(tables)) {
    if (await isThere(db, name)) continue;
    try {
      await statement(name, () =>
        db.transaction().execute(async (transaction) => {
          for (const create of statementsOf(db, name, table)) await create.execute(transaction);
        }),
      );
    } catch (error) {
      // Another process was faster.
      if (!(await isThere(db, name))) throw error;
    }
  }
}

/**
 * Two that create the same table in PostgreSQL: the second fails as soon as the first has committed, and may not see its
 * table for a moment, until it is told that what it knows of tables is old. A lock is given up after that.
 */
const oneAtATime = sql`SELECT pg_advisory_xact_lock(hashtext('drupal-nodejs: tables'))`;

function statementsOf<Tables>(
  db: Kysely<Tables>,
  name: string,
  table: Table,
): readonly RawBuilder<unknown>[] {
  const driver = driverOf(db);
  if (driver === 'sqlite') return tableSql(name, table).map((entry) => sql.raw(entry.sql));
  const creation = serverTableSql(driver, name, table);
  return driver === 'pgsql' ? [oneAtATime, ...creation] : creation;
}

function isThere<Tables>(db: Kysely<Tables>, name: string): Promise<boolean> {
  return hasTable(db as Kysely<Record<string, unknown>>, name);
}
