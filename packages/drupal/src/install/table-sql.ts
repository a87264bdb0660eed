import type { Column, Table } from '../schema/table.ts';

/** PHP's collation; SQLite in Node doesn't know it, see folded-names.ts. */
export const PHP_COLLATION = 'NOCASE_UTF8';

const TYPES = Object.freeze({ int: 'INTEGER', varchar: 'VARCHAR', text: 'TEXT', blob: 'BLOB' });

/** An entry of SQLite's `sqlite_schema`. */
export interface SchemaEntry {
  readonly type: 'table' | 'index';
  readonly name: string;
  /** The table an index belongs to; a table's own name. */
  readonly table: string;
  readonly sql: string;
}

/** Writes a table as Drupal 10's and 11's SQLite driver does, to the last space. */
export function tableSql(table: string, description: Table): SchemaEntry[] {
  const { uniqueKeys = {}, indexes = {} } = description;
  return [
    { type: 'table', name: table, table, sql: createTable(table, description) },
    ...Object.entries(uniqueKeys).map(([key, columns]) => index('UNIQUE INDEX', table, key, columns)),
    ...Object.entries(indexes).map(([key, columns]) => index('INDEX', table, key, columns)),
  ];
}

function createTable(table: string, { columns, primaryKey }: Table): string {
  const lines = Object.entries(columns).map(([name, column]) => columnSql(name, column));
  if (primaryKey) lines.push(` PRIMARY KEY (${list(primaryKey)})`);
  return `CREATE TABLE "${table}" (\n${lines.join(', \n')}\n)`;
}

function index(kind: string, table: string, key: string, columns: readonly string[]): SchemaEntry {
  const name = `${table}_${key}`;
  return { type: 'index', name, table, sql: `CREATE ${kind} "${name}" ON "${table}" (${list(columns)})` };
}

function columnSql(name: string, column: Column): string {
  const check = column.isUnsigned ? ` CHECK ("${name}">= 0)` : '';
  if (column.type === 'serial') return `"${name}" INTEGER PRIMARY KEY AUTOINCREMENT${check}`;
  return [
    `"${name}" ${TYPES[column.type]}`,
    column.length === undefined ? '' : `(${column.length})`,
    column.ignoresCase ? ` COLLATE ${PHP_COLLATION}` : '',
    column.isNullable ? ' NULL' : ' NOT NULL',
    check,
    defaultSql(column),
  ].join('');
}

function defaultSql(column: Column): string {
  if (typeof column.default === 'string') return ` DEFAULT '${column.default.replaceAll("'", "''")}'`;
  if (column.default !== undefined) return ` DEFAULT ${column.default}`;
  return column.isNullable ? ' DEFAULT NULL' : '';
}

function list(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
