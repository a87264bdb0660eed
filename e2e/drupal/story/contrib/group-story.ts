import assert from 'node:assert/strict';
import { Chat, meet } from '../chatroom/chat.ts';
import type { Scene } from '../scene.ts';

const claimsOfGroups = [
  'a group of the module Group has a room by itself, at /group/ID/chatroom, and a tab to it',
  'a new member’s room opens at once, in which an administrator of the group keeps order; who leaves sees it close at once',
  'a group that is deleted takes its room along',
  'a member whose account was blocked for a while is in the room as soon as it is not, whatever became of the group meanwhile',
] as const;

/** Rooms of groups of the module Group. */
export async function playGroup(scene: Scene): Promise<void> {
  const { arrive, site, claims, people, screenshot } = scene;
  if (!(await scene.bring(['group'], claimsOfGroups, 'contrib/group-type'))) return;
  const before = await site.ask<string>('contrib/group', 'Elders', people.alice.uid);
  const { alice, bob } = await meet(scene);
  const gid = await site.ask<string>('contrib/group', 'Weavers', people.alice.uid);
  const path = `/group/${gid}/chatroom`;
  const atAlice = new Chat(await alice.open(path));
  const atBob = new Chat(await bob.open('/chatroom'));
  const place = (roles: readonly string[] | null) =>
    site.ask('contrib/group-member', gid, people.bob.uid, roles);

  await claims.check(
    claimsOfGroups[0],
    'one group that was there before the chatroom, one made afterwards; the owner’s page of it, and a stranger’s',
    async () => {
      await atAlice.write('First thread');
      await atAlice.line('First thread').waitFor();
      await atAlice.room('Elders').waitFor();
      const group = await alice.open(`/group/${gid}`);
      await group.locator(`a[href$="${path}"]`).first().waitFor();
      await group.screenshot({ path: screenshot('group'), fullPage: true });
      await group.close();
      const stranger = await bob.open(path);
      assert.equal((await stranger.content()).includes('First thread'), false);
      await stranger.close();
      assert.equal(await atBob.room('Weavers').count(), 0);
      return `groups ${before} and ${gid}`;
    },
  );

  await claims.check(
    claimsOfGroups[1],
    'memberships that other processes save, while Bob looks at his rooms in Chromium',
    async () => {
      const room = atBob.room('Weavers');
      await place([]);
      await room.waitFor();
      await room.click();
      await atBob.line('First thread').waitFor();
      await atBob.write('Glad to be here');
      await atAlice.line('Glad to be here').waitFor();
      const line = atBob.line('First thread').first();
      await line.hover();
      await line.getByRole('button', { name: /^More about/ }).click();
      assert.equal(await line.getByRole('menuitem', { name: 'Delete', exact: true }).count(), 0);
      await atBob.page.keyboard.press('Escape');
      await place(['e2e_circle-admin']);
      await atBob.page.reload();
      await room.click();
      atBob.page.once('dialog', (dialog) => dialog.accept());
      await atBob.menu('First thread', 'Delete');
      await atAlice.line('This message was deleted').waitFor();
      await place(null);
      await room.waitFor({ state: 'detached' });
      await atAlice.write('Only for members');
      await atAlice.line('Only for members').waitFor();
      assert.equal((await atBob.page.content()).includes('Only for members'), false);
      const again = await bob.open(path);
      assert.equal((await again.content()).includes('Only for members'), false);
      await again.close();
      return undefined;
    },
  );

  await claims.check(claimsOfGroups[2], 'deleted by another process, Bob looking at it', async () => {
    await place([]);
    await atBob.room('Weavers').waitFor();
    await site.ask('contrib/delete-group', gid);
    await atBob.room('Weavers').waitFor({ state: 'detached' });
    const gone = await fetch(`${site.url}${path}`);
    assert.equal(gone.status, 404);
    return undefined;
  });
  for (const chat of [atAlice, atBob]) await chat.page.close();
  await bob.leave();

  await claims.check(
    claimsOfGroups[3],
    'blocked, the group saved, unblocked by other processes; a new log-in',
    async () => {
      await site.ask('contrib/group-member', before, people.bob.uid, []);
      await site.ask('block-account', people.bob.uid);
      await site.ask('save-content', 'group', before, { label: 'The Elders' });
      await site.ask('unblock-account', people.bob.uid);
      const again = await arrive(people.bob);
      const chat = new Chat(await again.open('/chatroom'));
      await chat.room('The Elders').waitFor();
      await again.leave();
      return undefined;
    },
  );
  await alice.leave();
}
