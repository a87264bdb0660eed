import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { SqliteDialect } from 'kysely';
import type { Reader } from './reader.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** Distinct statements kept prepared; an application has dozens, and each costs a parse when it is gone. */
const PREPARED_STATEMENTS = 128;

type Parameters = readonly SQLInputValue[];

/** Kysely's SQLite dialect on `DatabaseSync`, and a way past it for reading. */
export function sqliteDialect(file: SqliteFile): {
  readonly dialect: SqliteDialect;
  readonly readNow: NonNullable<Reader['now']>;
} {
  const forKysely = new PreparedStatements(prepareForKysely);
  const forReader = new PreparedStatements(prepareForReader);
  return {
    dialect: new SqliteDialect({
      database: { close: () => file.close(), prepare: (sql) => forKysely.of(file.database, sql) },
    }),
    readNow(sql, parameters) {
      const { database } = file;
      if (database.isTransaction) return undefined;
      return forReader.of(database, sql).all(...(parameters as Parameters)) as unknown as unknown[][];
    },
  };
}

/** In the form that Kysely wants, kept as a whole: telling whether it reads costs more than the rest. */
function prepareForKysely(database: DatabaseSync, sql: string) {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters: Parameters) => statement.all(...parameters),
    run: (parameters: Parameters) => statement.run(...parameters),
    iterate: (parameters: Parameters) => statement.iterate(...parameters),
  };
}

function prepareForReader(database: DatabaseSync, sql: string) {
  const statement = database.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

/** Statements of the database that was asked last, by their text. */
class PreparedStatements<Statement> {
  readonly #prepare: (database: DatabaseSync, sql: string) => Statement;
  readonly #statements = new Map<string, Statement>();
  #database: DatabaseSync | undefined;

  constructor(prepare: (database: DatabaseSync, sql: string) => Statement) {
    this.#prepare = prepare;
  }

  of(database: DatabaseSync, sql: string): Statement {
    if (this.#database !== database) {
      this.#statements.clear();
      this.#database = database;
    }
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#prepare(database, sql);
    const [oldest] = this.#statements.keys();
    if (this.#statements.size >= PREPARED_STATEMENTS && oldest !== undefined) this.#statements.delete(oldest);
    this.#statements.set(sql, statement);
    return statement;
  }
}
