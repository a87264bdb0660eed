import { type Kysely, sql, type Transaction } from 'kysely';
import { DrupalError } from '../errors.ts';
import { PHP_COLLATION } from './table-sql.ts';

/** SQLite's own case-blind collation; it sorts as PHP's does as long as no capital is outside ASCII. */
export const OWN_COLLATION = 'NOCASE';

/**
 * Runs a transaction in which PHP's collation is read as SQLite's own.
 *
 * Drupal's tables name a collation that only PHP registers, and node:sqlite can't register any, so it refuses
 * to create these tables and to write rows into their indexes. Inside this transaction the schema says NOCASE
 * instead, and before the commit it says what Drupal wrote again: nobody else ever sees the difference, and
 * a failure rolls both back. The indexes are right for PHP because `requireSameOrder` keeps those names
 * out that the two collations would sort apart.
 */
export async function withFoldedNames<T, R>(
  db: Kysely<T>,
  work: (transaction: Transaction<T>) => Promise<R>,
): Promise<R> {
  try {
    return await db.transaction().execute(async (transaction) => {
      await replaceCollation(transaction, PHP_COLLATION, OWN_COLLATION);
      const result = await work(transaction);
      await replaceCollation(transaction, OWN_COLLATION, PHP_COLLATION);
      return result;
    });
  } catch (error) {
    // The rows of sqlite_schema are rolled back; what this connection has read of them must be too.
    await sql`PRAGMA writable_schema = RESET`.execute(db);
    throw error;
  }
}

async function replaceCollation<T>(transaction: Transaction<T>, from: string, to: string): Promise<void> {
  await sql`PRAGMA writable_schema = ON`.execute(transaction);
  await sql`UPDATE sqlite_schema SET sql = replace(sql, ${`COLLATE ${from} `}, ${`COLLATE ${to} `})`.execute(
    transaction,
  );
  await sql`PRAGMA writable_schema = RESET`.execute(transaction);
}

/**
 * Refuses a name that PHP would sort elsewhere than SQLite.
 *
 * @throws DrupalError `DRUPAL_NAME_CASE`
 */
export function requireSameOrder(name: string): void {
  const capital = [...name].find((sign) => sign > '\u007f' && sign.toLowerCase() !== sign);
  if (capital !== undefined) {
    throw new DrupalError(
      'DRUPAL_NAME_CASE',
      `"${name}": expected no capital outside A-Z, found "${capital}"`,
    );
  }
}
