import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { sdkClient } from '../sdk-client.ts';
import { waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

const path = '/nodejs-e2e/live';
const tokenPath = '/nodejs/token';
// A thousand takes minutes: for the record, not for each run.
const views = Number(process.env.DRUPAL_VIEWS ?? 40);
/** A token is renewed before its five minutes are over. */
const renewalMs = 4 * 60_000;

interface PageSettings {
  readonly tokens: Readonly<Record<string, string>>;
  readonly tickets?: Readonly<Record<string, string>>;
}

interface TokenAnswer {
  readonly token: string;
  readonly subscriptions: Readonly<Record<string, string>>;
}

/** Cached pages listen, and cost the site next to nothing. */
export async function playTickets({ arrive, cookieOf, site, server, claims, people }: Scene): Promise<void> {
  const view = async (page: Page) => {
    await page.goto(path);
    await waitUntilLive(page);
    const channel = await page.getAttribute('[data-nodejs-channel]', 'data-nodejs-channel');
    assert.ok(channel, 'the page names no channel');
    await page.evaluate(
      `new Promise((subscribed) => Drupal.nodejs.on(${JSON.stringify(channel)}, { subscribed }))`,
    );
    return channel;
  };

  await claims.check(
    `${views} views of a cached live page by an anonymous visitor ask PHP for no token; each view hears the page’s channel`,
    'Chromium, until the server confirmed the subscription of each view; requests counted at the site’s front controller; then a publication',
    async () => {
      const before = site.countRequests(tokenPath);
      const visitor = await arrive();
      const page = await visitor.open(path);
      let channel = '';
      for (let number = 0; number < views; number++) channel = await view(page);
      await page.evaluate(
        `window.events = []; document.body.addEventListener('nodejs:${channel}', ({ detail }) => window.events.push(detail.data));`,
      );
      await server.call('publish', { channel, data: 'changed' });
      await page.waitForFunction('window.events.includes("changed")', undefined, { polling: 10 });
      assert.equal(site.countRequests(tokenPath) - before, 0);
      const { headers } = await fetch(site.url + path);
      assert.equal(headers.get('x-drupal-cache'), 'HIT');
      assert.equal(await visitor.cookie(), '');
      await visitor.leave();
      return `0 requests for ${tokenPath} in ${views} views; a DOM event came of the publication`;
    },
  );

  await claims.check(
    `${views} views of the same page by a logged-in user, in two tabs, ask PHP for one token`,
    'Chromium, until the server confirmed the subscription of each view, to a channel that the page has a ticket for',
    async () => {
      const visitor = await arrive(people.bob);
      const tabs = [await visitor.open(path), await visitor.open(path)] as const;
      await waitUntilLive(tabs[0]);
      await waitUntilLive(tabs[1]);
      const before = site.countRequests(tokenPath);
      const start = performance.now();
      for (let number = 0; number < views; number++) await view(tabs[number % 2 === 0 ? 0 : 1]);
      const asked = site.countRequests(tokenPath) - before;
      const renewals = Math.floor((performance.now() - start) / renewalMs);
      assert.ok(asked <= renewals, `${asked} views asked although there was a token`);
      await visitor.leave();
      return `${asked} requests in ${views} views after the first`;
    },
  );

  await claims.check(
    'a ticket opens its channel to users with the same permissions and to nobody else; a changed one, and one for somebody’s own channel, to nobody',
    'POST /nodejs/token with Bob’s ticket as Bob, as Alice (an editor) and as a visitor; what the push server says to the tokens',
    async () => {
      const cookies = await Promise.all(
        [people.bob, people.alice].map(async (person) => {
          const cookie = await cookieOf(person);
          return cookie;
        }),
      );
      const [bob = '', alice = ''] = cookies;
      const html = await (await fetch(site.url + path, { headers: { Cookie: bob } })).text();
      const { tickets = {} } = pageSettings(html);
      const [channel = '', ticket = ''] = Object.entries(tickets)[0] ?? [];
      assert.notEqual(ticket, '', 'the page has no ticket');
      const redeem = async (cookie: string, brought: object) => {
        const response = await fetch(site.url + tokenPath, {
          method: 'POST',
          headers: { Cookie: cookie, 'Content-Type': 'application/json' },
          body: JSON.stringify({ tickets: brought }),
        });
        assert.equal(response.status, 200);
        return (await response.json()) as TokenAnswer;
      };
      const forBob = await redeem(bob, tickets);
      assert.ok(forBob.subscriptions[channel]);
      for (const [who, cookie] of [
        ['Alice', alice],
        ['a visitor', ''],
      ] as const) {
        assert.equal(channel in (await redeem(cookie, tickets)).subscriptions, false, who);
      }
      const forged = { [channel]: `${ticket.slice(1)}A`, [`user:${people.alice.uid}`]: ticket };
      const { subscriptions } = await redeem(bob, forged);
      assert.equal(channel in subscriptions, false, 'a changed ticket');
      assert.equal(`user:${people.alice.uid}` in subscriptions, false, 'a ticket of another channel');
      await using asBob = sdkClient(server.webSocketUrl, { token: forBob.token });
      await asBob.connected();
      await asBob.subscribed(channel, forBob.subscriptions[channel]);
      await using asAlice = sdkClient(server.webSocketUrl, { token: (await redeem(alice, {})).token });
      await asAlice.connected();
      await assert.rejects(asAlice.subscribed(channel, forBob.subscriptions[channel]), /refused/);
      const wrong = await fetch(site.url + tokenPath, { method: 'POST', body: 'nonsense' });
      assert.equal(wrong.status, 400);
      return 'refused by Drupal for Alice, a visitor and the forged; Bob’s token refused by the push server on Alice’s connection';
    },
  );
}

function pageSettings(html: string): PageSettings {
  const json =
    /<script type="application\/json" data-drupal-selector="drupal-settings-json">(.*?)<\/script>/s;
  const { nodejs } = JSON.parse(json.exec(html)?.[1] ?? '{}') as { readonly nodejs?: PageSettings };
  assert.ok(nodejs, 'the page has no settings for nodejs');
  return nodejs;
}
