import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
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
    'what the documentation of 8.x says of hooks, functions and Drupal.Nodejs holds: each function reaches whom it names and nobody else',
    'a module written to it, with its core version bumped: $account->uid, a library that depends on nodejs/init; Alice and Bob on their own pages',
    async () => {
      await site.ask('install-module', 'classic_docs_e2e');
      await site.ask('rebuild');
      const { alice, bob } = people;
      const [hers, his] = [await arrive(alice), await arrive(bob)];
      const atAlice = await hers.open(`/user/${alice.uid}`);
      await waitUntilLive(atAlice);
      await server.waitForListeners(`docs_inbox_${alice.uid}`, 1);
      await hearClassic(atAlice, 'connect', `clientAuthenticated: {"uid":"${alice.uid}"}`);
      const atBob = await his.open(`/user/${bob.uid}`);
      await waitUntilLive(atBob);
      await hearClassic(atBob, 'connect', `clientAuthenticated: {"uid":"${bob.uid}"}`);
      await hearClassic(atAlice, `presence: {"uid":"${bob.uid}","event":"online"}`);
      await server.waitForListeners(`docs_inbox_${bob.uid}`, 1);
      await server.waitForListeners('content:docs_page', 2);
      await server.waitForListeners('nodejs_broadcast', 2);
      await server.waitForListeners('role:editor', 1);

      const call = (name: string, ...args: readonly unknown[]) => site.ask('classic-call', name, ...args);
      const docs = (channel: string, data: string) => ({ channel, callback: 'docs', data });
      // A message that names no callback runs every one.
      const notice = (subject: string) =>
        ['docs', 'clientAuthenticated'].map(
          (name) => `${name}: {"subject":"${subject} (altered)","body":"b"}`,
        );
      await call('nodejs_send_channel_message', `docs_inbox_${alice.uid}`, 'channel', 'b');
      await hearClassic(atAlice, ...notice('channel'));
      await call('nodejs_send_message', docs(`nodejs_user_${bob.uid}`, 'now'));
      await hearClassic(atBob, 'docs: "now"');
      await call('nodejs_enqueue_message', { ...docs('', 'to all'), broadcast: true });
      for (const page of [atAlice, atBob]) await hearClassic(page, 'docs: "to all"');
      await call('nodejs_broadcast_message', 'broadcast', 'b');
      for (const page of [atAlice, atBob]) await hearClassic(page, ...notice('broadcast'));
      await call('nodejs_send_content_channel_message', docs('docs_page', 'in the page'));
      for (const page of [atAlice, atBob]) await hearClassic(page, 'docs: "in the page"');
      assert.equal(await call('nodejs_add_user_to_channel', bob.uid, 'docs_later'), true);
      await server.waitForListeners('docs_later', 1);
      await call('nodejs_enqueue_message', docs('docs_later', 'later'));
      await hearClassic(atBob, 'docs: "later"');
      assert.equal(await call('nodejs_check_channel', 'docs_later'), true);
      assert.equal(await call('nodejs_remove_user_from_channel', bob.uid, 'docs_later'), true);
      assert.equal(await call('nodejs_check_channel', 'docs_later'), false);
      await call('nodejs_send_user_message_multiple', `${alice.uid},${bob.uid}`, 'several', 'b');
      await call('nodejs_send_role_message', 'editor', 'role', 'b');
      const shown = (page: Page, text: string) => page.locator('[data-drupal-message-id]', { hasText: text });
      for (const page of [atAlice, atBob]) await shown(page, 'several (altered)').waitFor();
      await shown(atAlice, 'role (altered)').waitFor();
      assert.equal(await shown(atBob, 'role (altered)').count(), 0);
      assert.deepEqual(await atBob.evaluate('Drupal.nodejs.rpc("example.classicDocs", { word: "hello" })'), {
        message: `Thanks, ${bob.uid} said hello`,
      });
      assert.equal(await call('nodejs_kick_user', bob.uid), true);
      await hearClassic(atBob, 'disconnect');
      await hearClassic(atAlice, `presence: {"uid":"${bob.uid}","event":"offline"}`);
      for (const visitor of [hers, his]) await visitor.leave();
      return '12 functions, 5 hooks';
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

/** Waits until the callbacks of a page heard these, one after the other, and nothing else. */
async function hearClassic(page: Page, ...expected: readonly string[]): Promise<void> {
  await page
    .waitForFunction(`window.told.length >= ${expected.length}`, undefined, { polling: 20 })
    // What is missing says more than that the time is over.
    .catch(() => undefined);
  assert.deepEqual(await page.evaluate('window.told.splice(0)'), expected);
}
