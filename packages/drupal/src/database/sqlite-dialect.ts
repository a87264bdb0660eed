import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { SqliteDialect } from 'kysely';
import type { Reader } from './read-now.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** Distinct statements kept prepared; an application has dozens, and each costs a parse when it is gone. */
const PREPARED_STATEMENTS = 128;

type Parameters = readonly SQLInputValue[];

/** A statement in the form that Kysely wants, kept as a whole: telling whether it reads costs more than the rest. */
type Prepared = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync, sql: string) {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters: Parameters) => statement.all(...parameters),
    run: (parameters: Parameters) => statement.run(...parameters),
    iterate: (parameters: Parameters) => statement.iterate(...parameters),
  };
}

/** Kysely's SQLite dialect on `DatabaseSync`, which wants its parameters one by one, and a way past it for reading. */
export function sqliteDialect(file: SqliteFile): { dialect: SqliteDialect; reader: Reader } {
  const prepared = new Map<string, Prepared>();
  let preparedFor: DatabaseSync | undefined;

  function find(sql: string, database = file.database): Prepared {
    if (preparedFor !== database) {
      prepared.clear();
      preparedFor = database;
    }
    const known = prepared.get(sql);
    if (known) return known;
    const statement = prepare(database, sql);
    const [oldest] = prepared.keys();
    if (prepared.size >= PREPARED_STATEMENTS && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, statement);
    return statement;
  }

  return {
    dialect: new SqliteDialect({ database: { close: () => file.close(), prepare: (sql) => find(sql) } }),
    reader(sql, parameters) {
      const { database } = file;
      return database.isTransaction ? undefined : find(sql, database).all(parameters as Parameters);
    },
  };
}
