import assert from 'node:assert/strict';
import type { Scene } from '../scene.ts';
import { Chat, meet } from './chat.ts';

/** Rooms that people make for themselves. */
export async function playChatroomRooms(scene: Scene): Promise<void> {
  const { claims, people } = scene;
  const { alice, bob } = await meet(scene);
  const atAlice = new Chat(await alice.open('/chatroom'));
  const atBob = new Chat(await bob.open('/chatroom'));
  await claims.check(
    'who is asked into a private room comes in, and leaves it again',
    'a room made in one browser, the invitation in the other',
    async () => {
      await atAlice.page.getByRole('button', { name: 'Make a private room' }).click();
      const begin = atAlice.page.locator('chat-begin');
      await begin.getByLabel('What the room is called').fill('Surprise party');
      await begin.getByLabel('Who?').pressSequentially('bo');
      await begin.getByRole('button', { name: people.bob.name }).click();
      await begin.locator('button.primary').click();
      await atAlice.room('Surprise party').waitFor();
      await begin.waitFor({ state: 'detached' });
      await atAlice.write('Psst');
      assert.equal(await atBob.room('Surprise party').count(), 0);
      await atBob.page.getByRole('button', { name: 'Come in' }).click();
      await atBob.line('Psst').waitFor();
      atBob.page.once('dialog', (dialog) => void dialog.accept());
      await atBob.page.getByRole('button', { name: 'About this room' }).click();
      await atBob.page.getByRole('button', { name: 'Leave this room' }).click();
      await atBob.room('Surprise party').waitFor({ state: 'detached' });
      return undefined;
    },
  );
  await claims.check(
    'two people talk directly in a room that bears the other’s name',
    'by name in one browser; the room appears in the other, with what is unread',
    async () => {
      await atAlice.page.getByRole('button', { name: 'Talk to somebody' }).click();
      const begin = atAlice.page.locator('chat-begin');
      await begin.getByLabel('Who?').pressSequentially('bo');
      await begin.getByRole('button', { name: people.bob.name }).click();
      await begin.locator('button.primary').click();
      await atAlice.room(people.bob.name).waitFor();
      await begin.waitFor({ state: 'detached' });
      await atAlice.write('Just you');
      await atBob.room(people.alice.name).waitFor();
      await atBob.room(people.alice.name).click();
      await atBob.line('Just you').waitFor();
      return undefined;
    },
  );
  await atAlice.page.close();
  await atBob.page.close();
  await alice.leave();
  await bob.leave();
}
