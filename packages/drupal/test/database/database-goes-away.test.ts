import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadAccount } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import { describe, expect, it } from 'vitest';
import { TemporarySite, temporaryFolder } from '../temporary-site.ts';

const pathOf = (url: string) => url.replace('sqlite://localhost/', '');

describe('a SQLite file that goes away', () => {
  it('lets nobody in while it is gone, and all when it is back', async () => {
    const at = await TemporarySite.install();
    const headers = await at.logIn(1);
    expect((await at.drupal.from(headers)).uid).toBe(1);

    const path = pathOf(at.url);
    renameSync(path, `${path}.away`);
    for (let n = 0; n < 2; n++) {
      await expect(at.drupal.from(headers)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_MISSING' });
    }
    await expect(loadAccount(at.drupal.db, 1)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_MISSING' });

    renameSync(`${path}.away`, path);
    expect((await at.drupal.from(headers)).uid).toBe(1);
  });

  it('knows no log-in of the old site when another took its place', async () => {
    const at = await TemporarySite.install();
    const headers = await at.logIn(1);
    expect((await at.drupal.from(headers)).uid).toBe(1);

    const other = join(temporaryFolder(), 'other.sqlite');
    await (await installSite(`sqlite://localhost/${other}`)).close();
    for (const end of ['-wal', '-shm']) rmSync(`${pathOf(at.url)}${end}`, { force: true });
    renameSync(other, pathOf(at.url));

    expect((await at.drupal.from(headers)).uid).toBe(0);
  });
});
