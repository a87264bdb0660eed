import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { patienceMs } from '../patience.ts';
import type { PushServer } from '../push-server.ts';
import { sdkClient } from '../sdk-client.ts';
import { readTexts, waitUntilLive } from '../visitor.ts';
import { enqueue } from './hearing.ts';
import type { Scene } from './scene.ts';

interface History {
  readonly publications: readonly { readonly data: { readonly data: string } }[];
}

/** Without a push server the site stays a site, says what is wrong, and forgets nothing. Blocks Bob for good. */
export async function playOutage({ arrive, site, server, claims, people, screenshot }: Scene): Promise<void> {
  const channel = `example_${people.alice.uid}`;
  const alice = await arrive(people.alice);
  const atAlice = await alice.open('/nodejs-e2e/page');
  await waitUntilLive(atAlice);
  await atAlice.evaluate(
    `window.late = []; Drupal.nodejs.on('${channel}', (p) => window.late.push(p.data.data));`,
  );
  await server.waitForListeners(channel, 1);
  const before = (await readHistory(server, channel)).length;
  const bob = await arrive(people.bob);
  const answer = await fetch(`${site.url}/nodejs/token`, { headers: { Cookie: await bob.cookie() } });
  const { token } = (await answer.json()) as { token: string };
  await bob.leave();

  await claims.check(
    'with the push server away pages that publish still work, and the status report says so',
    'the server is stopped; a request that enqueues; administrator in Chromium',
    async () => {
      await server.stop();
      const start = performance.now();
      await enqueue(site.url, { channel, data: 'nobody is there' });
      const ms = Math.round(performance.now() - start);
      const owner = await arrive(site.admin);
      const page = await owner.open('/admin/reports/status');
      const rows = page.locator('.system-status-report__row').filter({ hasText: 'Node.js integration:' });
      const text = (await readTexts(rows)).join(' ');
      assert.match(text, /push server No answer/);
      assert.match(text, /outbox 1 message waits/);
      assert.match(text, /publishing Paused for/);
      await rows.first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: screenshot('outage') });
      await owner.leave();
      return `the request took ${ms} ms; ${text}`;
    },
  );

  await claims.check(
    'what was published while the push server was away is published at its return and arrives on the page that was open all the time, once and in order; also what a killed PHP process left, and nothing that was rolled back',
    'Alice’s page in Chromium; requests that enqueue and a process that kills itself; the server starts and calls Drupal by itself',
    async () => {
      for (const data of ['first', 'second']) await enqueue(site.url, { channel, data });
      await assert.rejects(site.ask('publish-and-die', channel, 'rolled back', 'of a killed process'));
      await site.ask('block-account', people.bob.uid);
      await server.start(site);
      const start = performance.now();
      for (let found = 0; found < before + 4; found = (await readHistory(server, channel)).length) {
        assert.ok(performance.now() - start < patienceMs, `only ${found - before} messages`);
        await setTimeout(10);
      }
      const ms = Math.round(performance.now() - start);
      await atAlice.waitForFunction('window.late.length > 3', undefined, { polling: 10 });
      await enqueue(site.url, { channel, data: 'afterwards' });
      await atAlice.waitForFunction('window.late.includes("afterwards")', undefined, { polling: 10 });
      assert.deepEqual(await atAlice.evaluate('window.late'), [
        'nobody is there',
        'first',
        'second',
        'of a killed process',
        'afterwards',
      ]);
      return `published ${ms} ms after the server said that it is ready`;
    },
  );

  await claims.check(
    'who was blocked while the push server was away doesn’t get in with a token of before',
    'Bob’s token of before, by the official SDK',
    async () => {
      await using client = sdkClient(server.webSocketUrl, { token });
      const code = await client.refused();
      assert.equal(code, 3500);
      return `disconnected with ${code}`;
    },
  );
  await alice.leave();
}

async function readHistory(server: PushServer, channel: string): Promise<readonly string[]> {
  const { publications } = await server.call<History>('history', { channel, limit: -1 });
  return publications.map(({ data }) => data.data);
}
