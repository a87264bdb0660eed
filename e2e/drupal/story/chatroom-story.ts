import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** What editors need so that lines become content. */
const ofWriters = ['create e2e_article content', 'edit own e2e_article content'];

/** What can't be looked at where there is no Organic Groups: it isn't released for Drupal 11. */
const claimsOfGroups = [
  'a group of Organic Groups has a room by itself, at /group/ID/chatroom',
  'joining the group shows its room at once, being blocked closes it at once',
] as const;

/** The chat of the page, whose parts playwright finds through their shadow roots. */
class Chat {
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

/** The chatroom on a real site: two people in two browsers. */
export async function playChatroom(scene: Scene): Promise<void> {
  const { site, server, browser, claims, people } = scene;
  site.changeSettings("$settings['file_private_path'] = __DIR__ . '/private';");
  const installed = await claims.check(
    'the chatroom installs, and the push server writes into its tables',
    'module_installer; the plugin on Drupal’s own database',
    async () => {
      await site.ask('install-module', 'chatroom');
      await site.ask(
        'chat-config',
        {},
        {
          authenticated: ['use chatroom', 'start chatroom conversations', 'create private chatrooms'],
          editor: [
            'turn chatroom lines into content',
            'create e2e_article content',
            'edit own e2e_article content',
          ],
        },
      );
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
  await playOwnRooms(scene, alice, bob);
  await playContent(scene, alice, bob);
  if (scene.hasGroups) await playGroups(scene, alice, bob);
  else console.log(`LEFT OUT, no Organic Groups in this code base: ${claimsOfGroups.join(' · ')}`);
  await playOrder(scene, alice, bob);
  await playHostility(scene, alice, bob);
  await alice.leave();
  await bob.leave();
  await claims.check('the chatroom uninstalls and takes its tables along', 'module_installer', async () => {
    await server.stop();
    await site.ask('chat-config', {}, {}, { editor: [...ofWriters, 'view own unpublished content'] });
    await site.ask('uninstall-module', 'chatroom');
    await server.start(site);
    const left = (await site.ask<readonly string[]>('footprint')).filter((name) => /chatroom/.test(name));
    assert.deepEqual(left, []);
    return undefined;
  });
  site.changeSettings();
}

async function playTalk({ site, claims, screenshot }: Scene, alice: Visitor, bob: Visitor): Promise<void> {
  await site.ask('chat-room', 'lobby', 'Lobby', { authenticated: 'member', editor: 'owner' });
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
      return undefined;
    },
  );
  await claims.check(
    'a thread stands beside the room, and both see it grow',
    'the menu of a line; the panel in two browsers',
    async () => {
      await atAlice.menu('Hello Alice', 'Answer in a thread');
      const thread = atAlice.page.locator('chat-thread');
      await thread.locator('textarea').fill('Only here');
      await thread.locator('textarea').press('Enter');
      await atBob.page.getByRole('button', { name: 'Answers: 1' }).click();
      await atBob.page.locator('chat-thread li', { hasText: 'Only here' }).waitFor();
      assert.equal(await atBob.line('Only here').count(), 0);
      return undefined;
    },
  );
  await claims.check(
    'a pinned line is in the list of pins, a word is found by search, a day is gone to',
    'the panels of the app',
    async () => {
      await atAlice.page.locator('chat-thread').getByRole('button', { name: 'Close' }).click();
      await atBob.page.locator('chat-thread').getByRole('button', { name: 'Close' }).click();
      await atAlice.menu('Hello Bob', 'Pin');
      await atBob.page.getByRole('button', { name: 'Pinned messages' }).click();
      await atBob.page.locator('chat-finder li', { hasText: 'Hello' }).waitFor();
      await atBob.page.locator('chat-finder').getByRole('button', { name: 'Close' }).click();
      await atBob.page.locator('chat-app').getByRole('button', { name: 'Search' }).first().click();
      await atBob.page.getByLabel('Words in messages').fill('ALICE');
      await atBob.page.getByLabel('Words in messages').press('Enter');
      const found = atBob.page.locator('chat-finder li', { hasText: 'Hello Alice' });
      await found.waitFor();
      await found.getByRole('button').click();
      await atBob.page.locator('article.target').waitFor();
      await atBob.page.locator('chat-app').getByRole('button', { name: 'Search' }).first().click();
      await atBob.page.getByLabel('To a day').fill('2020-01-01');
      await atBob.page.getByRole('button', { name: 'Go', exact: true }).click();
      await atBob.page.locator('article.target', { hasText: 'Hello Bob' }).waitFor();
      return undefined;
    },
  );
  await claims.check(
    'a picture goes through Drupal, to members only, and a file that lies about its type is refused',
    'an upload in the composer; the same address for a visitor without an account',
    async () => {
      const png = Buffer.from(
        'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64',
      );
      const input = atAlice.page.locator('chat-composer input[type=file]').first();
      await input.setInputFiles({
        name: '<img src=x onerror=alert(1)>.png',
        mimeType: 'image/png',
        buffer: png,
      });
      await atAlice.page.locator('chat-composer .attached li button').waitFor();
      await atAlice.composer.first().press('Enter');
      const picture = atBob.page.locator('chat-conversation .picture');
      await picture.waitFor();
      const address = new URL((await picture.getAttribute('href')) ?? '', site.url).href;
      const cookie = await bob.cookie();
      const seen = await fetch(address, { headers: { cookie } });
      assert.deepEqual(
        [seen.status, seen.headers.get('content-type'), seen.headers.get('x-content-type-options')],
        [200, 'image/png', 'nosniff'],
      );
      assert.equal((await fetch(address)).status, 403);
      await input.setInputFiles({
        name: 'harmless.png',
        mimeType: 'image/png',
        buffer: Buffer.from('<script>alert(1)</script>'),
      });
      await atAlice.page.getByText('isn’t what its name says').waitFor();
      return undefined;
    },
  );
  await claims.check(
    'the chat has no violation that axe knows, on the theme’s own page',
    'axe-core in Chromium, the panels open',
    async () => {
      await checkWithAxe(atAlice.page);
      await checkWithAxe(atBob.page);
      return undefined;
    },
  );
  await atAlice.page.screenshot({ path: screenshot('chatroom') });
  for (const [name, look] of [
    ['chatroom-phone', { viewport: { width: 390, height: 800 } }],
    ['chatroom-dark', { colorScheme: 'dark' as const }],
  ] as const) {
    const page = await bob.open('/chatroom/lobby');
    if ('viewport' in look) await page.setViewportSize(look.viewport);
    else {
      await page.emulateMedia(look);
      await page.evaluate("document.documentElement.style.colorScheme = 'dark'");
    }
    await new Chat(page).line('Hello Bob').waitFor();
    await page.screenshot({ path: screenshot(name) });
    await page.close();
  }
  await atBob.page.evaluate("document.documentElement.dir = 'rtl'");
  await atBob.page.screenshot({ path: screenshot('chatroom-rtl') });
  await claims.check(
    'a room’s page can be read and written on without script',
    'a browser without JavaScript, Drupal’s own form',
    async () => {
      const context = await atBob.page
        .context()
        .browser()
        ?.newContext({ baseURL: site.url, javaScriptEnabled: false });
      assert.ok(context);
      await context.addCookies(await atBob.page.context().cookies());
      const page = await context.newPage();
      await page.goto('/chatroom/lobby');
      assert.match((await page.locator('.chatroom-plain').textContent()) ?? '', /Hello Bob/);
      await page.getByLabel('Message').fill('Without script');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.locator('.chatroom-plain__lines', { hasText: 'Without script' }).waitFor();
      await atAlice.line('Without script').waitFor();
      await context.close();
      return undefined;
    },
  );
  await atAlice.page.close();
  await atBob.page.close();
}

async function playOwnRooms({ claims, people }: Scene, alice: Visitor, bob: Visitor): Promise<void> {
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
}

async function playContent(
  { site, browser, claims, people, screenshot }: Scene,
  alice: Visitor,
  bob: Visitor,
): Promise<void> {
  // Without it not even its author may view what is unpublished, and the room closes for her too.
  await site.ask(
    'chat-config',
    { content_types: ['e2e_article'], guests: 'read' },
    { editor: ['view own unpublished content'] },
  );
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
      const somebody = await Visitor.arrive(browser, site.url);
      const guest = new Chat(await somebody.open(`/node/${nid}`));
      await guest.line('Which fertiliser?').waitFor();
      await atBob.write('Horse manure');
      await guest.line('Horse manure').waitFor();
      assert.equal(await guest.composer.count(), 0);
      await somebody.leave();
      return undefined;
    },
  );
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
}

