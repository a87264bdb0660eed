import assert from 'node:assert/strict';
import { waitUntilLive } from '../visitor.ts';
import { hear } from './hearing.ts';
import type { Scene } from './scene.ts';

/** Modules of then on the site of today. */
export async function playClassic({
  arrive,
  site,
  server,
  claims,
  people,
  screenshot,
}: Scene): Promise<void> {
  await claims.check(
    'a module that was written for nodejs 8.x works with its core version bumped: a list of Views grows on an open page when an article is saved',
    'the calls of the public module nodejs_views (service nodejs.nodejs, a broadcast with a callback, RefreshView, jQuery once()); the front page in Chromium',
    async () => {
      await site.ask('install-module', 'classic_views_e2e');
      await site.ask('classic-views');
      await site.ask('create-article', 'The first article');
      const visitor = await arrive(people.bob);
      const page = await visitor.open('/node');
      await page.getByText('The first article').first().waitFor();
      await waitUntilLive(page);
      await server.waitForListeners('nodejs_broadcast', 1);
      await page.evaluate('window.isSamePage = true');
      for (const title of ['The second article', 'The third article']) {
        await site.ask('create-article', title);
        await page.getByText(title).first().waitFor();
      }
      assert.equal(await page.evaluate('window.isSamePage'), true, 'the page was loaded anew');
      await visitor.leave();
      return 'two articles appeared without a page load';
    },
  );

  await claims.check(
    'what a page does itself doesn’t come back to it: by fetch and by Drupal.ajax; another tab hears it',
    'two tabs of Alice; a request of the first that enqueues a broadcast',
    async () => {
      const visitor = await arrive(people.alice);
      const doer = await visitor.open('/nodejs-e2e/page');
      const other = await visitor.open('/nodejs-e2e/page');
      for (const page of [doer, other]) await waitUntilLive(page);
      await server.waitForListeners('nodejs_broadcast', 2);
      await doer.evaluate(
        `fetch('/nodejs-e2e/enqueue', { method: 'POST', body: JSON.stringify([{ channel: 'all', broadcast: true, callback: 'example', data: 'by fetch' }]) }).then(() => undefined)`,
      );
      assert.deepEqual(
        (await hear(other, 1)).map(({ data }) => data),
        ['by fetch'],
      );
      await doer.evaluate(
        `new Promise((resolve) => Drupal.ajax({ url: '/nodejs-e2e/ajax' }).execute().then(() => resolve()))`,
      );
      assert.deepEqual(
        (await hear(other, 1)).map(({ data }) => data),
        ['by Drupal.ajax'],
      );
      await server.call('publish', {
        channel: 'nodejs_broadcast',
        data: { channel: 'all', broadcast: true, callback: 'example', data: 'by somebody else' },
      });
      assert.deepEqual(
        (await hear(doer, 1)).map(({ data }) => data),
        ['by somebody else'],
      );
      await visitor.leave();
      return undefined;
    },
  );

  await claims.check(
    'the talk’s four snippets run: to a user, to everybody, to who sees a page, with AJAX commands',
    'the module nodejs_example: its four buttons in one tab of the administrator, what another tab shows; an rpc',
    async () => {
      await site.ask('install-module', 'nodejs_example');
      const owner = await arrive(site.admin);
      const doer = await owner.open('/nodejs-example');
      const other = await owner.open('/nodejs-example');
      for (const page of [doer, other]) await waitUntilLive(page);
      await server.waitForListeners('content:nodejs_example_page', 2);
      await server.waitForListeners('nodejs_broadcast', 2);
      await server.waitForListeners('user:1', 2);
      const shown = [
        ['toUser', 'Only you hear this.'],
        ['toEverybody', 'Whoever is here hears this.'],
        ['toPages', 'Only who sees this page hears this.'],
        ['commands', 'PHP put this line into your page.'],
      ] as const;
      for (const [button, text] of shown) {
        await doer.click(`[name=${button}]`);
        await other.locator('#nodejs-example li', { hasText: text }).waitFor();
      }
      await other.screenshot({ path: screenshot('example') });
      const answer = await other.evaluate<{ readonly you: string }>(
        'Drupal.nodejs.rpc("example.time", null)',
      );
      assert.equal(answer.you, site.admin.name);
      await owner.leave();
      return `${shown.length} snippets`;
    },
  );
}
