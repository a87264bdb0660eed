import assert from 'node:assert/strict';
import { readTexts } from '../visitor.ts';
import type { Scene } from './scene.ts';

/** What the site's owner sees: schema, settings, status. */
export async function playModule({ arrive, site, claims, screenshot }: Scene): Promise<void> {
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

  const owner = await arrive(site.admin);

  await claims.check(
    'the settings form refuses a channel name that can’t be, and saves one that can',
    'administrator in Chromium; the new public channel is then in an anonymous visitor’s answer of the token route',
    async () => {
      const page = await owner.open('/admin/config/services/nodejs');
      await page.screenshot({ path: screenshot('settings'), fullPage: true });
      const channels = await page.inputValue('#edit-public-channels');
      await page.fill('#edit-public-channels', 'news/today');
      await page.click('#edit-submit');
      await page.waitForSelector('#edit-public-channels.error');
      await page.fill('#edit-public-channels', `${channels}\nnews`);
      await page.click('#edit-submit');
      await page.waitForSelector('[data-drupal-messages] .messages--status');
      const answer = (await (await fetch(`${site.url}/nodejs/token`)).json()) as { subscriptions: object };
      assert.ok('news' in answer.subscriptions, Object.keys(answer.subscriptions).join(', '));
      return (await readTexts(page.locator('.messages--status'))).join(' ');
    },
  );

  await claims.check(
    'the status report says that the push server is there',
    'administrator in Chromium',
    async () => {
      const page = await owner.open('/admin/reports/status');
      const rows = page.locator('.system-status-report__row').filter({ hasText: 'Node.js' });
      const texts = await readTexts(rows);
      assert.notEqual(texts.length, 0, 'no row names Node.js');
      assert.ok(
        texts.some((text) => /push server Version \S+ answers/.test(text)),
        texts.join(' | '),
      );
      await rows.first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshot('status') });
      return texts.join(' | ');
    },
  );

  await owner.leave();
}
