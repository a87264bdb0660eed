import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { unserialize } from '@drupal-nodejs/drupal';
import { describeTables, installSite, openSite } from '@drupal-nodejs/drupal/install';
import { describe, expect, it } from 'vitest';
import { TemporarySite, temporaryFolder } from '../temporary-site.ts';

const php = spawnSync('php', [
  '-r',
  'exit(extension_loaded("pdo_sqlite") && extension_loaded("mbstring") ? 0 : 1);',
]);
const hasPhp = php.status === 0;

describe('an installed site', () => {
  it('holds exactly the tables that are described', async () => {
    const { url } = await TemporarySite.install();
    const database = new DatabaseSync(new URL(url).pathname.slice(1), { readOnly: true });
    const schema = database
      .prepare(
        "SELECT type, name, tbl_name AS 'table', sql FROM sqlite_schema WHERE sql IS NOT NULL AND name != 'sqlite_sequence'",
      )
      .all();
    database.close();
    expect(schema.map((row) => ({ ...row }))).toEqual(describeTables());
  });

  it('writes a table as Drupal does, to the last space', () => {
    const sql = describeTables().find(({ name }) => name === 'sessions')?.sql;
    expect(sql).toBe(
      [
        'CREATE TABLE "sessions" (',
        '"uid" INTEGER NOT NULL CHECK ("uid">= 0), ',
        '"sid" VARCHAR(128) NOT NULL, ',
        '"hostname" VARCHAR(128) NOT NULL DEFAULT \'\', ',
        '"timestamp" INTEGER NOT NULL DEFAULT 0, ',
        '"session" BLOB NULL DEFAULT NULL, ',
        ' PRIMARY KEY ("sid")',
        ')',
      ].join('\n'),
    );
  });

  it.skipIf(!hasPhp)('is sound for PHP with its own collation (needs php with pdo_sqlite)', async () => {
    const at = await TemporarySite.install();
    for (const name of ['alice', 'Bob', 'zoë', 'álvaro', 'ALBERT', '_under', '世界'])
      await at.createUser(name);
    for (const title of ['b', 'A', 'é', 'Z'])
      await at.site.createNode({ type: 'page', title, uid: 1, body: 'x' });
    const script = `
      $pdo = new PDO('sqlite:' . $argv[1]);
      $pdo->sqliteCreateCollation('NOCASE_UTF8', fn ($a, $b) => strcmp(mb_strtolower($a), mb_strtolower($b)));
      echo json_encode([
        $pdo->query('PRAGMA integrity_check')->fetchAll(PDO::FETCH_COLUMN),
        $pdo->query("SELECT uid FROM users_field_data WHERE name = 'BOB'")->fetchAll(PDO::FETCH_COLUMN),
        $pdo->query('SELECT title FROM node_field_data ORDER BY title')->fetchAll(PDO::FETCH_COLUMN),
      ]);`;
    const result = spawnSync('php', ['-r', script, new URL(at.url).pathname.slice(1)]);
    expect(JSON.parse(result.stdout.toString())).toEqual([['ok'], [3], ['A', 'b', 'Z', 'é']]);
  });

  it('has the rows that every site has', async () => {
    const { site } = await TemporarySite.install();
    const roles = await site.db.selectFrom('config').select(['name', 'data']).orderBy('name').execute();
    expect(roles.map(({ name }) => name)).toEqual(['user.role.anonymous', 'user.role.authenticated']);
    const anonymous = await site.db
      .selectFrom('users_field_data')
      .select(['name', 'status'])
      .where('uid', '=', 0)
      .execute();
    expect(anonymous).toEqual([{ name: '', status: 0 }]);
    const { value } = await site.db.selectFrom('key_value').select('value').executeTakeFirstOrThrow();
    expect(unserialize(value)).toMatch(/^[\w-]{74}$/);
  });

  it('is never installed over a file that is there', async () => {
    const path = join(temporaryFolder(), 'mine.txt');
    writeFileSync(path, 'mine');
    await expect(installSite(`sqlite://localhost/${path}`)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_EXISTS',
      message: `database ${path}: expected no file, found one`,
    });
  });

  it('is opened again for writing', async () => {
    const at = await TemporarySite.install();
    const again = await openSite(at.url);
    expect(await again.createUser({ name: 'Carol', passwordHash: '' })).toBe(2);
    await again.close();
    expect(await at.createUser('Dave')).toBe(3);
    await expect(openSite(`sqlite://localhost/${join(temporaryFolder(), 'none')}`)).rejects.toMatchObject({
      code: 'DRUPAL_DATABASE_MISSING',
    });
  });
});

describe('writing names', () => {
  it('keeps names apart without case, as Drupal does', async () => {
    const at = await TemporarySite.install();
    await at.createUser('Alice');
    await expect(at.createUser('ALICE')).rejects.toThrow('UNIQUE constraint failed');
  });

  it('leaves the schema as Drupal has it, and writes nothing, when it fails', async () => {
    const at = await TemporarySite.install();
    const failure = at.site.write(async (transaction) => {
      await transaction.insertInto('users').values({ uuid: 'u', langcode: 'en' }).execute();
      throw new Error('stop');
    });
    await expect(failure).rejects.toThrow('stop');
    expect(await at.site.db.selectFrom('users').select('uid').where('uid', '=', 2).execute()).toEqual([]);
    await expect(
      at.site.db.insertInto('users').values({ uuid: 'u', langcode: 'en' }).execute(),
    ).rejects.toThrow('no such collation sequence: NOCASE_UTF8');
    expect(await at.createUser('Alice')).toBe(2);
  });

  it.each(['Émile', 'ÅSA', 'ИВАН'])('refuses "%s", which PHP would sort elsewhere', async (name) => {
    const at = await TemporarySite.install();
    await expect(at.createUser(name)).rejects.toMatchObject({ code: 'DRUPAL_NAME_CASE' });
    await expect(at.site.createNode({ type: 'page', title: name, uid: 1 })).rejects.toMatchObject({
      code: 'DRUPAL_NAME_CASE',
    });
  });

  it('writes users at the same time as others read and write', async () => {
    const at = await TemporarySite.install();
    const uids = await Promise.all(Array.from({ length: 20 }, (_, n) => at.createUser(`user ${n}`)));
    expect(new Set(uids).size).toBe(20);
    const accounts = await Promise.all(uids.map(async (uid) => at.drupal.from(await at.logIn(uid))));
    expect(accounts.map(({ uid }) => uid)).toEqual(uids);
  });
});

describe('a node', () => {
  it('stands in all tables where Drupal looks for it', async () => {
    const { site } = await TemporarySite.install();
    const nid = await site.createNode({ type: 'page', title: 'Hello', uid: 1, body: 'World' });
    const node = await site.db
      .selectFrom('node')
      .innerJoin('node_field_data', 'node_field_data.nid', 'node.nid')
      .innerJoin('node_field_revision', 'node_field_revision.vid', 'node.vid')
      .innerJoin('node_revision', 'node_revision.vid', 'node.vid')
      .innerJoin('node__body', 'node__body.revision_id', 'node.vid')
      .innerJoin('node_revision__body', 'node_revision__body.revision_id', 'node.vid')
      .where('node.nid', '=', nid)
      .select([
        'node_field_data.title',
        'node_field_data.status',
        'node__body.body_value',
        'node_revision.revision_uid',
      ])
      .execute();
    expect(node).toEqual([{ title: 'Hello', status: 1, body_value: 'World', revision_uid: 1 }]);
  });
});
