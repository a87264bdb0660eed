import type { CompiledQuery, Kysely } from 'kysely';

/** Rows of a statement as their columns' values in order, if it can be run at once. */
export type Reader = (sql: string, parameters: readonly unknown[]) => unknown[] | undefined;

/** Databases in this process, which need no connection to be waited for. */
const readers = new WeakMap<object, Reader>();

/** Has a database's statements read at once by `readNow`; `reader` answers undefined where that isn't right. */
export function readsAtOnce(db: object, reader: Reader): void {
  readers.set(db, reader);
}

/**
 * Runs a statement that reads without Kysely's way there, which costs more than the answer of SQLite.
 *
 * Rows come as values in the order of the statement's columns: to name them costs as much again. Undefined where the
 * database is a server, or somebody's transaction is open, which would answer as of its beginning.
 */
export function readNow<Values extends readonly unknown[], Tables>(
  db: Kysely<Tables>,
  { sql, parameters }: CompiledQuery<unknown>,
): readonly Values[] | undefined {
  return readers.get(db)?.(sql, parameters) as readonly Values[] | undefined;
}
