import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

export function stormSuite(): void {
  describe('many visitors at once', () => {
    it('are each told apart', async () => {
      const at = await TemporarySite.install();
      const names = ['Alice', 'Bob', 'Carol'];
      const visitors: { headers: { cookie?: string }; is: string; roles: string[] }[] = [];
      for (const [index, name] of names.entries()) {
        const roles = ['a', 'b', 'c'].slice(0, index);
        const uid = await at.createUser(name, { roles });
        for (let n = 0; n < 200; n++) {
          visitors.push({ headers: await at.logIn(uid), is: name, roles: ['authenticated', ...roles] });
        }
      }
      const blocked = await at.createUser('Mallory', { isActive: false });
      const nobody = { is: '', roles: ['anonymous'] };
      visitors.splice(300, 0, { headers: await at.logIn(blocked), ...nobody });
      visitors.splice(100, 0, { headers: await at.logIn(2, 1_000_000_000), ...nobody });
      visitors.push({ headers: at.headers('x'.repeat(48)), ...nobody }, { headers: {}, ...nobody });
      // The same visitor with two tabs.
      visitors.push(...visitors.slice(0, 5));

      const accounts = await Promise.all(visitors.map(({ headers }) => at.drupal.from(headers)));

      expect(accounts.map(({ name, roles }) => ({ is: name, roles }))).toEqual(
        visitors.map(({ is, roles }) => ({ is, roles })),
      );
    });

    it('all fail with a code when the statement does', async () => {
      const at = await TemporarySite.install();
      const headers = [await at.logIn(1), await at.logIn(1), await at.logIn(1)];
      await at.site.db.schema.dropTable('user__roles').execute();
      const failed = await Promise.allSettled(headers.map((each) => at.drupal.from(each)));
      expect(failed).toEqual(
        headers.map(() => ({
          status: 'rejected',
          reason: expect.objectContaining({ code: 'DRUPAL_DATABASE_FAILED' }),
        })),
      );
    });
  });
}
