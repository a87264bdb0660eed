import { CompiledQuery, Kysely } from 'kysely';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { setReader } from './reader.ts';
import { TableNames } from './table-names.ts';

/** How a database is opened. */
export interface OpenOptions {
  /** `read` cannot change anything, whatever the statement. @default 'read' */
  readonly access?: 'read' | 'write';
}

/**
 * Opens a Drupal database for typed queries.
 *
 * `url` has Drupal's own form: `sqlite://localhost//absolute/path.sqlite#prefix`,
 * `mysql://user:password@host:3306/database#prefix` or `pgsql://…`. Servers need the npm package `mysql2` or
 * `pg`. Never creates a database. End with `destroy()`.
 *
 * @throws DrupalError `DRUPAL_DATABASE_URL`, `DRUPAL_DATABASE_MISSING`, `DRUPAL_DATABASE_UNREADABLE`,
 *   `DRUPAL_DATABASE_UNREACHABLE`, `DRUPAL_DATABASE_REPLICA` or `DRUPAL_DRIVER_MISSING`
 */
export async function openDatabase<Tables = DrupalTables>(
  url: string,
  { access = 'read' }: OpenOptions = {},
): Promise<Kysely<Tables>> {
  const address = parseDatabaseUrl(url);
  // Loaded late: an application on another database should not load this one's driver.
  if (address.driver === 'sqlite') {
    const [{ SqliteFile }, { sqliteDialect }] = await Promise.all([
      import('./sqlite-file.ts'),
      import('./sqlite-dialect.ts'),
    ]);
    const { dialect, readNow } = sqliteDialect(new SqliteFile(address.path, access));
    const db = new Kysely<Tables>({ dialect });
    setReader(db, {
      now: readNow,
      async later(sql, parameters) {
        const { rows } = await db.executeQuery<object>(CompiledQuery.raw(sql, [...parameters]));
        return rows.map((row) => Object.values(row));
      },
    });
    return db;
  }
  const { serverDialect } = await import('./server-dialect.ts');
  const plugins = address.prefix === '' ? [] : [new TableNames(address.prefix)];
  const { dialect, read } = await serverDialect(address, access);
  const db = new Kysely<Tables>({ dialect, plugins });
  setReader(db, { later: read });
  try {
    // Connects, so that a wrong password is told of now and not at the first log-in.
    await db.executeQuery(CompiledQuery.raw('SELECT 1'));
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}
