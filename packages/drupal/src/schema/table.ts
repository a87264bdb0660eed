import type { Generated } from 'kysely';

/** A column as Drupal's Schema API describes it, free of any database's own type names. */
export interface Column {
  readonly type: 'int' | 'serial' | 'varchar' | 'text' | 'blob';
  /** Of an int, serial or text; SQLite has one size for all. @default 4 bytes, a text 64 KB */
  readonly size?: 'tiny' | 'big';
  /** Characters, of a varchar. */
  readonly length?: number;
  readonly isUnsigned?: boolean;
  readonly isNullable?: boolean;
  readonly default?: number | string;
  /** A varchar of ASCII only, which MySQL stores and compares as such. */
  readonly isAscii?: boolean;
  /** Compared byte by byte, also where the database has languages in mind: emojis are equal there. */
  readonly isBinary?: boolean;
  /** Compared without case; on SQLite by a collation that only PHP knows. */
  readonly ignoresCase?: boolean;
}

/** A table with its keys; index names are without the table's own name. */
export interface Table {
  readonly columns: Readonly<Record<string, Column>>;
  readonly primaryKey?: readonly string[];
  readonly uniqueKeys?: Readonly<Record<string, readonly string[]>>;
  readonly indexes?: Readonly<Record<string, readonly string[]>>;
}

type Plain<C extends Column> = C extends { type: 'int' | 'serial' }
  ? number
  : C extends { type: 'blob' }
    ? Uint8Array
    : string;
type Nullable<C extends Column> = C extends { isNullable: true } ? Plain<C> | null : Plain<C>;
type Value<C extends Column> = C extends
  | { type: 'serial' }
  | { default: number | string }
  | { isNullable: true }
  ? Generated<Nullable<C>>
  : Nullable<C>;

/** Kysely's row type of a described table. */
export type RowOf<T extends Table> = { [K in keyof T['columns']]: Value<T['columns'][K]> };
