import type { CompiledQuery, Kysely } from 'kysely';

type Rows = readonly (readonly unknown[])[];

/**
 * Runs statements that read, past Kysely, whose way to a connection and back costs more than a short answer.
 *
 * Rows come as values in the order of the statement's columns: to name them costs as much again.
 */
export interface Reader {
  /** Without waiting, in a database of this process; undefined where somebody's transaction would answer as of its beginning. */
  now?(sql: string, parameters: readonly unknown[]): Rows | undefined;
  later(sql: string, parameters: readonly unknown[]): Promise<Rows>;
}

const readers = new WeakMap<object, Reader>();

/** Says how an open database is read. */
export function setReader(db: object, reader: Reader): void {
  readers.set(db, reader);
}

/** Rows of a statement, if it can be run without waiting. */
export function readNow<Values extends readonly unknown[], Tables>(
  db: Kysely<Tables>,
  { sql, parameters }: CompiledQuery<unknown>,
): readonly Values[] | undefined {
  return readers.get(db)?.now?.(sql, parameters) as readonly Values[] | undefined;
}

/** Rows of a statement. */
export async function read<Values extends readonly unknown[], Tables>(
  db: Kysely<Tables>,
  query: CompiledQuery<unknown>,
): Promise<readonly Values[]> {
  const rows =
    readNow<Values, Tables>(db, query) ?? (await readers.get(db)?.later(query.sql, query.parameters));
  if (rows === undefined) throw new Error('a database that openDatabase did not open');
  return rows as readonly Values[];
}
