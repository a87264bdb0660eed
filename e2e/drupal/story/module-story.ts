import assert from 'node:assert/strict';
import { Visitor } from '../visitor.ts';
import type { Scene } from './scene.ts';

const settingsPage = '/admin/config/services/nodejs';

/** What the site's owner sees: schema, settings, status. */
export async function playModule({ site, browser, claims, screenshot }: Scene): Promise<void> {
  await claims.check(
    'all configuration of the module fits its schema and its constraints',
    'core’s SchemaCheckTrait and typed configuration’s validate()',
    async () => {
      const { objects, errors } = await site.ask<{ objects: string[]; errors: string[] }>(
        'schema-errors',
        'nodejs',
      );
      assert.deepEqual(errors, []);
      assert.notEqual(objects.length, 0, 'the module has no configuration');
      return objects.join(', ');
    },
  );

  const owner = await Visitor.arrive(browser, site.url);
  await owner.logIn(site.admin.name, site.admin.password);

  await claims.check('the settings form saves', 'administrator in Chromium', async () => {
    const page = await owner.open(settingsPage);
    await page.screenshot({ path: screenshot('settings'), fullPage: true });
    await page.click('#edit-submit');
    await page.waitForSelector('[data-drupal-messages] .messages--status');
    return (await page.locator('[data-drupal-messages] .messages--status').allInnerTexts())
      .join(' ')
      .replace(/\s+/g, ' ')
      .trim();
  });

  await claims.check(
    'the status report says that the push server is there',
    'administrator in Chromium',
    async () => {
      const page = await owner.open('/admin/reports/status');
      const rows = page
        .locator('.system-status-report__entry, .system-status-counter')
        .filter({ hasText: 'Node.js' });
      const texts = (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
      assert.notEqual(texts.length, 0, 'no row names Node.js');
      await rows.first().screenshot({ path: screenshot('status') });
      return texts.join(' | ');
    },
  );

  await owner.leave();
}
