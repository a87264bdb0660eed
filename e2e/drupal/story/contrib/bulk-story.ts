import assert from 'node:assert/strict';
import { readTexts, waitUntilLive } from '../../visitor.ts';
import type { Scene } from '../scene.ts';

const claimsOfBulk = [
  'by Views Bulk Operations a notice goes out for each article that is chosen, with its title, and for no other',
] as const;

/** Actions that Views Bulk Operations runs. */
export async function playBulk({ arrive, bring, site, claims, people, screenshot }: Scene): Promise<void> {
  if (!(await bring(['views_bulk_operations'], claimsOfBulk))) return;
  await site.ask('install-module', 'nodejs_actions', 'nodejs_notify');
  for (const title of ['Bread', 'Butter', 'Cheese']) await site.ask('create-article', title);
  await site.ask('contrib/bulk-list', 'nodejs_send_everybody:node');
  const bob = await arrive(people.bob);
  const page = await bob.open('/user');
  await waitUntilLive(page);
  const owner = await arrive(site.admin);

  await claims.check(claimsOfBulk[0], 'the list with its checkboxes, its form, Bob’s page', async () => {
    const list = await owner.open('/e2e-list');
    for (const title of ['Bread', 'Cheese']) {
      await list.locator('.views-row', { hasText: title }).getByRole('checkbox').check();
    }
    await list.locator('select[name=action]').selectOption({ index: 1 });
    await list.screenshot({ path: screenshot('bulk'), fullPage: true });
    await list.getByRole('button', { name: 'Apply to selected items' }).first().click();
    await list.fill('[name=subject]', 'Fresh: [node:title]');
    await list.getByRole('button', { name: 'Apply' }).click();
    await list.locator('.messages--status').waitFor();
    const toast = (title: string) => page.locator('.nodejs-toast', { hasText: `Fresh: ${title}` });
    await toast('Bread').waitFor();
    await toast('Cheese').waitFor();
    assert.equal(await toast('Butter').count(), 0);
    return (await readTexts(list.locator('.messages--status'))).join(' ');
  });
  await site.ask('contrib/bulk-list');
  await owner.leave();
  await bob.leave();
}
