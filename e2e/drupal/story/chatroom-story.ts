import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Visitor } from '../visitor.ts';
import type { Scene } from './scene.ts';

/** What the push server's configuration has more for the chat. */
function chatConfig(database: string): Readonly<Record<string, unknown>> {
  return {
    channels: { namespaces: { e2e: {}, chat: { presence: true, joinLeave: true } } },
    plugins: [{ module: '@drupal-nodejs/chatroom', options: { database, events: true } }],
  };
}

/** The chat of the page, whose parts playwright finds through their shadow roots. */
class Chat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get composer() {
    return this.page.locator('chat-composer textarea');
  }

  line(text: string) {
    return this.page.locator('chat-conversation article', { hasText: text });
  }

  async write(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  async texts(): Promise<readonly string[]> {
    return (await this.page.locator('chat-conversation article .text').allInnerTexts()).map((text) =>
      text.trim(),
    );
  }

  room(title: string) {
    return this.page.locator('chat-app nav button', { hasText: title });
  }
}

/** The chatroom on a real site: two people in two browsers. */
export async function playChatroom(scene: Scene): Promise<void> {
  const { site, server, browser, claims, people } = scene;
  site.changeSettings("$settings['file_private_path'] = __DIR__ . '/private';");
  const installed = await claims.check(
    'the chatroom installs, and the push server writes into its tables',
    'module_installer; the plugin on Drupal’s own database',
    async () => {
      await site.ask('install-module', 'chatroom');
      await site.ask('chat-config', {}, { authenticated: ['use chatroom'] });
      await server.stop();
      await server.start(site, chatConfig(site.databaseUrl));
      return undefined;
    },
  );
  if (!installed) return;
  const alice = await Visitor.arrive(browser, site.url);
  const bob = await Visitor.arrive(browser, site.url);
  await alice.logIn(people.alice.name, people.alice.password);
  await bob.logIn(people.bob.name, people.bob.password);
  await playTalk(scene, alice, bob);
  if (scene.hasGroups) await playGroups(scene, alice, bob);
  await alice.leave();
  await bob.leave();
  await claims.check('the chatroom uninstalls and takes its tables along', 'module_installer', async () => {
    await server.stop();
    await site.ask('uninstall-module', 'chatroom');
    await server.start(site);
    const left = (await site.ask<readonly string[]>('footprint')).filter((name) => /chatroom/.test(name));
    assert.deepEqual(left, []);
    return undefined;
  });
  site.changeSettings();
}

async function playTalk({ site, claims, screenshot }: Scene, alice: Visitor, bob: Visitor): Promise<void> {
  await site.ask('chat-room', 'lobby', 'Lobby', { authenticated: 'member' });
  const atAlice = new Chat(await alice.open('/chatroom/lobby'));
  const atBob = new Chat(await bob.open('/chatroom'));
  await claims.check(
    'two people talk in a room of the site, on the page of the chat',
    'a line each way in two browsers; the tables afterwards',
    async () => {
      await atAlice.write('Hello **Bob**');
      await atBob.line('Hello Bob').waitFor();
      await atBob.write('Hello Alice');
      await atAlice.line('Hello Alice').waitFor();
      assert.deepEqual(await atAlice.texts(), ['Hello Bob', 'Hello Alice']);
      const lines = await site.ask<readonly { body: string; name: string }[]>('chat-lines', 'lobby');
      assert.deepEqual(
        lines.map(({ name, body }) => [name, body]),
        [
          ['alice', 'Hello **Bob**'],
          ['bob', 'Hello Alice'],
        ],
      );
      await atAlice.page.screenshot({ path: screenshot('chatroom') });
      return undefined;
    },
  );
  await atAlice.page.close();
  await atBob.page.close();
}

async function playGroups({ site, claims, people }: Scene, alice: Visitor, bob: Visitor): Promise<void> {
  const nid = await site.ask<number>('chat-group', 'Gardeners', people.alice.uid);
  const atAlice = new Chat(await alice.open(`/group/${nid}/chatroom`));
  const atBob = new Chat(await bob.open('/chatroom'));
  await claims.check(
    'a group of Organic Groups has a room by itself, at /group/ID/chatroom',
    'a group made by its owner; the tab on its page',
    async () => {
      await atAlice.write('First seeds');
      await atAlice.line('First seeds').waitFor();
      const node = await alice.open(`/node/${nid}`);
      await node.getByRole('link', { name: 'Chat', exact: true }).first().waitFor();
      assert.equal((await node.locator(`a[href$="/group/${nid}/chatroom"]`).count()) > 0, true);
      await node.close();
      assert.equal(await atBob.room('Gardeners').count(), 0);
      return undefined;
    },
  );
  await claims.check(
    'joining the group shows its room at once, being blocked closes it at once',
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
}