async function playOrder(
  { site, browser, claims, people, screenshot }: Scene,
  alice: Visitor,
  bob: Visitor,
): Promise<void> {
  const admin = await Visitor.arrive(browser, site.url);
  await admin.logIn(site.admin.name, site.admin.password);
  const atAlice = new Chat(await alice.open('/chatroom/lobby'));
  const atBob = new Chat(await bob.open('/chatroom/lobby'));
  await claims.check(
    'a reported line stands in the queue, and goes from every screen when it is judged',
    'the menu of the line, the queue in Drupal, two browsers',
    async () => {
      await atAlice.write('Something rude');
      atBob.page.once('dialog', (dialog) => void dialog.accept('It is rude'));
      await atBob.menu('Something rude', 'Report');
      await atBob.page.getByText('A moderator will look at it').waitFor();
      const queue = await admin.open('/admin/content/chatroom/reports');
      const row = queue.locator('tr', { hasText: 'Something rude' });
      assert.match((await row.textContent()) ?? '', /It is rude/);
      await queue.screenshot({ path: screenshot('chatroom-reports') });
      await row.getByRole('button', { name: 'Delete the message' }).click();
      await queue.getByText('Nothing is reported').waitFor();
      await atBob.line('This message was deleted').first().waitFor();
      await queue.close();
      return undefined;
    },
  );
  await claims.check(
    'a ban from the room’s log closes the room at once, and letting go opens it again',
    'Drupal’s form, the banned one’s browser',
    async () => {
      const log = await admin.open('/admin/content/chatroom/lobby/log');
      await log.getByText('Hold somebody back').click();
      await log.getByRole('textbox', { name: 'Account' }).fill(`${people.bob.name} (${people.bob.uid})`);
      await log.getByLabel('Ban: sees nothing').check();
      await log.getByLabel('Reason').fill('Too loud');
      await log.getByRole('button', { name: 'Impose' }).click();
      await log.locator('tr', { hasText: 'Too loud' }).waitFor();
      await atBob.room('Lobby').waitFor({ state: 'detached' });
      await log.screenshot({ path: screenshot('chatroom-log') });
      await log.getByRole('button', { name: 'Let go' }).click();
      await atBob.room('Lobby').click();
      await log.close();
      return undefined;
    },
  );
  await claims.check(
    'an archived room can be read and not be written in, and is opened again',
    'the room’s form in Drupal; the composer of an open page',
    async () => {
      const form = await admin.open('/admin/content/chatroom/lobby');
      await form.getByLabel('Archived', { exact: false }).check();
      await form.getByRole('button', { name: 'Save' }).click();
      await atAlice.page.getByText('This room is archived.').waitFor();
      await form.goto(`${site.url}/admin/content/chatroom/lobby`);
      await form.getByLabel('Open: members write').check();
      await form.getByRole('button', { name: 'Save' }).click();
      await atAlice.composer.waitFor();
      await form.close();
      return undefined;
    },
  );
  await claims.check(
    'a program writes by a webhook as Slack’s, and nobody without its secret',
    'the address that the form shows once; fetch',
    async () => {
      const form = await admin.open('/admin/content/chatroom/lobby/webhooks');
      await form.getByLabel('As whom a new one writes').fill('Builder');
      await form.getByRole('button', { name: 'Make a webhook' }).click();
      const shape = /http\S+hook\/[\w-]{43}/;
      const [address = ''] = shape.exec((await form.getByText(shape).first().textContent()) ?? '') ?? [];
      const say = (url: string, text: unknown) =>
        fetch(url, { method: 'POST', body: JSON.stringify({ text }) }).then((answer) => answer.status);
      assert.equal(await say(address, 'Build <https://example.com/7|number 7> is *green*'), 200);
      await atAlice.line('Build number 7 is green').waitFor();
      assert.deepEqual(
        [
          await say(`${address.slice(0, -1)}${address.endsWith('A') ? 'B' : 'A'}`, 'x'),
          await say(address, ''),
          await say(address, 7),
        ],
        [404, 400, 400],
      );
      await form.close();
      return undefined;
    },
  );
  await claims.check('a room is exported as JSON and CSV', 'the links of its list', async () => {
    const cookie = await admin.cookie();
    const get = async (format: string) =>
      (
        await fetch(`${site.url}/admin/content/chatroom/lobby/export/${format}`, { headers: { cookie } })
      ).text();
    const { lines } = JSON.parse(await get('json')) as { lines: readonly { name: string; body: string }[] };
    assert.ok(lines.some(({ name, body }) => name === 'alice' && body === 'Hello **Bob**'));
    assert.match(await get('csv'), /^seq,created,uid,name,kind,body/);
    return `${lines.length} lines`;
  });
  await claims.check('lines become a draft of content', 'the menu of a line, Drupal’s form', async () => {
    await atAlice.menu('Hello Bob', 'Turn lines into content');
    const { page } = atAlice;
    await page.getByLabel('Type of content').selectOption('e2e_article');
    await page.getByLabel('To message').fill('2');
    await page.getByRole('button', { name: 'Make a draft' }).click();
    await page.waitForURL(/\/node\/\d+\/edit/);
    assert.ok(/Hello (&lt;|<)strong(&gt;|>)Bob/.test(await page.content()));
    return undefined;
  });
  await claims.check(
    'with an account all its lines go, on open pages too; retention deletes what is old',
    'an account deleted by core’s API; cron',
    async () => {
      const uid = await site.ask<string>('chat-forget', null, 'carol', 'a password of hers');
      const carol = await Visitor.arrive(browser, site.url);
      await carol.logIn('carol', 'a password of hers');
      const atCarol = new Chat(await carol.open('/chatroom/lobby'));
      await atCarol.write('Carol was here');
      await atBob.line('Carol was here').waitFor();
      await site.ask('chat-forget', uid, '', '');
      await atBob.line('Carol was here').waitFor({ state: 'detached' });
      const lines = await site.ask<readonly { uid: string | number; name: string; body: string }[]>(
        'chat-lines',
        'lobby',
      );
      assert.equal(
        lines.some(({ uid: author, name }) => String(author) === uid || name === 'carol'),
        false,
      );
      assert.equal(
        lines.some(({ body }) => body.includes('Carol')),
        false,
      );
      await carol.leave();
      assert.equal(await site.ask<number>('chat-age', 'lobby', 10, 5), 0);
      return undefined;
    },
  );
  await claims.check('the administration’s pages have no violation that axe knows', 'axe-core', async () => {
    for (const path of [
      '/admin/content/chatroom',
      '/admin/content/chatroom/add',
      '/admin/config/services/chatroom',
    ]) {
      const page = await admin.open(path);
      await checkWithAxe(page, 'main');
      await page.screenshot({ path: screenshot(`chatroom-${path.split('/').at(-1)}`) });
      await page.close();
    }
    return undefined;
  });
  await admin.leave();
  await atAlice.page.close();
  await atBob.page.close();
}

async function playHostility({ site, claims }: Scene, alice: Visitor, bob: Visitor): Promise<void> {
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
      assert.equal(await status('/chatroom/vault'), 403);
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
}

/** Fails with what axe finds wrong with the chat, or with another part of the page. */
async function checkWithAxe(page: Page, within = 'chat-app'): Promise<void> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate<readonly string[]>(
    `axe.run(document.querySelector(${JSON.stringify(within)})).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 120)).join(' | ')))`,
  );
  assert.deepEqual(found, []);
}

async function playGroups({ site, claims, people }: Scene, alice: Visitor, bob: Visitor): Promise<void> {
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
}
