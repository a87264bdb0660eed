import type { CreateTableBuilder, Kysely } from 'kysely';
import description from '../../schema.json' with { type: 'json' };

/** One field in the words of Drupal's Schema API. */
export interface FieldDescription {
  readonly type: 'serial' | 'int' | 'varchar' | 'varchar_ascii' | 'text';
  readonly size?: 'normal' | 'big';
  readonly length?: number;
  readonly unsigned?: boolean;
  readonly 'not null'?: boolean;
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
  for (const [table, { fields, ...keys }] of Object.entries(schema)) {
    let create: CreateTableBuilder<string, string> = db.schema.createTable(table).ifNotExists();
    for (const [name, field] of Object.entries(fields)) {
      create = create.addColumn(name, columnType(field), (column) => {
        let built = column;
        if (field.type === 'serial') built = built.primaryKey().autoIncrement();
        if (field['not null']) built = built.notNull();
        if (field.default !== undefined) built = built.defaultTo(field.default);
        return built;
      });
    }
    const primaryKey = keys['primary key'];
    if (primaryKey.length > 1) create = create.addPrimaryKeyConstraint(`${table}_pkey`, [...primaryKey]);
    await create.execute();
    for (const [name, columns] of Object.entries(keys['unique keys'] ?? {})) {
      await db.schema
        .createIndex(`${table}_${name}`)
        .ifNotExists()
        .unique()
        .on(table)
        .columns([...columns])
        .execute();
    }
    for (const [name, columns] of Object.entries(keys.indexes ?? {})) {
      await db.schema
        .createIndex(`${table}_${name}`)
        .ifNotExists()
        .on(table)
        .columns([...columns])
        .execute();
    }
  }
}

/** SQLite's types; serial must be INTEGER there to be the rowid. */
function columnType(field: FieldDescription): 'integer' | 'text' | `varchar(${number})` {
  if (field.type === 'serial' || field.type === 'int') return 'integer';
  if (field.type === 'text') return 'text';
  return `varchar(${field.length ?? 255})`;
}
