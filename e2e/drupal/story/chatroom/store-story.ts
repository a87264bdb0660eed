import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Scene } from '../scene.ts';
import { Chat, greet, openChatroom } from './chat.ts';

interface StoredLine {
  readonly seq: number | string;
  readonly body: string;
  readonly deleted: number | string;
}

/** Drupal itself writes the lines, asked by the push server. */
export async function playChatroomStore(scene: Scene): Promise<void> {
  const { arrive, site, claims, people, screenshot } = scene;
  await openChatroom(scene, { store: 'drupal' });
  const alice = await arrive(people.alice);
  const bob = await arrive(people.bob);
  const atAlice = new Chat(await alice.open('/chatroom/lobby'));
  const atBob = new Chat(await bob.open('/chatroom/lobby'));
  const stored = () => site.ask<readonly StoredLine[]>('chat-lines', 'lobby');
  const send = (page: Page, data: object) =>
    page.evaluate<{ readonly seq?: number; readonly code?: number }>(
      `Drupal.nodejs.rpc('chat.send', ${JSON.stringify(data)}).catch(({ code }) => ({ code }))`,
    );
  await claims.check(
    'where Drupal writes the lines two people talk, edit, delete, react and answer as ever',
    'two browsers; the route that writes; the tables afterwards',
    async () => {
      await greet(atAlice, atBob);
      await atAlice.menu('Hello Bob', 'Edit');
      await atAlice.write('Hello *Bobby*');
      await atBob.line('Hello Bobby').getByText('(edited)').waitFor();
      await atBob.line('Hello Bobby').hover();
      await atBob.line('Hello Bobby').getByRole('button', { name: 'React', exact: true }).click();
      await atBob.page.getByRole('button', { name: 'React with 🎉' }).click();
      await atAlice.line('Hello Bobby').getByRole('button', { name: '1 reacted with 🎉' }).waitFor();
      await atBob.menu('Hello Bobby', 'Answer in a thread');
      await atBob.page.locator('chat-thread textarea').fill('Only here');
      await atBob.page.locator('chat-thread textarea').press('Enter');
      await atAlice.page.getByRole('button', { name: 'Answers: 1' }).waitFor();
      await atBob.page.locator('chat-thread').getByRole('button', { name: 'Close' }).click();
      atBob.page.once('dialog', (dialog) => dialog.accept());
      await atBob.menu('Hello Alice', 'Delete');
      await atAlice.line('This message was deleted').waitFor();
      assert.deepEqual(
        (await stored()).map(({ body, deleted }) => [body, Number(deleted) > 0]),
        [
          ['Hello *Bobby*', false],
          ['', true],
          ['Only here', false],
        ],
      );
      const asked = site.countRequests('/chatroom/-/commit');
      assert.ok(asked >= 6, `${asked} requests`);
      return `${asked} requests to the route that writes`;
    },
  );
  await claims.check(
    'two who write at once get one order, on both pages as in the tables; what is sent twice is there once',
    '8 lines each by rpc, all at once and each twice, under the same ids',
    async () => {
      const lines = (who: string) =>
        Array.from({ length: 8 }, (_, count) => ({
          room: 'lobby',
          client_id: crypto.randomUUID(),
          body: `${who} ${count}`,
        }));
      const twice = (page: Page, line: object) => Promise.all([send(page, line), send(page, line)]);
      // No faster than the chat lets one account write: 20 at once.
      const receipts = await Promise.all([
        ...lines('alice').map((line) => twice(atAlice.page, line)),
        ...lines('bob').map((line) => twice(atBob.page, line)),
      ]);
      for (const [first, again] of receipts) assert.deepEqual(first, again);
      const seqs = receipts.map(([first]) => first.seq ?? 0).sort((a, b) => a - b);
      assert.deepEqual(
        seqs,
        Array.from({ length: 16 }, (_, index) => (seqs[0] ?? 0) + index),
      );
      const bodies = (await stored()).slice(-16).map(({ body }) => body);
      await atAlice.line(bodies.at(-1) ?? '').waitFor();
      await atBob.line(bodies.at(-1) ?? '').waitFor();
      assert.deepEqual((await atAlice.texts()).slice(-16), bodies);
      assert.deepEqual((await atBob.texts()).slice(-16), bodies);
      return undefined;
    },
  );
  await claims.check(
    'a module of the site refuses a line before it is there, in its own words, and the composer keeps it; a module that fails lets nothing through and stops nobody else',
    'an event subscriber of a test module',
    async () => {
      await atAlice.write('The best casino');
      const refused = atAlice.page.locator('.pending-lines .refused');
      await refused.waitFor();
      assert.match(
        (await refused.textContent()) ?? '',
        /The best casino.*No advertisements in Lobby, please\./s,
      );
      await refused.getByRole('button', { name: 'Discard' }).press('Enter');
      await refused.waitFor({ state: 'detached' });
      const id = crypto.randomUUID();
      const failing = await send(atAlice.page, { room: 'lobby', client_id: id, body: 'This fails' });
      assert.equal(failing.code, 1500);
      await atBob.write('Goes on');
      await atAlice.line('Goes on').waitFor();
      assert.equal(
        (await stored()).some(({ body }) => /casino|fails/.test(body)),
        false,
      );
      return undefined;
    },
  );
  await claims.check(
    'with PHP away what one writes stays, with the reason, and is sent when PHP is back: once, in order',
    'the site’s web server stopped; two browsers; the tables afterwards',
    async () => {
      await site.pause();
      await atAlice.write('While PHP is away');
      await atAlice.write('And one more');
      const waits = atAlice.page.locator('.pending-lines li', { hasText: 'While PHP is away' });
      await waits.getByText('Not sent yet: The chat can’t be reached').waitFor();
      await atAlice.page.screenshot({ path: screenshot('chatroom-store') });
      await atBob.write('Bob, too');
      await atBob.page.locator('.pending-lines li').getByText('Not sent yet').waitFor();
      await site.serve();
      for (const chat of [atAlice, atBob]) {
        for (const text of ['While PHP is away', 'And one more', 'Bob, too']) await chat.line(text).waitFor();
        await chat.page.locator('.pending-lines li').waitFor({ state: 'detached' });
      }
      const bodies = (await stored()).slice(-3).map(({ body }) => body);
      assert.deepEqual([...bodies].sort(), ['And one more', 'Bob, too', 'While PHP is away']);
      assert.ok(bodies.indexOf('While PHP is away') < bodies.indexOf('And one more'));
      assert.deepEqual((await atBob.texts()).slice(-3), bodies);
      assert.deepEqual((await atAlice.texts()).slice(-3), bodies);
      return undefined;
    },
  );
  await claims.check(
    'nobody but the push server has lines written',
    'the route without a signature, with a wrong one, and as an administrator',
    async () => {
      const owner = await arrive(site.admin);
      const body = JSON.stringify({ wishes: [] });
      const signature = `k=b1,t=${Math.floor(Date.now() / 1000)},v=${'0'.repeat(64)}`;
      for (const headers of [{}, { 'x-nodejs-signature': signature }, { cookie: await owner.cookie() }]) {
        const answer = await fetch(`${site.url}/chatroom/-/commit`, { method: 'POST', headers, body });
        assert.equal(answer.status, 403);
      }
      await owner.leave();
      return undefined;
    },
  );
  await alice.leave();
  await bob.leave();
}
