import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { waitUntilLive } from '../visitor.ts';
import { enqueue, hear } from './hearing.ts';
import type { Scene } from './scene.ts';

/** The users of all tokens in a text, and whether they end; public ones are nobody's and for good. */
function tokensIn(text: string): readonly string[] {
  return [...text.matchAll(/eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+/g)].map(([, claims = '']) => {
    const { sub, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      readonly sub: string;
      readonly exp?: number;
    };
    return sub === '' && exp === undefined ? 'public' : `of user "${sub}"`;
  });
}

function hasOnlyPublicTokens(text: string): void {
  assert.deepEqual([...new Set(tokensIn(text))], ['public']);
}

/** Pages come from caches and go away again; neither may leak or lose anything. */
export async function playCache({ arrive, site, server, claims, people }: Scene): Promise<void> {
  await claims.check(
    'a page from the page cache holds no token of anybody, and still connects an anonymous visitor',
    'the second answer to a visitor without cookies, its text; then Chromium on the same page, which hears a notice',
    async () => {
      const path = '/nodejs-e2e/page';
      await fetch(site.url + path);
      const cached = await fetch(site.url + path);
      assert.equal(cached.headers.get('x-drupal-cache'), 'HIT');
      assert.equal(cached.headers.get('set-cookie'), null);
      hasOnlyPublicTokens(await cached.text());
      const visitor = await arrive();
      const page = await visitor.open(path);
      await waitUntilLive(page);
      await server.waitForListeners('nodejs_notify', 1);
      await enqueue(site.url, { channel: 'nodejs_notify', data: 'for everybody', callback: 'example' });
      assert.deepEqual(
        (await hear(page, 1)).map((item) => item.data),
        ['for everybody'],
      );
      assert.equal(await visitor.cookie(), '', 'the visit left a cookie');
      await visitor.leave();
      return undefined;
    },
  );

  await claims.check(
    'a page of a logged-in user holds no token of anybody either',
    'the text of a page that was fetched with a session cookie, twice',
    async () => {
      const visitor = await arrive(people.alice);
      const headers = { Cookie: await visitor.cookie() };
      for (const attempt of [1, 2]) {
        const response = await fetch(`${site.url}/nodejs-e2e/page`, { headers });
        assert.equal(response.status, 200, `answer ${attempt}`);
        hasOnlyPublicTokens(await response.text());
      }
      await visitor.leave();
      return undefined;
    },
  );

  await claims.check(
    'nothing falls between two pages: what was published meanwhile arrives once, in order',
    'Chromium leaves the page, a request enqueues three messages, Chromium opens the page again in the same tab',
    async () => {
      const visitor = await arrive(people.alice);
      const channel = `example_${people.alice.uid}`;
      const say = (...texts: string[]) =>
        enqueue(site.url, ...texts.map((data) => ({ channel, data, callback: 'example' })));
      const page = await visitor.open('/nodejs-e2e/page');
      await server.waitForListeners(channel, 1);
      await say('before');
      await hear(page, 1);
      await page.goto(`${site.url}/core/misc/druplicon.png`);
      await say('one', 'two', 'three');
      await page.goto('/nodejs-e2e/page');
      const missed = await hear(page, 3);
      await say('after');
      assert.deepEqual(
        [...missed, ...(await hear(page, 1))].map((item) => item.data),
        ['one', 'two', 'three', 'after'],
      );
      await visitor.leave();
      return undefined;
    },
  );

  await claims.check(
    'tabs share a connection where the site says so: the one that is looked at has it, the other hears from it',
    'two tabs of one browser with the setting; the first is hidden, then looked at again, and messages are enqueued in between',
    async () => {
      await site.ask('set-config', 'nodejs.settings', 'share_connection', true);
      const visitor = await arrive(people.alice);
      const channel = `example_${people.alice.uid}`;
      const say = (data: string) => enqueue(site.url, { channel, data, callback: 'example' });
      const see = (page: Page, state: string) =>
        page.evaluate(`
          Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        `);
      const first = await visitor.open('/nodejs-e2e/page');
      await server.waitForListeners(channel, 1);
      await see(first, 'hidden');
      const second = await visitor.open('/nodejs-e2e/page');
      await first.waitForFunction('window.Drupal.nodejs.state === "offline"', undefined, { polling: 20 });
      await waitUntilLive(second);
      await server.waitForListeners(channel, 1);
      await say('by the second tab');
      for (const page of [first, second]) {
        assert.deepEqual(
          (await hear(page, 1)).map((item) => item.data),
          ['by the second tab'],
        );
      }
      await server.waitForListeners(channel, 1, { exactly: true });
      await second.close();
      await see(first, 'visible');
      await server.waitForListeners(channel, 1);
      await say('by its own line');
      assert.deepEqual(
        (await hear(first, 1)).map((item) => item.data),
        ['by its own line'],
      );
      await visitor.leave();
      await site.ask('set-config', 'nodejs.settings', 'share_connection', false);
      return 'two tabs, one connection';
    },
  );
}
