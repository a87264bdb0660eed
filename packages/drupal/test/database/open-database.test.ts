import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createDrupal, openDatabase } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { BASE_URL, TemporarySite, temporaryFolder } from '../temporary-site.ts';

const open = (database: string) => createDrupal({ database, baseUrl: BASE_URL });

describe('opening a database', () => {
  it('names the path when there is no file, and makes none', async () => {
    const path = join(temporaryFolder(), 'nowhere.sqlite');
    await expect(open(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_MISSING',
      message: `database ${path}: expected a SQLite file, found nothing there`,
    });
    expect(existsSync(path)).toBe(false);
  });

  it('says so when the path is a folder', async () => {
    const path = join(temporaryFolder(), 'folder');
    mkdirSync(path);
    await expect(open(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_MISSING',
    });
  });

  it('says so when the file is not a database', async () => {
    const path = join(temporaryFolder(), 'settings.php');
    writeFileSync(path, '<?php '.repeat(1000));
    await expect(open(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_UNREADABLE',
      message: `database ${path}: file is not a database`,
    });
  });

  it('names the tables that are missing', async () => {
    const path = join(temporaryFolder(), 'other.sqlite');
    new DatabaseSync(path).exec('CREATE TABLE variable (name TEXT); CREATE TABLE config (name TEXT)');
    await expect(open(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_TABLES_MISSING',
      message:
        "database: expected Drupal 10's or 11's tables key_value, user__roles, users_field_data; found only the others (wrong prefix?)",
    });
  });

  it('says so when the database is empty', async () => {
    const path = join(temporaryFolder(), 'empty.sqlite');
    writeFileSync(path, '');
    await expect(open(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_TABLES_MISSING',
      message: expect.stringContaining('found none of them'),
    });
  });

  it('reads prefixed tables from the file that Drupal attaches for them', async () => {
    const path = join(temporaryFolder(), 'site.sqlite');
    const site = await installSite(`sqlite://localhost/${path}#dp_`);
    expect(existsSync(`${path}-dp_`)).toBe(true);
    const drupal = await open(`sqlite://localhost/${path}#dp_`);
    expect((await drupal.from({})).roles).toEqual(['anonymous']);
    await drupal.close();
    await site.close();
    await expect(open(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_MISSING',
    });
  });

  it('finds paths with signs that mean something in an address', async () => {
    const path = join(temporaryFolder(), 'a b?c%d.sqlite');
    const url = `sqlite://localhost/${encodeURI(path).replace('?', '%3F')}`;
    const site = await installSite(url);
    await site.close();
    expect(existsSync(path)).toBe(true);
  });

  it('sees what another connection writes, also with many statements', async () => {
    const at = await TemporarySite.install();
    const db = await openDatabase(at.url);
    for (let n = 0; n < 300; n++) {
      const { rows } = await sql
        .raw<{ n: number }>(`SELECT ${n} AS n, count(*) AS c FROM sessions`)
        .execute(db);
      expect(rows[0]).toMatchObject({ n, c: 0 });
    }
    await at.logIn(1);
    expect(await db.selectFrom('sessions').select('uid').execute()).toEqual([{ uid: 1 }]);
    await db.destroy();
  });

  it('stays closed, whoever asks once more', async () => {
    const at = await TemporarySite.install();
    const headers = await at.logIn(1);
    const drupal = await open(at.url);
    expect((await drupal.from(headers)).uid).toBe(1);
    await drupal.close();
    for (let n = 0; n < 2; n++) {
      await expect(drupal.from(headers)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_FAILED' });
    }
  });

  it('gives rows one by one, and can be left in the middle', async () => {
    const at = await TemporarySite.install();
    await at.createUser('Bob');
    const users = at.site.db.selectFrom('users').select('uid').orderBy('uid');
    for await (const { uid } of users.stream()) {
      expect(uid).toBe(0);
      break;
    }
    expect(await users.execute()).toEqual([{ uid: 0 }, { uid: 1 }, { uid: 2 }]);
  });

  it('gives a failed statement a code and keeps the reason', async () => {
    const at = await TemporarySite.install();
    await at.site.db.schema.dropTable('config').execute();
    await expect(at.drupal.config('system.site')).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_FAILED',
      message: 'database, configuration: no such table: config',
    });
  });

  it('tells who is logged in as of now, also while a transaction reads as of its beginning', async () => {
    const at = await TemporarySite.install();
    const headers = await at.logIn(1);
    const began = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const reading = at.drupal.db.transaction().execute(async (transaction) => {
      await transaction.selectFrom('sessions').selectAll().execute();
      began.resolve();
      await mayEnd.promise;
    });
    await began.promise;
    await at.site.db.deleteFrom('sessions').execute();
    const asked = at.drupal.from(headers);
    setImmediate(mayEnd.resolve);
    expect((await asked).uid).toBe(0);
    await reading;
  });
});
