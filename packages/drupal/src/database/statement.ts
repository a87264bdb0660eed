import { type Kysely, sql } from 'kysely';
import { DrupalError } from '../errors.ts';

/**
 * Runs a statement and gives its failure a code.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED` with the driver's error as cause, or one that says why the
 *   database can't be reached
 */
export async function statement<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw statementError(what, cause);
  }
}

/** The error of a statement that failed, with a code. @internal */
export function statementError(what: string, cause: unknown): DrupalError {
  return DrupalError.from('DRUPAL_DATABASE_FAILED', `database, ${what}`, cause);
}

/**
 * Is a table there? Drupal makes some at their first use.
 *
 * @throws DrupalError as `statement`
 */
export async function hasTable<Tables>(db: Kysely<Tables>, table: keyof Tables & string): Promise<boolean> {
  try {
    await statement(table, () => sql`SELECT 1 FROM ${sql.table(table)} WHERE 1 = 0`.execute(db));
    return true;
  } catch (error) {
    if (isMissingTable(error)) return false;
    throw error;
  }
}

/** Did a statement fail because a table isn't there? The words of servers depend on their language, so by code. */
export function isMissingTable(error: unknown): boolean {
  const cause = error instanceof DrupalError ? error.cause : undefined;
  if (!(cause instanceof Error) || !('code' in cause)) return false;
  if (cause.code === 'ERR_SQLITE_ERROR') return cause.message.startsWith('no such table: ');
  return cause.code === 'ER_NO_SUCH_TABLE' || cause.code === '42P01';
}
