import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChatTables } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import type { Page } from 'playwright-core';
import type { Visitor } from '../../visitor.ts';
import type { Scene } from '../scene.ts';
import { Chat, meet } from './chat.ts';

/** How often the database is looked at. */
const pollMs = 20;

/** What moderators do in the chat itself, commands, previews, emojis, the drawer, and mentions in the inbox. */
export async function playChatroomTools(scene: Scene): Promise<void> {
  const { site, claims, people, screenshot } = scene;
  const { alice, bob } = await meet(scene);
  await site.ask('chat-room', 'market', 'Market', { authenticated: 'member', editor: 'owner' });
  const atAlice = new Chat(await alice.open('/chatroom/market'));
  const atBob = new Chat(await bob.open('/chatroom/market'));
  await atBob.write('Fresh fish!');
  await atAlice.line('Fresh fish!').waitFor();
  const lift = async (kind: 'mute' | 'ban') => {
    await rpc(atAlice.page, 'chat.lift', { room: 'market', uid: Number(people.bob.uid), kind });
  };
  await claims.check(
    'a moderator mutes from the menu of a line, for a time and a reason that the person is told',
    'the dialog in one browser; notice and composer in the other',
    async () => {
      await holdBack(atAlice, 'Mute…', 'an hour', 'too loud');
      await atBob.page.getByText('A moderator muted you. too loud').waitFor();
      await atBob.page.getByText('You may read here, but not write.').waitFor();
      await atAlice.write('Quiet now');
      await atBob.line('Quiet now').waitFor();
      await lift('mute');
      await atBob.composer.waitFor();
      return undefined;
    },
  );
  await claims.check(
    'a moderator kicks somebody out, and bans for good, from the menu of a line',
    'the room in the other’s list, which goes at once and comes back when the ban is lifted',
    async () => {
      for (const put of [
        () => atAlice.menu('Fresh fish!', 'Kick out for 5 minutes'),
        () => holdBack(atAlice, 'Ban…', 'for good', 'still too loud'),
      ]) {
        await put();
        await atBob.room('Market').waitFor({ state: 'detached' });
        await lift('ban');
        await atBob.room('Market').click();
        await atBob.line('Fresh fish!').waitFor();
      }
      return undefined;
    },
  );
  await claims.check(
    'a line that is a command is carried out by Drupal, with the rights of who gives it',
    '/kick of a member and of a moderator; the composer offers it',
    async () => {
      await atBob.write(`/kick ${people.alice.name}`);
      await atBob.page.getByText('Only moderators may do this.').waitFor();
      assert.equal(await atBob.composer.inputValue(), `/kick ${people.alice.name}`);
      await atBob.composer.fill('');
      await atAlice.composer.pressSequentially('/ki');
      await atAlice.page.getByRole('option', { name: '/kick' }).waitFor();
      await atAlice.write(`/kick ${people.bob.name} enough`);
      await atAlice.page.getByText('bob is put out.').waitFor();
      await atBob.room('Market').waitFor({ state: 'detached' });
      const lines = await site.ask<readonly { readonly body: string }[]>('chat-lines', 'market');
      assert.equal(
        lines.some(({ body }) => body.includes('/kick')),
        false,
      );
      await lift('ban');
      await atBob.room('Market').click();
      return undefined;
    },
  );
  await claims.check(
    'a link to content of the site shows its title to who may view it, and nothing to who may not',
    'an unpublished node in two browsers, then published; the route that previews come from',
    async () => {
      await site.ask('chat-config', {}, { editor: ['view own unpublished content'] });
      const nid = await site.ask<number>('chat-node', null, 'Secret sauce', people.alice.uid, false);
      const path = `/node/${nid}`;
      await atAlice.write(`See ${site.url}${path}`);
      await atAlice.line('See').locator('chat-preview a', { hasText: 'Secret sauce' }).waitFor();
      await atBob.line('See').waitFor();
      const look = async (visitor: Visitor, at: string) => {
        const headers = { cookie: await visitor.cookie() };
        return fetch(`${site.url}/chatroom/-/preview?path=${encodeURIComponent(at)}`, { headers });
      };
      for (const at of [path, '/node/999999', '/admin', 'nonsense', '//elsewhere.example/node/1']) {
        assert.deepEqual([at, (await look(bob, at)).status], [at, 204]);
      }
      assert.equal(await atBob.line('See').locator('chat-preview a').count(), 0);
      await site.ask('chat-node', nid, '', people.alice.uid, true);
      assert.deepEqual(
        ((await (await look(bob, path)).json()) as { readonly title: string }).title,
        'Secret sauce',
      );
      return undefined;
    },
  );
  await claims.check(
    'a preview that is on a page goes when its reader may no longer view the content',
    'a node unpublished, then a permission taken, with two browsers open; each time with it back, and the page opened anew',
    async () => {
      const card = (chat: Chat) =>
        chat.line('Look at').locator('chat-preview a', { hasText: 'Soup of the day' });
      const nid = await site.ask<number>('chat-node', null, 'Soup of the day', people.alice.uid, true);
      await atAlice.write(`Look at ${site.url}/node/${nid}`);
      await card(atAlice).waitFor();
      await card(atBob).waitFor();
      await site.ask('chat-node', nid, '', people.alice.uid, false);
      await card(atBob).waitFor({ state: 'detached' });
      await card(atAlice).waitFor();
      await site.ask('chat-node', nid, '', people.alice.uid, true);
      await atBob.page.reload();
      await card(atBob).waitFor();
      await site.ask('chat-config', {}, {}, { authenticated: ['access content'] });
      await card(atBob).waitFor({ state: 'detached' });
      await site.ask('chat-config', {}, { authenticated: ['access content'] });
      await atBob.page.reload();
      await card(atBob).waitFor();
      return undefined;
    },
  );
  await claims.check(
    'emojis are fetched when somebody wants one, and come by their names in colons',
    'the picker on the theme’s page; a shortcode',
    async () => {
      await atBob.page.getByRole('button', { name: 'Emojis' }).click();
      await atBob.page.getByRole('button', { name: 'grinning face', exact: true }).waitFor();
      await atBob.page.screenshot({ path: screenshot('chatroom-emojis') });
      await atBob.page.keyboard.press('Escape');
      await atBob.write('Sold :tada:');
      await atAlice.line('Sold 🎉').waitFor();
      return undefined;
    },
  );
  await atBob.page.close();
  await claims.check(
    'a mention, or a call to everybody, goes to the inbox of who isn’t there, and from there to their pages',
    'nodejs_notify; a page of the site without a chat',
    async () => {
      await site.ask('install-module', 'nodejs_notify');
      const page = await bob.open('/user');
      await page.waitForFunction("window.Drupal?.nodejs?.state === 'live'");
      await rpc(atAlice.page, 'chat.send', {
        room: 'market',
        client_id: crypto.randomUUID(),
        body: `<@${people.bob.uid}> come back`,
      });
      await page.getByText(`${people.alice.name} mentions you in Market`).first().waitFor();
      await rpc(atAlice.page, 'chat.send', {
        room: 'market',
        client_id: crypto.randomUUID(),
        body: '<!all> the fish is here',
      });
      await page.getByText(`${people.alice.name} calls everybody in Market`).first().waitFor();
      await page.close();
      await site.ask('uninstall-module', 'nodejs_notify');
      return undefined;
    },
  );
  await claims.check(
    'Drupal’s own code hears of a committed line by itself, soon after',
    'from the answer to the author until the module has told its hooks and subscribers',
    async () => {
      const db = await openDatabase<ChatTables>(site.databaseUrl, { access: 'read' });
      try {
        const client_id = crypto.randomUUID();
        await rpc(atAlice.page, 'chat.send', { room: 'market', client_id, body: 'Hear, hear' });
        const sent = performance.now();
        const waits = async () => {
          const room = db.selectFrom('chatroom_room').select(['head_seq', 'told_seq']);
          const { head_seq, told_seq } = await room.where('name', '=', 'market').executeTakeFirstOrThrow();
          return told_seq < head_seq;
        };
        while (await waits()) await delay(pollMs);
        return `${Math.round(performance.now() - sent)} ms`;
      } finally {
        await db.destroy();
      }
    },
  );
  await claims.check(
    'the drawer opens the chat on any page, above all that is there, and is still open on the next',
    'the block; two pages of the site; what the pointer would meet in the drawer’s corners',
    async () => {
      await site.ask('place-block', 'chatroom_drawer', 'content');
      const page = await bob.open('/user');
      await page.locator('chat-drawer .opener').click();
      await page.locator('chat-drawer chat-conversation').waitFor();
      await page.screenshot({ path: screenshot('chatroom-drawer') });
      assert.deepEqual(await page.evaluate(drawerCorners), ['CHAT-DRAWER', 'CHAT-DRAWER']);
      await page.goto(`${site.url}/`);
      await page.locator('chat-drawer chat-conversation').waitFor();
      await page.close();
      return undefined;
    },
  );
  await atAlice.page.close();
}

/** What lies on top where the drawer begins and where it ends. */
const drawerCorners = `(() => {
  const { left, top, right, bottom } = document.querySelector('chat-drawer').getBoundingClientRect();
  return [[left, top, 20], [right, bottom, -20]].map(
    ([x, y, inwards]) => document.elementFromPoint(x + inwards, y + inwards)?.tagName,
  );
})()`;

async function holdBack(at: Chat, item: string, span: string, why: string): Promise<void> {
  await at.menu('Fresh fish!', item);
  const dialog = at.page.locator('chat-hold-back');
  await dialog.getByLabel('For how long').selectOption({ label: span });
  await dialog.getByLabel('Why?').fill(why);
  await dialog.locator('button.primary').click();
  await dialog.waitFor({ state: 'detached' });
}

function rpc(page: Page, method: string, data: object): Promise<unknown> {
  return page.evaluate(`Drupal.nodejs.rpc(${JSON.stringify(method)}, ${JSON.stringify(data)})`);
}
