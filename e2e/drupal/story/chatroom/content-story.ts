import assert from 'node:assert/strict';
import type { Scene } from '../scene.ts';
import { Chat, greet, meet } from './chat.ts';

/** Rooms of content, and the blocks. */
export async function playChatroomContent(scene: Scene): Promise<void> {
  const { arrive, site, claims, people, screenshot } = scene;
  const { alice, bob } = await meet(scene);
  await site.ask('chat-config', { content_types: ['e2e_article'], guests: 'read' });
  const nid = await site.ask<number>('chat-node', null, 'Roses', people.alice.uid, true);
  const atAlice = new Chat(await alice.open(`/node/${nid}`));
  const atBob = new Chat(await bob.open(`/node/${nid}`));
  await claims.check(
    'a node has a room on its page for who may view it; unpublished, it closes at once',
    'the display’s field in two browsers and for a visitor, then the node saved by another process',
    async () => {
      await atAlice.write('Which fertiliser?');
      await atBob.line('Which fertiliser?').waitFor();
      const room = await site.ask<readonly { body: string }[]>('chat-lines', `content-${nid}`);
      assert.equal(room.length, 1);
      await site.ask('chat-node', nid, '', '', false);
      await atBob.page.getByText('This room is closed for you').waitFor();
      await atAlice.write('Only mine now');
      await atAlice.line('Only mine now').waitFor();
      assert.equal(await atBob.line('Only mine now').count(), 0);
      assert.equal((await fetch(`${site.url}/chatroom/content-${nid}`)).status, 403);
      await site.ask('chat-node', nid, '', '', true);
      await atBob.page.reload();
      await atBob.line('Only mine now').waitFor();
      return undefined;
    },
  );
  await claims.check(
    'a visitor without an account reads where the site lets visitors read, and writes nothing',
    'a browser without a log-in on the node’s page; a line that is written meanwhile',
    async () => {
      const somebody = await arrive();
      const guest = new Chat(await somebody.open(`/node/${nid}`));
      await guest.line('Which fertiliser?').waitFor();
      await atBob.write('Horse manure');
      await guest.line('Horse manure').waitFor();
      assert.equal(await guest.composer.count(), 0);
      await somebody.leave();
      return undefined;
    },
  );
  await greet(new Chat(await alice.open('/chatroom/lobby')), new Chat(await bob.open('/chatroom/lobby')));
  await site.ask('chat-block', 'lobby');
  const page = await bob.open(`/user/${people.bob.uid}`);
  await claims.check(
    'the blocks show a room, who is connected, and what is unread at the link in the menu',
    'a page of the theme with both blocks; a line written elsewhere',
    async () => {
      await new Chat(page).line('Hello Bob').waitFor();
      await page.getByRole('heading', { name: /^Connected \(\d+\)/ }).waitFor();
      await page.locator('a[href="/chatroom"] .chatroom-badge').first().waitFor({ state: 'attached' });
      await page.screenshot({ path: screenshot('chatroom-block') });
      return undefined;
    },
  );
  await page.close();
  await atAlice.page.close();
  await atBob.page.close();
  await alice.leave();
  await bob.leave();
}
