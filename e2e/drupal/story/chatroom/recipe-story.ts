import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readTexts } from '../../visitor.ts';
import type { Scene } from '../scene.ts';
import { Chat, chatConfig, greet } from './chat.ts';

const recipe = join(import.meta.dirname, '../../../../recipes/group_chat');

/** From the recipe to a room in which two people talk, by nothing but what the docs say. */
export async function playChatroomRecipe({ arrive, site, server, claims, people }: Scene): Promise<void> {
  const isApplied = await claims.check(
    'the recipe “group_chat” applies to a site',
    'core’s own script, as a site’s owner calls it',
    async () => {
      const { code, output } = await site.recipe(recipe);
      assert.equal(code, 0, output);
      const list = await site.ask<readonly string[]>('modules');
      for (const name of ['chatroom', 'nodejs', 'nodejs_notify']) assert.ok(list.includes(name), name);
      return undefined;
    },
  );
  if (!isApplied) return;
  const owner = await arrive(site.admin);
  const report = async (): Promise<string> => {
    const page = await owner.open('/admin/reports/status');
    const row = page.locator('.system-status-report__row').filter({ hasText: 'Chatroom: push server' });
    const text = (await readTexts(row)).join(' ');
    await page.close();
    return text;
  };
  await claims.check(
    'the status report says that the push server has no chat yet, and what to do',
    'administrator in Chromium, a server without the plugin',
    async () => {
      const text = await report();
      assert.match(text, /Has no chat.*Install the package @drupal-nodejs\/chatroom beside the push server/);
      return text;
    },
  );
  await server.stop();
  await server.start(site, chatConfig(site.databaseUrl));
  await claims.check(
    'on the recipe’s site a room of the site, made by the form, is one in which two people talk, and they talk directly',
    'the form as administrator, two browsers without any other permission than the recipe’s',
    async () => {
      assert.match(await report(), /Has the chat/);
      const form = await owner.open('/admin/content/chatroom/add');
      await form.getByLabel('Title').fill('Lobby');
      await form.locator('.machine-name-value', { hasText: 'lobby' }).waitFor();
      await form.getByRole('button', { name: 'Save' }).click();
      await form.locator('[data-drupal-messages]').getByText('The room Lobby is settled.').waitFor();
      await owner.leave();
      const alice = await arrive(people.alice);
      const bob = await arrive(people.bob);
      const atAlice = new Chat(await alice.open('/chatroom'));
      const atBob = new Chat(await bob.open('/chatroom'));
      await atAlice.room('Lobby').click();
      await atBob.room('Lobby').click();
      await greet(atAlice, atBob);
      await atAlice.page.getByRole('button', { name: 'Talk to somebody' }).click();
      const begin = atAlice.page.locator('chat-begin');
      await begin.getByLabel('Who?').pressSequentially('bo');
      await begin.getByRole('button', { name: people.bob.name }).click();
      await begin.locator('button.primary').click();
      await begin.waitFor({ state: 'detached' });
      await atAlice.write('Just you');
      await atBob.room(people.alice.name).click();
      await atBob.line('Just you').waitFor();
      await alice.leave();
      await bob.leave();
      return undefined;
    },
  );
}
