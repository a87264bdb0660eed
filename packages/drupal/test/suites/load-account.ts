import { loadAccount } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

export function loadAccountSuite(): void {
  describe('an account loaded by its uid', () => {
    it('has name, roles and permissions, and no session', async () => {
      const at = await TemporarySite.install();
      await at.site.createRole({ id: 'editor', label: 'Editor', permissions: ['edit any page'] });
      const uid = await at.createUser('Alice', { roles: ['editor'] });

      const account = await loadAccount(at.drupal.db, uid);

      expect(account).toMatchObject({
        uid,
        name: 'Alice',
        roles: ['authenticated', 'editor'],
        sid: undefined,
      });
      expect(account?.can('edit any page')).toBe(true);
      expect(account?.can('administer users')).toBe(false);
    });

    it('is the same as that of the session', async () => {
      const at = await TemporarySite.install();
      const { sid, can, ...loaded } = { ...(await loadAccount(at.drupal.db, 1)) };
      const { sid: ofSession, can: may, ...fromSession } = await at.drupal.from(await at.logIn(1));
      expect(loaded).toEqual(fromSession);
      expect([can?.('x'), may('x'), sid, typeof ofSession]).toEqual([true, true, undefined, 'string']);
      expect((await loadAccount(at.drupal.db, 1, { superUser: false }))?.can('x')).toBe(false);
    });

    it('is anonymous for 0, with the rights of that role', async () => {
      const at = await TemporarySite.install();
      await at.site.createRole({ id: 'anonymous', label: 'Anonymous', permissions: ['access content'] });
      const account = await loadAccount(at.drupal.db, 0);
      expect(account).toMatchObject({ uid: 0, name: '', roles: ['anonymous'] });
      expect(account?.can('access content')).toBe(true);
    });

    it('is not there for blocked users and unknown ones, and loses a role at once', async () => {
      const at = await TemporarySite.install();
      const uid = await at.createUser('Alice', { roles: ['editor'] });
      expect((await loadAccount(at.drupal.db, uid))?.roles).toEqual(['authenticated', 'editor']);
      await at.site.db.deleteFrom('user__roles').where('entity_id', '=', uid).execute();
      expect((await loadAccount(at.drupal.db, uid))?.roles).toEqual(['authenticated']);
      await at.site.db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', uid).execute();
      expect(await loadAccount(at.drupal.db, uid)).toBeUndefined();
      expect(await loadAccount(at.drupal.db, uid + 1)).toBeUndefined();
    });
  });
}
