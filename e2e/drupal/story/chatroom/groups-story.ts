import assert from 'node:assert/strict';
import type { Scene } from '../scene.ts';
import { Chat, meet } from './chat.ts';

/** What can't be looked at where there is no Organic Groups: it isn't released for Drupal 11. */
const claimsOfGroups = [
  'a group of Organic Groups has a room by itself, at /group/ID/chatroom',
  'joining the group shows its room at once, being blocked closes it at once',
] as const;

/** Rooms of groups. */
export async function playChatroomGroups(scene: Scene): Promise<void> {
  const { site, claims, people } = scene;
  if (!(await scene.bring(['og'], claimsOfGroups, 'use-groups'))) return;
  const { alice, bob } = await meet(scene);
  const nid = await site.ask<number>('chat-group', 'Gardeners', people.alice.uid);
  const atAlice = new Chat(await alice.open(`/group/${nid}/chatroom`));
  const atBob = new Chat(await bob.open('/chatroom'));
  await claims.check(claimsOfGroups[0], 'a group made by its owner; the tab on its page', async () => {
    await atAlice.write('First seeds');
    await atAlice.line('First seeds').waitFor();
    const node = await alice.open(`/node/${nid}`);
    await node.getByRole('link', { name: 'Chat', exact: true }).first().waitFor();
    assert.equal((await node.locator(`a[href$="/group/${nid}/chatroom"]`).count()) > 0, true);
    await node.close();
    assert.equal(await atBob.room('Gardeners').count(), 0);
    return undefined;
  });
  await claims.check(
    claimsOfGroups[1],
    'a membership that another process saves, while Bob looks at his rooms',
    async () => {
      const room = atBob.room('Gardeners');
      await site.ask('chat-membership', nid, people.bob.uid, 'active');
      await room.waitFor();
      await room.click();
      await atBob.line('First seeds').waitFor();
      await site.ask('chat-membership', nid, people.bob.uid, 'blocked');
      await room.waitFor({ state: 'detached' });
      await atAlice.write('Only for members');
      await atAlice.line('Only for members').waitFor();
      assert.equal((await atBob.page.content()).includes('Only for members'), false);
      const page = await bob.open(`/group/${nid}/chatroom`);
      assert.equal((await page.content()).includes('First seeds'), false);
      await page.close();
      await site.ask('chat-membership', nid, people.bob.uid, 'active');
      await room.waitFor();
      await room.click();
      await atBob.line('Only for members').waitFor();
      await atAlice.write('Welcome back');
      await atBob.line('Welcome back').waitFor();
      await site.ask('chat-membership', nid, people.bob.uid, 'none');
      await room.waitFor({ state: 'detached' });
      return undefined;
    },
  );
  await atAlice.page.close();
  await atBob.page.close();
  await alice.leave();
  await bob.leave();
}
