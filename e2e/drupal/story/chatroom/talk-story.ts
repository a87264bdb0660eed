import assert from 'node:assert/strict';
import type { Scene } from '../scene.ts';
import { Chat, checkWithAxe, greet, openChatroom } from './chat.ts';

/** Two people in two browsers talk. */
export async function playChatroomTalk(scene: Scene): Promise<void> {
  const { arrive, browser, site, claims, people, screenshot } = scene;
  const installed = await claims.check(
    'the chatroom installs, and the push server writes into its tables',
    'module_installer; the plugin on Drupal’s own database',
    async () => {
      await openChatroom(scene);
      return undefined;
    },
  );
  if (!installed) return;
  const alice = await arrive(people.alice);
  const bob = await arrive(people.bob);
  const atAlice = new Chat(await alice.open('/chatroom/lobby'));
  const atBob = new Chat(await bob.open('/chatroom'));
  await claims.check(
    'two people talk in a room of the site, on the page of the chat',
    'a line each way in two browsers; the tables afterwards',
    async () => {
      await greet(atAlice, atBob);
      assert.deepEqual(await atAlice.texts(), ['Hello Bob', 'Hello Alice']);
      const lines = await site.ask<readonly { body: string; name: string }[]>('chat-lines', 'lobby');
      assert.deepEqual(
        lines.map(({ name, body }) => [name, body]),
        [
          ['alice', 'Hello **Bob**'],
          ['bob', 'Hello Alice'],
        ],
      );
      return undefined;
    },
  );
  await claims.check(
    'a thread stands beside the room, and both see it grow',
    'the menu of a line; the panel in two browsers',
    async () => {
      await atAlice.menu('Hello Alice', 'Answer in a thread');
      const thread = atAlice.page.locator('chat-thread');
      await thread.locator('textarea').fill('Only here');
      await thread.locator('textarea').press('Enter');
      await atBob.page.getByRole('button', { name: 'Answers: 1' }).click();
      await atBob.page.locator('chat-thread li', { hasText: 'Only here' }).waitFor();
      assert.equal(await atBob.line('Only here').count(), 0);
      return undefined;
    },
  );
  await claims.check(
    'a pinned line is in the list of pins, a word is found by search, a day is gone to',
    'the panels of the app',
    async () => {
      await atAlice.page.locator('chat-thread').getByRole('button', { name: 'Close' }).click();
      await atBob.page.locator('chat-thread').getByRole('button', { name: 'Close' }).click();
      await atAlice.menu('Hello Bob', 'Pin');
      await atBob.page.getByRole('button', { name: 'Pinned messages' }).click();
      await atBob.page.locator('chat-finder li', { hasText: 'Hello' }).waitFor();
      await atBob.page.locator('chat-finder').getByRole('button', { name: 'Close' }).click();
      await atBob.page.locator('chat-app').getByRole('button', { name: 'Search' }).first().click();
      await atBob.page.getByLabel('Words in messages').fill('ALICE');
      await atBob.page.getByLabel('Words in messages').press('Enter');
      const found = atBob.page.locator('chat-finder li', { hasText: 'Hello Alice' });
      await found.waitFor();
      await found.getByRole('button').click();
      await atBob.page.locator('article.target').waitFor();
      await atBob.page.locator('chat-app').getByRole('button', { name: 'Search' }).first().click();
      await atBob.page.getByLabel('To a day').fill('2020-01-01');
      await atBob.page.getByRole('button', { name: 'Go', exact: true }).click();
      await atBob.page.locator('article.target', { hasText: 'Hello Bob' }).waitFor();
      return undefined;
    },
  );
  await claims.check(
    'a picture goes through Drupal, to members only, and a file that lies about its type is refused',
    'an upload in the composer; the same address for a visitor without an account',
    async () => {
      const png = Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      );
      const input = atAlice.page.locator('chat-composer input[type=file]').first();
      await input.setInputFiles({
        name: '<img src=x onerror=alert(1)>.png',
        mimeType: 'image/png',
        buffer: png,
      });
      await atAlice.page.locator('chat-composer .attached li button').waitFor();
      await atAlice.composer.first().press('Enter');
      const picture = atBob.page.locator('chat-conversation .picture');
      await picture.waitFor();
      const address = new URL((await picture.getAttribute('href')) ?? '', site.url).href;
      const cookie = await bob.cookie();
      const seen = await fetch(address, { headers: { cookie } });
      assert.deepEqual(
        [seen.status, seen.headers.get('content-type'), seen.headers.get('x-content-type-options')],
        [200, 'image/png', 'nosniff'],
      );
      assert.equal((await fetch(address)).status, 403);
      await input.setInputFiles({
        name: 'harmless.png',
        mimeType: 'image/png',
        buffer: Buffer.from('<script>alert(1)</script>'),
      });
      await atAlice.page.getByText('isn’t what its name says').waitFor();
      return undefined;
    },
  );
  await claims.check(
    'the chat has no violation that axe knows, on the theme’s own page',
    'axe-core in Chromium, the panels open',
    async () => {
      await checkWithAxe(atAlice.page);
      await checkWithAxe(atBob.page);
      return undefined;
    },
  );
  await atAlice.page.evaluate('scrollTo(0, 0)');
  await atAlice.page.screenshot({ path: screenshot('chatroom') });
  for (const [name, look] of [
    ['chatroom-phone', { viewport: { width: 390, height: 800 } }],
    ['chatroom-dark', { colorScheme: 'dark' as const }],
  ] as const) {
    const page = await bob.open('/chatroom/lobby');
    if ('viewport' in look) await page.setViewportSize(look.viewport);
    else {
      await page.emulateMedia(look);
      await page.evaluate("document.documentElement.style.colorScheme = 'dark'");
    }
    await new Chat(page).line('Hello Bob').waitFor();
    await page.screenshot({ path: screenshot(name) });
    await page.close();
  }
  await atBob.page.evaluate("document.documentElement.dir = 'rtl'");
  await atBob.page.screenshot({ path: screenshot('chatroom-rtl') });
  await claims.check(
    'a room’s page can be read and written on without script',
    'a browser without JavaScript, Drupal’s own form',
    async () => {
      const context = await browser.newContext({ baseURL: site.url, javaScriptEnabled: false });
      await context.addCookies(await atBob.page.context().cookies());
      const page = await context.newPage();
      await page.goto('/chatroom/lobby');
      assert.match((await page.locator('.chatroom-plain').textContent()) ?? '', /Hello Bob/);
      await page.getByLabel('Message').fill('Without script');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.locator('.chatroom-plain__lines', { hasText: 'Without script' }).waitFor();
      await atAlice.line('Without script').waitFor();
      await context.close();
      return undefined;
    },
  );
  await atAlice.page.close();
  await atBob.page.close();
  await alice.leave();
  await bob.leave();
}
