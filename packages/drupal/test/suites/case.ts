import { hashSessionId } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

// MySQL's columns of ASCII compare without case and blanks at the end; PHP's arrays and hashes don't.
export function caseSuite(): void {
  describe('names that differ only in case', () => {
    it('are not the same session', async () => {
      const at = await TemporarySite.install();
      const { cookieValue, sid } = await at.site.createSession({ uid: 1 });
      const other = sid.replace(/[a-z]/i, (sign) =>
        sign === sign.toLowerCase() ? sign.toUpperCase() : sign.toLowerCase(),
      );
      expect((await at.drupal.from(at.headers(cookieValue))).uid).toBe(1);
      await at.site.db.updateTable('sessions').set({ sid: other }).execute();
      expect(hashSessionId(cookieValue)).toBe(sid);
      expect((await at.drupal.from(at.headers(cookieValue))).uid).toBe(0);
    });

    it('are not the same configuration', async () => {
      const at = await TemporarySite.install();
      await at.site.setConfig('system.site', { name: 'Site' });
      expect(await at.drupal.config('system.site')).toBeInstanceOf(Map);
      for (const name of ['System.site', 'system.site '])
        expect(await at.drupal.config(name)).toBeUndefined();
    });

    it('are not the same role', async () => {
      const at = await TemporarySite.install();
      await at.site.createRole({ id: 'editor', label: 'Editor', permissions: ['edit any page'] });
      await at.site.setConfig('User.Role.boss', 'no role, and not looked at');
      const uid = await at.createUser('Alice', { roles: ['Editor'] });
      expect((await at.drupal.from(await at.logIn(uid))).can('edit any page')).toBe(false);
    });
  });
}
