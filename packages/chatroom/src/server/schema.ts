import { type Column, createTables as createInDrupal, type Table } from '@drupal-nodejs/drupal/install';
import type { Kysely } from 'kysely';
import description from '../../schema.json' with { type: 'json' };

/** One field in the words of Drupal's Schema API. */
export interface FieldDescription {
  readonly type: 'serial' | 'int' | 'varchar' | 'varchar_ascii' | 'text';
  readonly size?: 'normal' | 'big';
  readonly length?: number;
  readonly unsigned?: boolean;
  /** Compared byte by byte. */
  readonly binary?: boolean;
  readonly 'not null': boolean;
  readonly default?: number | string;
  readonly description: string;
}

/** One table in the words of Drupal's Schema API; `hook_schema()` returns the same. */
export interface TableDescription {
  readonly description: string;
  readonly fields: Readonly<Record<string, FieldDescription>>;
  readonly 'primary key': readonly string[];
  readonly 'unique keys'?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

/** The chat's tables: the one description that Drupal and Node create them from. */
export const schema = description as Readonly<Record<string, TableDescription>>;

/** Creates the tables that aren't there yet; Drupal's `hook_schema()` may have been first. */
export async function createTables<Tables>(db: Kysely<Tables>): Promise<void> {
  await createInDrupal(
    db,
    Object.fromEntries(Object.entries(schema).map(([name, table]) => [name, tableOf(table)])),
  );
}

function tableOf({ fields, ...keys }: TableDescription): Table {
  const columns = Object.entries(fields).map(([name, field]) => [name, columnOf(field)] as const);
  const primaryKey = keys['primary key'];
  const isSerial = primaryKey.some((name) => fields[name]?.type === 'serial');
  return {
    columns: Object.fromEntries(columns),
    // A serial is the key by itself.
    ...(!isSerial && { primaryKey }),
    uniqueKeys: keys['unique keys'] ?? {},
    indexes: keys.indexes ?? {},
  };
}

function columnOf(field: FieldDescription): Column {
  const { type, size, length, unsigned = false, binary = false } = field;
  return {
    type: type === 'varchar_ascii' ? 'varchar' : type,
    isAscii: type === 'varchar_ascii',
    isBinary: binary,
    isUnsigned: unsigned,
    isNullable: !field['not null'],
    ...(size === 'big' && { size }),
    ...(length !== undefined && { length }),
    ...(field.default !== undefined && { default: field.default }),
  };
}
