import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Scene } from '../scene.ts';
import { Chat, meet } from './chat.ts';

/** Who means harm, or whose clock is wrong. */
export async function playChatroomHostility(scene: Scene): Promise<void> {
  const { site, claims } = scene;
  const { alice, bob } = await meet(scene);
  await site.ask('chat-room', 'vault', 'Vault', { editor: 'member' });
  const atAlice = new Chat(await alice.open('/chatroom/vault'));
  const atBob = new Chat(await bob.open('/chatroom/lobby'));
  const say = (page: Page, method: string, data: object) =>
    page.evaluate<{ readonly code?: number; readonly message?: string }>(
      `Drupal.nodejs.rpc(${JSON.stringify(method)}, ${JSON.stringify(data)}).catch(({ code, message }) => ({ code, message }))`,
    );
  await claims.check(
    'script in a line is text, a huge one is refused with a reason and kept',
    'markup in the composer, then a line of 90,000 characters and an rpc of 1 MB',
    async () => {
      await atAlice.write('<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1">');
      await atAlice.line('onerror').waitFor();
      assert.equal(await atAlice.page.evaluate('window.hacked'), undefined);
      await atAlice.write('x'.repeat(90_000));
      const refused = atAlice.page.locator('.pending-lines .refused');
      await refused.waitFor();
      assert.match((await refused.textContent()) ?? '', /too long/);
      await refused.getByRole('button', { name: 'Discard' }).click();
      const id = crypto.randomUUID();
      await say(atBob.page, 'chat.send', { room: 'lobby', client_id: id, body: 'x'.repeat(1_000_000) });
      const kept = await site.ask<readonly { body: string }[]>('chat-lines', 'lobby');
      assert.equal(
        kept.some(({ body }) => body.startsWith('xxx')),
        false,
      );
      return undefined;
    },
  );
  await claims.check(
    'a room that one may not see answers as one that isn’t there; nobody edits another’s line',
    'rpc, pages, upload and search in the browser of who isn’t in the room',
    async () => {
      const vault = await say(atBob.page, 'chat.history', { room: 'vault' });
      assert.deepEqual(vault, await say(atBob.page, 'chat.history', { room: 'nowhere' }));
      assert.equal(vault.code, 1404);
      const cookie = await bob.cookie();
      const status = async (path: string, method = 'GET') =>
        (await fetch(`${site.url}${path}`, { method, headers: { cookie }, redirect: 'manual' })).status;
      for (const path of ['', '/files/1', '/to-content']) {
        assert.equal(await status(`/chatroom/vault${path}`), 403);
        assert.equal(await status(`/chatroom/nowhere${path}`), 403);
      }
      assert.equal(await status('/chatroom/vault/files', 'POST'), 403);
      assert.equal(await status('/admin/content/chatroom'), 403);
      assert.deepEqual(await say(atBob.page, 'chat.search', { query: 'onerror' }), {
        more: false,
        found: [],
      });
      await atBob.write('Mine');
      await atBob.line('Mine').waitFor();
      const lines = await site.ask<readonly { readonly seq: number | string; readonly body: string }[]>(
        'chat-lines',
        'lobby',
      );
      const seq = lines.find(({ body }) => body === 'Mine')?.seq;
      const edit = await say(atAlice.page, 'chat.edit', { room: 'lobby', seq: Number(seq), body: 'Hers' });
      assert.equal(edit.code, 1407);
      return undefined;
    },
  );
  await claims.check(
    'a clock set to next year changes nothing',
    'a browser whose Date is a year ahead',
    async () => {
      const page = await bob.open('/user');
      await page.addInitScript('{ const now = Date.now; Date.now = () => now() + 31_536_000_000; }');
      const ahead = new Chat(page);
      await page.goto(`${site.url}/chatroom/lobby`);
      await ahead.write('From the future');
      await atBob.line('From the future').waitFor();
      await atBob.write('From now');
      await ahead.line('From now').waitFor();
      assert.deepEqual((await ahead.texts()).slice(-2), ['From the future', 'From now']);
      await page.close();
      return undefined;
    },
  );
  await atAlice.page.close();
  await atBob.page.close();
  await alice.leave();
  await bob.leave();
}
