import { hashSessionId, loadAccount } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { sessionId, TemporaryDrupal7 } from '../temporary-drupal7.ts';

export function drupal7Suite(): void {
  describe('Drupal 7', () => {
    it('tells who the session cookie belongs to, with roles by name and their permissions', async () => {
      const at = await TemporaryDrupal7.install();
      await at.createRole(5, 'content editor');
      await at.allow(5, 'edit any page');
      await at.allow(2, 'post comments');
      await at.allow(1, 'access content');
      await at.createUser(7, 'Alice', [5]);
      const drupal = await at.drupal();

      const alice = await drupal.from({ cookie: `${drupal.cookieName}=${await at.logIn(7)}` });
      expect(alice).toMatchObject({ uid: 7, name: 'Alice', roles: ['authenticated user', 'content editor'] });
      const permissions = ['edit any page', 'post comments', 'access content', 'administer users'];
      expect(permissions.map((name) => alice.can(name))).toEqual([true, true, false, false]);

      const visitor = await drupal.from({});
      expect(visitor).toMatchObject({ uid: 0, roles: ['anonymous user'], sid: undefined });
      expect(permissions.map((name) => visitor.can(name))).toEqual([false, false, true, false]);
    });

    it('lets user 1 do everything', async () => {
      const at = await TemporaryDrupal7.install();
      const drupal = await at.drupal();
      const admin = await drupal.from({ cookie: `${drupal.cookieName}=${await at.logIn(1)}` });
      expect(admin.can('anything')).toBe(true);
    });

    it('loads accounts by uid', async () => {
      const at = await TemporaryDrupal7.install();
      await at.createRole(5, 'content editor');
      await at.createUser(7, 'Alice', [5]);
      await at.createUser(8, 'Mallory', [5], 0);
      const { db } = await at.drupal();
      expect((await loadAccount(db, 7))?.roles).toEqual(['authenticated user', 'content editor']);
      expect(await loadAccount(db, 8)).toBeUndefined();
      expect(await loadAccount(db, 9)).toBeUndefined();
      expect((await loadAccount(db, 0))?.roles).toEqual(['anonymous user']);
    });

    it.each([
      ['logged out', (at: TemporaryDrupal7) => at.db.deleteFrom('sessions').execute()],
      ['blocked', (at: TemporaryDrupal7) => at.db.updateTable('users').set({ status: 0 }).execute()],
      ['deleted', (at: TemporaryDrupal7) => at.db.deleteFrom('users').where('uid', '=', 7).execute()],
      [
        'idle too long',
        (at: TemporaryDrupal7) => at.db.updateTable('sessions').set({ timestamp: 1 }).execute(),
      ],
    ])('knows nobody who is %s', async (_name, change) => {
      const at = await TemporaryDrupal7.install();
      await at.createUser(7, 'Alice');
      const drupal = await at.drupal();
      const headers = { cookie: `${drupal.cookieName}=${await at.logIn(7)}` };
      expect((await drupal.from(headers)).uid).toBe(7);
      await change(at);
      expect((await drupal.from(headers)).uid).toBe(0);
    });

    it.each([
      ['before 7.98', undefined, undefined],
      ['where hashing is switched off', true, '1'],
    ])('finds ids that are stored as they are %s', async (_name, supported, off) => {
      const at = await TemporaryDrupal7.install();
      await at.db.deleteFrom('variable').execute();
      if (supported !== undefined) await at.setVariable('hashed_session_ids_supported', supported);
      if (off !== undefined) await at.setVariable('do_not_hash_session_ids', off);
      const [plain, hashed] = [sessionId(), sessionId()];
      await at.createSession(1, { sid: plain });
      await at.createSession(1, { sid: hashSessionId(hashed) });
      const drupal = await at.drupal();
      const who = async (value: string) =>
        (await drupal.from({ cookie: `${drupal.cookieName}=${value}` })).uid;
      expect([await who(plain), await who(hashed)]).toEqual([1, 0]);
    });

    it('takes no id of the table for a cookie where ids are hashed', async () => {
      const at = await TemporaryDrupal7.install();
      const value = await at.logIn(1);
      const drupal = await at.drupal();
      const stolen = { cookie: `${drupal.cookieName}=${hashSessionId(value)}` };
      expect((await drupal.from(stolen)).uid).toBe(0);
    });

    it('goes by ssid on https and by sid on http', async () => {
      const at = await TemporaryDrupal7.install();
      const [http, https] = [sessionId(), sessionId()];
      await at.createSession(1, { sid: hashSessionId(http), ssid: hashSessionId(https) });
      const who = async (baseUrl: string, value: string) => {
        const drupal = await at.drupal({ baseUrl });
        return (await drupal.from({ cookie: `${drupal.cookieName}=${value}` })).uid;
      };
      expect(await who('https://example.com', https)).toBe(1);
      expect(await who('http://example.com', http)).toBe(1);
      expect(await who('https://example.com', http)).toBe(0);
      expect(await who('http://example.com', https)).toBe(0);
    });

    it('knows nobody by an id that two users have', async () => {
      const at = await TemporaryDrupal7.install();
      await at.createUser(7, 'Alice');
      const value = sessionId();
      const ssid = hashSessionId(value);
      await at.createSession(1, { sid: 'a', ssid });
      const drupal = await at.drupal({ baseUrl: 'https://example.com' });
      const headers = { cookie: `${drupal.cookieName}=${value}` };
      expect((await drupal.from(headers)).uid).toBe(1);
      await at.createSession(7, { sid: 'b', ssid });
      expect((await drupal.from(headers)).uid).toBe(0);
    });

    it('reads variables as configuration, and has no CSRF token of the session', async () => {
      const at = await TemporaryDrupal7.install();
      await at.setVariable('site_name', 'Old site');
      const drupal = await at.drupal();
      const headers = { cookie: `${drupal.cookieName}=${await at.logIn(1)}` };
      expect(await drupal.config('site_name')).toBe('Old site');
      expect(await drupal.config('Site_name')).toBeUndefined();
      expect(await drupal.csrfToken(headers)).toBeUndefined();
      expect(await drupal.hasValidCsrfToken({ ...headers, 'x-csrf-token': '' })).toBe(false);
    });
  });
}
