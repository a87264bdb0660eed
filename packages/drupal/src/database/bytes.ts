import { CastNode, DataTypeNode, ExpressionWrapper, sql } from 'kysely';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/**
 * A blob column as bytes.
 *
 * PHP stores blobs as SQLite TEXT, which would be cut at the first NUL; MySQL's and PostgreSQL's are bytes as
 * they are, see `PlainBlobs`.
 */
export function bytes<T extends Uint8Array | null = Uint8Array>(
  column: string,
): ExpressionWrapper<DrupalTables, keyof DrupalTables, T> {
  return new ExpressionWrapper(
    CastNode.create(sql.ref(column).toOperationNode(), DataTypeNode.create('blob')),
  );
}
