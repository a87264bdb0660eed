import { encodeSession, type PhpInput } from '@drupal-nodejs/drupal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

export function accountSuite(): void {
  describe('the account of a request', () => {
    it('is the user of the session cookie, with roles and their permissions', async () => {
      const at = await TemporarySite.install();
      await at.site.createRole({ id: 'editor', label: 'Editor', permissions: ['edit any page'] });
      await at.site.createRole({
        id: 'authenticated',
        label: 'Authenticated',
        permissions: ['post comments'],
      });
      const uid = await at.createUser('Alice', { roles: ['editor'] });

      const account = await at.drupal.from(await at.logIn(uid));

      expect(account).toMatchObject({ uid, name: 'Alice', roles: ['authenticated', 'editor'] });
      expect(account.sid).toMatch(/^[\w-]{43}$/);
      expect(account.can('edit any page')).toBe(true);
      expect(account.can('post comments')).toBe(true);
      expect(account.can('administer users')).toBe(false);
    });

    it('has what PHP keeps in its session, decoded when it is asked for', async () => {
      const at = await TemporarySite.install();
      const { cookieValue, sid } = await at.site.createSession({ uid: 1 });
      const headers = at.headers(cookieValue);
      const flashes = new Map([['_symfony_flashes', { status: ['Saved, \u0000 and more|than|that.'] }]]);
      const payload = encodeSession(
        new Map<string, PhpInput>([['_sf2_attributes', { uid: '1', theme: 'olivero' }], ...flashes]),
      );
      await at.site.db.updateTable('sessions').set({ session: payload }).where('sid', '=', sid).execute();
      const data = await at.drupal.sessionData(headers);
      expect(data?.get('_sf2_attributes')).toEqual(
        new Map([
          ['uid', '1'],
          ['theme', 'olivero'],
        ]),
      );
      expect(data?.get('_symfony_flashes')).toEqual(
        new Map([['status', ['Saved, \u0000 and more|than|that.']]]),
      );
      expect(await at.drupal.sessionData({})).toBeUndefined();
    });

    it('is anonymous without a cookie, with the rights of that role', async () => {
      const at = await TemporarySite.install();
      await at.site.createRole({ id: 'anonymous', label: 'Anonymous', permissions: ['access content'] });
      await at.site.createRole({
        id: 'authenticated',
        label: 'Authenticated',
        permissions: ['post comments'],
      });

      const account = await at.drupal.from({});

      expect(account).toMatchObject({ uid: 0, name: '', roles: ['anonymous'], sid: undefined });
      expect(account.can('access content')).toBe(true);
      expect(account.can('post comments')).toBe(false);
    });

    it('is anonymous for the session of an anonymous visitor', async () => {
      const at = await TemporarySite.install();
      expect(await at.drupal.from(await at.logIn(0))).toMatchObject({ uid: 0, roles: ['anonymous'] });
    });

    it('may everything as user 1, unless the site switched that off', async () => {
      const usual = await TemporarySite.install();
      const strict = await TemporarySite.install({ superUser: false });
      expect((await usual.drupal.from(await usual.logIn(1))).can('anything')).toBe(true);
      expect((await strict.drupal.from(await strict.logIn(1))).can('anything')).toBe(false);
    });

    it('may everything with an admin role', async () => {
      const at = await TemporarySite.install();
      await at.site.createRole({ id: 'boss', label: 'Boss', isAdmin: true });
      const uid = await at.createUser('Bob', { roles: ['boss'] });
      expect((await at.drupal.from(await at.logIn(uid))).can('anything')).toBe(true);
    });

    it('gains nothing from a role that is no longer configured', async () => {
      const at = await TemporarySite.install();
      const uid = await at.createUser('Bob', { roles: ['gone'] });
      const account = await at.drupal.from(await at.logIn(uid));
      expect(account.roles).toEqual(['authenticated', 'gone']);
      expect(account.can('access content')).toBe(false);
    });

    it.each([
      ['logged out', (at: TemporarySite) => at.site.db.deleteFrom('sessions').execute()],
      [
        'blocked',
        (at: TemporarySite, uid: number) =>
          at.site.db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', uid).execute(),
      ],
      [
        'deleted',
        (at: TemporarySite, uid: number) =>
          at.site.write((transaction) =>
            transaction.deleteFrom('users_field_data').where('uid', '=', uid).execute(),
          ),
      ],
    ])('is anonymous from the next request on when the user is %s', async (_name, change) => {
      const at = await TemporarySite.install();
      const uid = await at.createUser('Alice');
      const headers = await at.logIn(uid);
      expect((await at.drupal.from(headers)).uid).toBe(uid);

      await change(at, uid);

      expect(await at.drupal.from(headers)).toMatchObject({ uid: 0, sid: undefined });
    });

    it('loses a role with the next request', async () => {
      const at = await TemporarySite.install();
      const uid = await at.createUser('Alice', { roles: ['editor'] });
      const headers = await at.logIn(uid);
      await at.site.db.deleteFrom('user__roles').where('entity_id', '=', uid).execute();
      expect((await at.drupal.from(headers)).roles).toEqual(['authenticated']);
    });

    it('counts a session no more that was not used for longer than the site keeps them', async () => {
      const at = await TemporarySite.install({ maxIdleSeconds: 3600 });
      const now = Math.floor(Date.now() / 1000);
      expect((await at.drupal.from(await at.logIn(1, now - 3500))).uid).toBe(1);
      expect((await at.drupal.from(await at.logIn(1, now - 3700))).uid).toBe(0);
    });

    it('is anonymous while Drupal has not made its session table', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      await at.site.db.schema.dropTable('sessions').execute();
      expect((await at.drupal.from(headers)).uid).toBe(0);
    });

    it('may what any of its roles allows, whatever roles and permissions a site has', async () => {
      const at = await TemporarySite.install();
      const all = ['a', 'b', 'c', 'd', 'e'];
      const permission = fc.constantFrom(...all);
      const role = fc.record({ isAdmin: fc.boolean(), permissions: fc.uniqueArray(permission) });
      let round = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(role, { maxLength: 4 }), fc.array(fc.nat(3)), async (roles, held) => {
          round++;
          for (const [index, { isAdmin, permissions }] of roles.entries()) {
            await at.site.createRole({ id: `r${round}_${index}`, label: 'R', isAdmin, permissions });
          }
          const given = [...new Set(held)];
          const uid = await at.createUser(`user ${round}`, {
            roles: given.map((index) => `r${round}_${index}`),
          });
          const account = await at.drupal.from(await at.logIn(uid));
          const mine = given.flatMap((index) => roles[index] ?? []);
          for (const name of all) {
            const expected = mine.some(({ isAdmin, permissions }) => isAdmin || permissions.includes(name));
            expect(account.can(name)).toBe(expected);
          }
        }),
        { numRuns: 40 },
      );
    });
  });
}
