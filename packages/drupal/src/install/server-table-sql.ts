import { type RawBuilder, sql } from 'kysely';
import type { ServerAddress } from '../database/database-url.ts';
import type { Column, Table } from '../schema/table.ts';

type Driver = ServerAddress['driver'];

/** Writes a table as Drupal 10's and 11's drivers for MySQL and PostgreSQL do, without its comments. */
export function serverTableSql(
  driver: Driver,
  table: string,
  description: Table,
): readonly RawBuilder<unknown>[] {
  const name = sql.table(table);
  const { columns, uniqueKeys = {}, indexes = {} } = description;
  const lines = Object.entries(columns).map(([column, of]) => columnSql(driver, column, of));
  lines.push(`PRIMARY KEY (${list(driver, description.primaryKey ?? serialOf(description))})`);
  for (const key of Object.values(uniqueKeys)) lines.push(`UNIQUE (${list(driver, key)})`);
  if (driver === 'mysql') {
    for (const key of Object.values(indexes)) lines.push(`KEY (${list(driver, key)})`);
  }
  const end = driver === 'mysql' ? ' ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4' : '';
  const create = sql`CREATE TABLE ${name} (${sql.raw(lines.join(', '))})${sql.raw(end)}`;
  if (driver === 'mysql') return [create];
  // The server names these indexes, for their names must differ in the whole schema.
  return [
    create,
    ...Object.values(indexes).map((key) => sql`CREATE INDEX ON ${name} (${sql.raw(list(driver, key))})`),
  ];
}

function columnSql(driver: Driver, name: string, column: Column): string {
  const quoted = list(driver, [name]);
  const isSerial = column.type === 'serial';
  return [
    quoted,
    driver === 'mysql' ? mysqlType(column) : pgsqlType(column),
    column.isNullable ? 'NULL' : 'NOT NULL',
    column.default === undefined ? '' : `DEFAULT ${literal(column.default)}`,
    driver === 'mysql' && isSerial ? 'AUTO_INCREMENT' : '',
    driver === 'pgsql' && column.isUnsigned ? `CHECK (${quoted} >= 0)` : '',
  ].join(' ');
}

function mysqlType({ type, size, length, isUnsigned, isAscii, isBinary }: Column): string {
  if (type === 'text') return size === 'big' ? 'LONGTEXT' : 'TEXT';
  if (type === 'blob') return 'LONGBLOB';
  if (type === 'varchar')
    return `VARCHAR(${length})${isAscii ? ' CHARACTER SET ascii' : ''}${isBinary ? ' BINARY' : ''}`;
  const int = size === undefined ? 'INT' : `${size}INT`;
  return isUnsigned ? `${int} UNSIGNED` : int;
}

function pgsqlType({ type, size, length, isUnsigned }: Column): string {
  if (type === 'serial') return size === 'big' ? 'BIGSERIAL' : 'SERIAL';
  if (type === 'text') return 'TEXT';
  if (type === 'blob') return 'BYTEA';
  if (type === 'varchar') return `VARCHAR(${length})`;
  if (size === 'tiny') return isUnsigned ? 'INTEGER' : 'SMALLINT';
  return size === 'big' || isUnsigned ? 'BIGINT' : 'INTEGER';
}

function serialOf({ columns }: Table): string[] {
  return Object.keys(columns).filter((name) => columns[name]?.type === 'serial');
}

function literal(value: number | string): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

function list(driver: Driver, columns: readonly string[]): string {
  const quote = driver === 'mysql' ? '`' : '"';
  return columns.map((column) => `${quote}${column}${quote}`).join(', ');
}
