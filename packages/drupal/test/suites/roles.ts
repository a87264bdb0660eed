import { describe, expect, it } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

async function allow(at: TemporarySite, ...permissions: string[]): Promise<void> {
  await at.site.createRole({ id: 'anonymous', label: 'Anonymous', permissions });
}

export function rolesSuite(): void {
  describe('changed permissions', () => {
    it('are seen at once when roles may have no age', async () => {
      const at = await TemporarySite.install({ rolesMaxAgeMs: 0 });
      await allow(at, 'search content');
      expect((await at.drupal.from({})).can('search content')).toBe(true);
      await allow(at);
      expect((await at.drupal.from({})).can('search content')).toBe(false);
    });

    it('wait until roles have come of age', async () => {
      const at = await TemporarySite.install({ rolesMaxAgeMs: 3_600_000 });
      await allow(at, 'search content');
      expect((await at.drupal.from({})).can('search content')).toBe(true);
      await allow(at);
      expect((await at.drupal.from({})).can('search content')).toBe(true);
    });

    it('may have any keys, such as those that array_diff() of PHP leaves', async () => {
      const at = await TemporarySite.install();
      const permissions = new Map([
        [0, 'access content'],
        [2, 'search content'],
      ]);
      await at.site.setConfig('user.role.anonymous', { id: 'anonymous', permissions });
      const nobody = await at.drupal.from({});
      expect(
        ['access content', 'search content', 'administer users'].map((name) => nobody.can(name)),
      ).toEqual([true, true, false]);
    });

    it('are named when a role cannot be read, and nobody keeps older rights', async () => {
      const at = await TemporarySite.install();
      await allow(at, 'search content');
      expect((await at.drupal.from({})).can('search content')).toBe(true);
      await at.site.db
        .updateTable('config')
        .set({ data: Buffer.from('a:1:{') })
        .where('name', '=', 'user.role.anonymous')
        .execute();
      await expect(at.drupal.from({})).rejects.toMatchObject({
        code: 'DRUPAL_CONFIG_UNREADABLE',
        message: 'configuration user.role.anonymous: expected serialized data',
      });
    });

    it('are read again after a failure', async () => {
      const at = await TemporarySite.install({ rolesMaxAgeMs: 3_600_000 });
      await at.site.setConfig('user.role.odd', ['not a role']);
      await expect(at.drupal.from({})).rejects.toMatchObject({ code: 'DRUPAL_CONFIG_UNREADABLE' });
      await at.site.db.deleteFrom('config').where('name', '=', 'user.role.odd').execute();
      expect((await at.drupal.from({})).uid).toBe(0);
    });
  });
}
