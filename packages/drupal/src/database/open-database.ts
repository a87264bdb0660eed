import { Kysely } from 'kysely';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { parseDatabaseUrl } from './database-url.ts';

/** How a database is opened. */
export interface OpenOptions {
  /** `read` cannot change anything, whatever the statement. @default 'read' */
  readonly access?: 'read' | 'write';
}

/**
 * Opens a Drupal database for typed queries.
 *
 * `url` has Drupal's own form: `sqlite://localhost//absolute/path.sqlite#prefix`. Never creates a database.
 * End with `destroy()`.
 *
 * @throws DrupalError `DRUPAL_DATABASE_URL`, `DRUPAL_DATABASE_MISSING` or `DRUPAL_DATABASE_UNREADABLE`
 */
export async function openDatabase<Tables = DrupalTables>(
  url: string,
  { access = 'read' }: OpenOptions = {},
): Promise<Kysely<Tables>> {
  const { path } = parseDatabaseUrl(url);
  // Loaded late: an application on another database should not load this one's driver.
  const [{ SqliteFile }, { sqliteDialect }] = await Promise.all([
    import('./sqlite-file.ts'),
    import('./sqlite-dialect.ts'),
  ]);
  return new Kysely<Tables>({ dialect: sqliteDialect(new SqliteFile(path, access)) });
}
