import { drupalTables } from '../schema/drupal10/tables.ts';
import { type SchemaEntry, tableSql } from './table-sql.ts';

/** Lists what `sqlite_schema` holds after an install, to be compared with a real Drupal's. */
export function describeTables(): readonly SchemaEntry[] {
  return Object.entries(drupalTables).flatMap(([name, table]) => tableSql(name, table));
}
