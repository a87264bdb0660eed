import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Visitor } from '../../visitor.ts';
import type { Scene } from '../scene.ts';

/** What the push server's configuration has more for the chat. */
export function chatConfig(
  database: string,
  options: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    channels: { namespaces: { e2e: {}, chat: { presence: true, joinLeave: true } } },
    plugins: [{ module: '@drupal-nodejs/chatroom', options: { database, events: true, ...options } }],
  };
}

/** Installs the chatroom with a room "lobby", and has the push server write into its tables. */
export async function openChatroom(
  { site, server }: Scene,
  options: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  site.changeSettings("$settings['file_private_path'] = __DIR__ . '/private';");
  await site.ask('install-module', 'chatroom');
  await site.ask(
    'chat-config',
    {},
    {
      authenticated: ['use chatroom', 'start chatroom conversations', 'create private chatrooms'],
      editor: ['turn chatroom lines into content'],
    },
  );
  await site.ask('chat-room', 'lobby', 'Lobby', { authenticated: 'member', editor: 'owner' });
  await server.stop();
  await server.start(site, chatConfig(site.databaseUrl, options));
}

/** Alice and Bob, who come to a chatroom that was opened for them. */
export async function meet(scene: Scene): Promise<{ readonly alice: Visitor; readonly bob: Visitor }> {
  await openChatroom(scene);
  const { arrive, people } = scene;
  return { alice: await arrive(people.alice), bob: await arrive(people.bob) };
}

/** The chat of the page, whose parts playwright finds through their shadow roots. */
export class Chat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get composer() {
    return this.page.locator('section.room > chat-composer textarea');
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

  /** Chooses something in the menu of a line. */
  async menu(text: string, item: string): Promise<void> {
    const line = this.line(text).first();
    await line.hover();
    await line.getByRole('button', { name: /^More about/ }).click();
    await line.getByRole('menuitem', { name: item, exact: true }).click();
  }

  room(title: string) {
    return this.page.locator('chat-app nav button', { hasText: title });
  }
}

/** Has each say a line, which the other sees. */
export async function greet(atAlice: Chat, atBob: Chat): Promise<void> {
  await atAlice.write('Hello **Bob**');
  await atBob.line('Hello Bob').waitFor();
  await atBob.write('Hello Alice');
  await atAlice.line('Hello Alice').waitFor();
}

/** Fails with what axe finds wrong with the chat, or with another part of the page. */
export async function checkWithAxe(page: Page, within = 'chat-app'): Promise<void> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate<readonly string[]>(
    `axe.run(document.querySelector(${JSON.stringify(within)})).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 120)).join(' | ')))`,
  );
  assert.deepEqual(found, []);
}
