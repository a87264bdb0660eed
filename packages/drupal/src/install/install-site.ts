import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely, sql } from 'kysely';
import { type FileAddress, parseDatabaseUrl, type ServerAddress } from '../database/database-url.ts';
import { openDatabase } from '../database/open-database.ts';
import { sqliteDialect } from '../database/sqlite-dialect.ts';
import { SqliteFile } from '../database/sqlite-file.ts';
import { hasTable } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import { type DrupalTables, drupalTables } from '../schema/drupal10/tables.ts';
import { findSchema } from '../schema/find-schema.ts';
import { describeTables } from './describe-tables.ts';
import { OWN_COLLATION, withFoldedNames } from './folded-names.ts';
import { insertAnonymousUser } from './new-user.ts';
import { serverTableSql } from './server-table-sql.ts';
import { Site } from './site.ts';
import { PHP_COLLATION } from './table-sql.ts';

/**
 * Creates Drupal 10's tables and the rows that every site has, in a new SQLite file or a server's database.
 *
 * These are: user 0, the roles `anonymous` and `authenticated`, the site's private key. Folders on the way to
 * a file are made; a server's database must be there, without these tables.
 *
 * @throws DrupalError `DRUPAL_DATABASE_EXISTS` or those of `openDatabase`
 */
export async function installSite(url: string): Promise<Site> {
  const address = parseDatabaseUrl(url);
  return address.driver === 'sqlite' ? await installFile(address) : await installOnServer(url, address);
}

/**
 * Opens an installed site's database for writing.
 *
 * @throws DrupalError `DRUPAL_DATABASE_*` or `DRUPAL_TABLES_MISSING`
 */
export async function openSite(url: string): Promise<Site> {
  const db = await openDatabase(url, { access: 'write' });
  try {
    await findSchema(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return new Site(db);
}

async function installFile({ path }: FileAddress): Promise<Site> {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Kysely<DrupalTables>(sqliteDialect(new SqliteFile(path, 'create')));
  await sql`PRAGMA journal_mode = WAL`.execute(db);
  // All or nothing: a site that was killed while it was made must not pass for one.
  await withFoldedNames(db, async (transaction) => {
    for (const entry of describeTables()) {
      await sql.raw(entry.sql.replaceAll(PHP_COLLATION, OWN_COLLATION)).execute(transaction);
    }
    await insertFirstRows(transaction);
  });
  return new Site(db);
}

async function installOnServer(url: string, { driver }: ServerAddress): Promise<Site> {
  const db = await openDatabase(url, { access: 'write' });
  try {
    if (await hasTable(db, 'users')) {
      throw new DrupalError('DRUPAL_DATABASE_EXISTS', 'database: expected no table users, found one');
    }
    await db.transaction().execute(async (transaction) => {
      for (const [name, table] of Object.entries(drupalTables)) {
        for (const create of serverTableSql(driver, name, table)) await create.execute(transaction);
      }
      await insertFirstRows(transaction);
    });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return new Site(db);
}

async function insertFirstRows(transaction: Kysely<DrupalTables>): Promise<void> {
  await insertAnonymousUser(transaction);
  const site = new Site(transaction);
  await site.createRole({ id: 'anonymous', label: 'Anonymous user', weight: 0 });
  await site.createRole({ id: 'authenticated', label: 'Authenticated user', weight: 1 });
  await site.setState('system.private_key', randomBytes(55).toString('base64url'));
}
