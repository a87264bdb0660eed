import { type RawBuilder, sql } from 'kysely';

/** A blob column as bytes: PHP stores blobs as SQLite TEXT, which would be cut at the first NUL. */
export function bytes<T extends Uint8Array | null = Uint8Array>(column: string): RawBuilder<T> {
  return sql<T>`CAST(${sql.ref(column)} AS BLOB)`;
}
