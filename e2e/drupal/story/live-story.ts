import assert from 'node:assert/strict';
import { readTexts, waitUntilLive } from '../visitor.ts';
import { enqueue, type Heard, hear, post } from './hearing.ts';
import type { Scene } from './scene.ts';

/** What the classic talk promised, on a real site in a real browser. */
export async function playLive({ arrive, site, server, claims, people, screenshot }: Scene): Promise<void> {
  const alice = await arrive(people.alice);
  const bob = await arrive(people.bob);
  const atAlice = await alice.open('/nodejs-e2e/page');
  const atBob = await bob.open('/nodejs-e2e/page');

  await claims.check(
    'a page of a logged-in user connects to the push server',
    'two browsers, two accounts, Drupal.nodejs.state in the page',
    async () => {
      await waitUntilLive(atAlice);
      await waitUntilLive(atBob);
      for (const person of [people.alice, people.bob]) {
        await server.waitForListeners(`example_${person.uid}`, 1);
      }
      await server.waitForListeners('nodejs_broadcast', 2);
      const user = await atAlice.evaluate<unknown>('Drupal.nodejs.user');
      assert.equal(user, people.alice.uid);
      return `connection ${await atAlice.evaluate<string>('String(Drupal.nodejs.id)')}`;
    },
  );

  await claims.check(
    'nodejs_enqueue_message() in a Drupal request reaches the browser; without a callback every callback runs on a copy of its own',
    'POST to a page that enqueues; what the registered Drupal.Nodejs.callbacks received, whose first one changes message.channel',
    async () => {
      const channel = `example_${people.alice.uid}`;
      const start = performance.now();
      await enqueue(site.url, { channel, data: { text: 'Hello' } });
      const heard = await hear(atAlice, 2);
      assert.deepEqual(heard, [
        { callback: 'example', channel, data: { text: 'Hello' } },
        { callback: 'another', channel, data: { text: 'Hello' } },
      ]);
      return `${Math.round(performance.now() - start)} ms from the request's start to the page`;
    },
  );

  await claims.check('a named callback runs alone', 'a message whose callback is "another"', async () => {
    const channel = `example_${people.alice.uid}`;
    await enqueue(site.url, { channel, data: 1, callback: 'another' });
    assert.deepEqual(await hear(atAlice, 1), [{ callback: 'another', channel, data: 1 }]);
    return undefined;
  });

  await claims.check(
    'a channel of hook_nodejs_user_channels() reaches its user and nobody else',
    'a message to Alice’s channel, then one to both: Bob hears only the second',
    async () => {
      await enqueue(
        site.url,
        { channel: `example_${people.alice.uid}`, data: 'for Alice', callback: 'example' },
        { channel: 'all', broadcast: true, data: 'for all', callback: 'example' },
      );
      const data = (list: readonly Heard[]) => list.map((item) => item.data);
      assert.deepEqual(data(await hear(atAlice, 2)), ['for Alice', 'for all']);
      assert.deepEqual(data(await hear(atBob, 1)), ['for all']);
      return undefined;
    },
  );

  await claims.check(
    'nodejs_send_content_channel_token() lets only the pages that got it hear the channel',
    'Alice on a page with the token, Bob on one without; a content message, then a broadcast',
    async () => {
      await atAlice.goto('/nodejs-e2e/log');
      await server.waitForListeners('content:watchdog_dblog', 1);
      await server.waitForListeners('nodejs_broadcast', 2);
      await post(`${site.url}/nodejs-e2e/content`, { line: 'a log line' });
      await enqueue(site.url, { channel: 'all', broadcast: true, data: 'for all', callback: 'another' });
      const [first] = await hear(atAlice, 3);
      assert.deepEqual(first, {
        callback: 'example',
        channel: 'watchdog_dblog',
        data: { line: 'a log line' },
      });
      assert.deepEqual(
        (await hear(atBob, 1)).map((item) => item.data),
        ['for all'],
      );
      return undefined;
    },
  );

  await claims.check(
    'a notice shows as a message of the theme, its text as text',
    'the built-in callback nodejsNotify in Olivero, on both pages; markup in the body',
    async () => {
      const body = 'The site restarts at 18:00. <b>Save your work.</b>';
      const data = { subject: 'Maintenance', body };
      await enqueue(site.url, { channel: 'nodejs_notify', data, callback: 'nodejsNotify' });
      for (const page of [atAlice, atBob]) {
        const notice = page.locator('[data-drupal-messages] .messages', { hasText: 'Maintenance' });
        await notice.waitFor();
        assert.ok((await readTexts(notice)).join(' ').includes(body), (await readTexts(notice)).join(' '));
      }
      await atBob.screenshot({ path: screenshot('notice') });
      return undefined;
    },
  );

  await alice.leave();
  await bob.leave();
}
