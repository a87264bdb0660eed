import assert from 'node:assert/strict';
import { readTexts, Visitor } from '../visitor.ts';
import { enqueue } from './hearing.ts';
import type { Scene } from './scene.ts';

/** Without a push server the site stays a site, and says what is wrong. Comes last: the server stays away. */
export async function playOutage({ site, server, browser, claims, screenshot }: Scene): Promise<void> {
  await claims.check(
    'with the push server away pages that publish still work, and the status report says so',
    'the server is stopped; a request that enqueues; administrator in Chromium',
    async () => {
      await server.stop();
      const start = performance.now();
      await enqueue(site.url, { channel: 'nodejs_notify', data: 'nobody is there' });
      const ms = Math.round(performance.now() - start);
      const owner = await Visitor.arrive(browser, site.url);
      await owner.logIn(site.admin.name, site.admin.password);
      const page = await owner.open('/admin/reports/status');
      const row = page
        .locator('.system-status-report__row')
        .filter({ hasText: 'Node.js integration: push server' });
      const text = (await readTexts(row)).join(' ');
      assert.match(text, /No answer/);
      await row.scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshot('outage') });
      await owner.leave();
      return `the request took ${ms} ms; ${text}`;
    },
  );
}
