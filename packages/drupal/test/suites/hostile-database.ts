import { createDrupal, openDatabase, openQueue } from '@drupal-nodejs/drupal';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BASE_URL, nextPlace, TemporarySite } from '../temporary-site.ts';

export function hostileDatabaseSuite(): void {
  describe('a database that isn’t what it should be', () => {
    it('is named when it is empty, and when the prefix is another', async () => {
      const { url, drop } = await nextPlace();
      onTestFinished(drop);
      if (!url.startsWith('sqlite')) {
        await expect(createDrupal({ database: url, baseUrl: BASE_URL })).rejects.toMatchObject({
          code: 'DRUPAL_TABLES_MISSING',
        });
      }
      const at = await TemporarySite.install();
      const database = at.url.includes('#') ? at.url.replace('dp_', 'other_') : `${at.url}#other`;
      await expect(createDrupal({ database, baseUrl: BASE_URL })).rejects.toMatchObject({
        code: expect.stringMatching(/^DRUPAL_(TABLES|DATABASE)_MISSING$/),
      });
    });

    it('lets nobody in when its tables are of another version', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      await at.site.db.schema.dropTable('sessions').execute();
      await at.site.db.schema.createTable('sessions').addColumn('sid', 'varchar(128)').execute();
      await expect(at.drupal.from(headers)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_FAILED' });
      const { rows } = await sql`SELECT sid FROM ${sql.table('sessions')}`.execute(at.site.db);
      expect(rows).toEqual([]);
    });

    it('that can only be read says who a visitor is, and refuses to queue with a code', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      const db = await openDatabase(at.url);
      onTestFinished(() => db.destroy());
      expect((await at.drupal.from(headers)).uid).toBe(1);
      const queue = await openQueue(db, 'mails');
      await expect(queue.push('one')).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_FAILED' });
      await expect(queue.claim()).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_FAILED' });
    });

    it('whose roles can’t be read lets nobody in', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      await at.site.setConfig('user.role.authenticated', 'no role');
      await expect(at.drupal.from(headers)).rejects.toMatchObject({ code: 'DRUPAL_CONFIG_UNREADABLE' });
      await expect(at.drupal.from({})).rejects.toMatchObject({ code: 'DRUPAL_CONFIG_UNREADABLE' });
    });
  });
}
