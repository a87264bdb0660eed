import {
  bytes,
  CacheTagWatch,
  DatabaseLog,
  generateTypes,
  openDatabase,
  serialize,
  unserialize,
} from '@drupal-nodejs/drupal';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createAliases } from '../path-aliases.ts';
import { TemporarySite } from '../temporary-site.ts';

async function writable(at: TemporarySite) {
  const db = await openDatabase(at.url, { access: 'write' });
  onTestFinished(() => db.destroy());
  return db;
}

export function siteDataSuite(): void {
  describe('state and the key-value store', () => {
    it('are read as PHP wrote them, and nothing is undefined', async () => {
      const at = await TemporarySite.install();
      await at.site.setState('system.maintenance_mode', true);
      expect(await at.drupal.state('system.maintenance_mode')).toBe(true);
      expect(await at.drupal.state('System.maintenance_mode')).toBeUndefined();
      expect(await at.drupal.keyValue('system.schema', 'user')).toBeUndefined();
    });

    it('say what can’t be read', async () => {
      const at = await TemporarySite.install();
      await at.site.db
        .insertInto('key_value')
        .values({ collection: 'state', name: 'broken', value: Buffer.from('a:1:{') })
        .execute();
      await expect(at.drupal.state('broken')).rejects.toMatchObject({ code: 'DRUPAL_CONFIG_UNREADABLE' });
    });
  });

  describe('content at a path', () => {
    it('is found by its alias as it is written, whatever its letters', async () => {
      const at = await TemporarySite.install();
      const nid = await at.site.createNode({ type: 'page', title: 'About', uid: 1 });
      await createAliases(at.site, { path: `/node/${nid}`, alias: '/Über-uns', langcode: 'und', status: 1 });
      for (const path of ['/Über-uns', '/ÜBER-uns']) {
        expect(await at.drupal.contentAt(path)).toMatchObject({ entity: 'node', bundle: 'page' });
      }
      expect(await at.drupal.contentAt('/Ober-uns')).toBeUndefined();
    });
  });

  describe('a watch of cache tags', () => {
    async function watched(...tags: string[]) {
      const at = await TemporarySite.install();
      const told: (readonly string[])[] = [];
      const failures: unknown[] = [];
      const watch = new CacheTagWatch(at.drupal.db, tags, {
        intervalMs: 3_600_000,
        changed: (changed) => told.push(changed),
        failed: (error) => failures.push(error),
      });
      onTestFinished(() => watch.stop());
      await watch.look();
      const set = async (tag: string, invalidations: number) => {
        await at.site.db.deleteFrom('cachetags').where('tag', '=', tag).execute();
        await at.site.db.insertInto('cachetags').values({ tag, invalidations }).execute();
      };
      return { at, watch, told, failures, set };
    }

    it('tells once of what was invalidated, and of nothing else', async () => {
      const { watch, told, set } = await watched('node:7', 'node_list');
      await set('node:8', 3);
      await watch.look();
      expect(told).toEqual([]);
      await set('node:7', 1);
      await watch.look();
      await watch.look();
      expect(told).toEqual([['node:7']]);
      await set('node:7', 2);
      await set('node_list', 9);
      await watch.look();
      expect(told).toEqual([['node:7'], ['node:7', 'node_list']]);
    });

    it('takes all for changed when Drupal emptied the table, though a counter is where it was', async () => {
      const { at, watch, told, set } = await watched('node:7', 'node_list');
      await set('node:7', 1);
      await set('node:8', 5);
      await watch.look();
      told.length = 0;
      await at.site.db.deleteFrom('cachetags').execute();
      await set('node:7', 1);
      await watch.look();
      expect(told).toEqual([['node:7', 'node_list']]);
    });

    it('tells after an outage what changed meanwhile', async () => {
      const { at, watch, told, failures, set } = await watched('node:7');
      const { schema } = at.site.db;
      const make = () => schema.createTable('cachetags').addColumn('tag', 'varchar(255)');
      await schema.dropTable('cachetags').execute();
      await make().execute();
      await watch.look();
      expect(failures).toMatchObject([{ code: 'DRUPAL_DATABASE_FAILED' }]);
      await schema.dropTable('cachetags').execute();
      await make().addColumn('invalidations', 'integer').execute();
      await set('node:7', 1);
      await watch.look();
      expect(told).toEqual([['node:7']]);
    });

    it('waits for a table that Drupal makes at its first use', async () => {
      const { at, watch, failures } = await watched('node:7');
      await at.site.db.schema.dropTable('cachetags').execute();
      await watch.look();
      expect(failures).toEqual([]);
    });
  });

  describe('the log', () => {
    it('has all lines, those of one turn by one statement, with what fills their placeholders', async () => {
      const at = await TemporarySite.install();
      const log = new DatabaseLog(await writable(at), (error) => expect.fail(String(error)));
      for (let n = 0; n < 250; n++) {
        log.log({
          type: 'chat',
          message: '@who said %what',
          variables: { '@who': 'Älice', '%what': n },
          uid: 1,
        });
      }
      log.log({ type: 'chat', message: 'down', severity: 'critical', hostname: 'x'.repeat(200) });
      await log.flush();
      const rows = await at.site.db
        .selectFrom('watchdog')
        .orderBy('wid')
        .select(['type', 'message', 'severity', 'uid', 'hostname', bytes('variables').as('variables')])
        .execute();
      expect(rows).toHaveLength(251);
      expect(unserialize(rows[249]?.variables ?? Buffer.of())).toEqual(
        new Map<string, string | number>([
          ['@who', 'Älice'],
          ['%what', 249],
        ]),
      );
      expect(rows[0]).toMatchObject({ type: 'chat', message: '@who said %what', severity: 5, uid: 1 });
      expect(rows[250]).toMatchObject({ severity: 2, hostname: 'x'.repeat(128) });
    });

    it('has what is no text as far as it can, and loses only the line that can’t be written', async () => {
      const at = await TemporarySite.install();
      // So that every database refuses a line.
      const schema = at.site.db.schema;
      await schema
        .createIndex('watchdog_once')
        .on('watchdog')
        .columns(['uid', 'severity'])
        .unique()
        .execute();
      const lost: [unknown, number][] = [];
      const log = new DatabaseLog(await writable(at), (error, lines) => lost.push([error, lines]));
      for (let uid = 0; uid < 40; uid++) log.log({ type: 'chat', message: `one ${uid}`, uid });
      const half = 'cut \ud83d';
      log.log({ type: 'chat', message: `${half}\0`, variables: { '@what': half }, location: half, uid: 40 });
      log.log({ type: 'chat', message: 'the same twice', uid: 7 });
      const unwritable = { '@what': Symbol('no text') as unknown as string };
      log.log({ type: 'chat', message: '@what', variables: unwritable, uid: 41 });
      await log.flush();
      const rows = await at.site.db
        .selectFrom('watchdog')
        .orderBy('wid')
        .select(['message', 'location', bytes('variables').as('variables')])
        .execute();
      expect(rows.map(({ message }) => message)).toEqual([
        ...Array.from({ length: 40 }, (_, uid) => `one ${uid}`),
        'cut \ufffd',
      ]);
      expect(rows[40]).toMatchObject({ location: 'cut \ufffd' });
      expect(unserialize(rows[40]?.variables ?? Buffer.of())).toEqual(new Map([['@what', 'cut \ufffd']]));
      expect(lost).toEqual([
        [expect.objectContaining({ code: 'PHP_SERIALIZE_VALUE' }), 1],
        [expect.objectContaining({ code: 'DRUPAL_DATABASE_FAILED' }), 1],
      ]);
    });

    it('stops nobody’s work when it can’t be written, and says what is lost', async () => {
      const at = await TemporarySite.install();
      await at.site.db.schema.dropTable('watchdog').execute();
      const lost: number[] = [];
      const log = new DatabaseLog(await writable(at), (_error, lines) => lost.push(lines));
      for (let n = 0; n < 3; n++) log.log({ type: 'chat', message: 'one' });
      await log.flush();
      expect(lost).toEqual([3]);
    });
  });

  describe('the types of a site', () => {
    it('are those of its tables, whatever their names', async () => {
      const at = await TemporarySite.install();
      const column = (type: string, notNull = true) => ({ type, 'not null': notNull });
      const fields = {
        entity_id: column('int'),
        body_value: column('text'),
        body_summary: column('text', false),
        'field-odd': column('blob'),
        field_price: column('numeric', false),
      };
      const rows = [
        ['node.field_schema_data.body', { node__body: { fields } }],
        ['node.field_schema_data.title', { node_field_data: { fields: { title: column('varchar') } } }],
        ['node.field_schema_data.nid', { node_field_data: { fields: { nid: column('int') } } }],
        ['node.entity_schema_data', { node: { 'primary key': ['nid'] } }],
      ] as const;
      for (const [name, value] of rows) {
        await at.site.db
          .insertInto('key_value')
          .values({ collection: 'entity.storage_schema.sql', name, value: serialize(value) })
          .execute();
      }
      expect(
        await generateTypes(at.drupal.db),
      ).toBe(`/** Tables of this site's entities; written by generateTypes(), not by hand. */
export interface SiteTables {
  node__body: {
    entity_id: number;
    body_value: string;
    body_summary: string | null;
    "field-odd": Uint8Array;
    field_price: string | number | null;
  };
  node_field_data: {
    nid: number;
    title: string;
  };
}
`);
    });
  });
}
