import type { Kysely } from 'kysely';
import { readKeyValues } from '../config/config-table.ts';
import type { PhpValue } from '../php-serialize/index.ts';
import type { DrupalTables } from './drupal10/tables.ts';

const COLLECTION = 'entity.storage_schema.sql';

type Columns = Map<string, string>;

/**
 * Writes TypeScript types of a site's own entity tables, for typed queries: fields of its content types included.
 *
 * From what Drupal keeps of its tables, so names that it shortened are right too. Use:
 * `openDatabase<DrupalTables & SiteTables>(url)`.
 *
 * @throws DrupalError `DRUPAL_DATABASE_*` or `DRUPAL_CONFIG_UNREADABLE`
 */
export async function generateTypes(db: Kysely<DrupalTables>): Promise<string> {
  const tables = new Map<string, Columns>();
  for (const [name, value] of [...(await readKeyValues(db, COLLECTION))].sort(byName)) {
    if (!name.includes('.field_schema_data.')) continue;
    for (const [table, columns] of tablesOf(value)) {
      const known = tables.get(table) ?? new Map<string, string>();
      for (const [column, type] of columns) known.set(column, type);
      tables.set(table, known);
    }
  }
  const bodies = [...tables].sort(byName).map(([table, columns]) => {
    const lines = [...columns].map(([column, type]) => `    ${key(column)}: ${type};\n`);
    return `  ${key(table)}: {\n${lines.join('')}  };\n`;
  });
  return `/** Tables of this site's entities; written by generateTypes(), not by hand. */\nexport interface SiteTables {\n${bodies.join('')}}\n`;
}

function* tablesOf(value: PhpValue): Generator<[string, Columns]> {
  if (!(value instanceof Map)) return;
  for (const [table, description] of value) {
    const fields = description instanceof Map ? description.get('fields') : undefined;
    if (typeof table !== 'string' || !(fields instanceof Map)) continue;
    const columns: Columns = new Map();
    for (const [column, field] of fields) {
      if (typeof column === 'string' && field instanceof Map) columns.set(column, typeOf(field));
    }
    yield [table, columns];
  }
}

function typeOf(field: ReadonlyMap<unknown, PhpValue>): string {
  const type = plainType(field.get('type'));
  return field.get('not null') === true ? type : `${type} | null`;
}

function plainType(type: PhpValue | undefined): string {
  switch (type) {
    case 'int':
    case 'serial':
    case 'float':
      return 'number';
    case 'blob':
      return 'Uint8Array';
    case 'numeric':
      // Exact decimals, which drivers give as text; SQLite as numbers.
      return 'string | number';
    default:
      return 'string';
  }
}

function key(name: string): string {
  return /^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
