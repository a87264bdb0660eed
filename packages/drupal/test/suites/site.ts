import { unserialize } from '@drupal-nodejs/drupal';
import { installSite, openSite } from '@drupal-nodejs/drupal/install';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

export function siteSuite(): void {
  describe('an installed site', () => {
    it('is not installed over another', async () => {
      const at = await TemporarySite.install();
      await expect(installSite(at.url)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_EXISTS' });
      expect((await at.drupal.from(await at.logIn(1))).name).toBe('admin');
    });

    it('is opened again for writing', async () => {
      const at = await TemporarySite.install();
      const again = await openSite(at.url);
      expect(await again.createUser({ name: 'Bob', passwordHash: '' })).toBe(2);
      const nid = await again.createNode({ type: 'page', title: 'One', uid: 2, body: 'Text' });
      await again.setState('x', [1, 2]);
      await again.setState('x', [3]);
      await again.close();
      const db = at.drupal.db;
      expect(await db.selectFrom('node_field_data').select(['nid', 'vid', 'uid', 'title']).execute()).toEqual(
        [{ nid, vid: 1, uid: 2, title: 'One' }],
      );
      const [row, ...more] = await db
        .selectFrom('key_value')
        .where('name', '=', 'x')
        .select('value')
        .execute();
      expect([unserialize(Buffer.from(row?.value ?? '')), more]).toEqual([[3], []]);
    });

    it('lets a reader change nothing', async () => {
      const { drupal } = await TemporarySite.install();
      await expect(drupal.db.deleteFrom('sessions').execute()).rejects.toThrow(/read.?only/i);
      expect(await drupal.db.selectFrom('sessions').selectAll().execute()).toEqual([]);
    });

    it('gives numbers for ids and times, and bytes for blobs', async () => {
      const at = await TemporarySite.install();
      await at.logIn(1, 1_800_000_000);
      const row = await at.drupal.db.selectFrom('sessions').select(['uid', 'timestamp']).executeTakeFirst();
      expect(row).toEqual({ uid: 1, timestamp: 1_800_000_000 });
    });

    it('keeps nothing of a transaction that failed', async () => {
      const at = await TemporarySite.install();
      const work = at.site.write(async (transaction) => {
        await transaction.updateTable('users_field_data').set({ status: 0 }).execute();
        await transaction.insertInto('users').values({ uid: 1, uuid: 'x', langcode: 'en' }).execute();
      });
      await expect(work).rejects.toThrow();
      const users = at.drupal.db.selectFrom('users_field_data').where('uid', '=', 1).select('status');
      expect(await users.execute()).toEqual([{ status: 1 }]);
    });
  });
}
