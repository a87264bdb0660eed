import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlugin, type HistoryPage, type SendReceipt } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { call, createUser, drupalSite, type Published, rooms, startChat, visitor } from './chat-site.ts';
import { temporaryFolder } from './database-file.ts';

function line(body = 'hello', room = 'lobby') {
  return { room, client_id: randomUUID(), body };
}

describe('a line that is sent', () => {
  it('is committed before it is published, and both tell of the same line', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const reader = await openDatabase<{ chatroom_message: { mid: number; body: string } }>(url);
    const { promise: stored, resolve } = Promise.withResolvers<unknown>();
    const published: Published[] = [];
    const chat = await startChat(url, {}, async (publication) => {
      published.push(publication);
      resolve(await reader.selectFrom('chatroom_message').select(['mid', 'body']).execute());
    });
    const sent = line();
    const receipt = (await call(chat, 'send', sent, alice)) as SendReceipt;
    expect(receipt).toEqual({
      client_id: sent.client_id,
      mid: expect.any(Number),
      seq: 1,
      created: expect.any(Number),
    });
    expect(await stored).toEqual([{ mid: receipt.mid, body: 'hello' }]);
    expect(published).toEqual([
      {
        site: 'default',
        channel: 'chat:lobby',
        event: {
          epoch: expect.any(String),
          seq: 1,
          lines: [
            {
              ...receipt,
              changed: 1,
              uid: Number(alice.user),
              name: 'Alice',
              kind: 'text',
              body: 'hello',
              html: '<p>hello</p>',
            },
          ],
        },
      },
    ]);
    const history = (await call(chat, 'history', { room: 'lobby' }, alice)) as HistoryPage;
    expect(history.lines).toEqual(published.flatMap(({ event }) => event.lines));
    await reader.destroy();
  });

  it('is published once and in order, however many are sent at once and twice', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const published: number[] = [];
    const chat = await startChat(url, {}, async ({ event }) => {
      // A publication that is slow must not be overtaken.
      if (event.seq % 7 === 0) await new Promise(setImmediate);
      published.push(event.seq);
    });
    const lines = Array.from({ length: 50 }, () => line());
    await Promise.all([...lines, ...lines].map((data) => call(chat, 'send', data, alice)));
    await chat.stop?.();
    expect(published).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  it('is kept and acknowledged when its publication fails, and the next ones are published', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const published: number[] = [];
    const chat = await startChat(url, {}, ({ event }) => {
      if (event.seq === 1) throw new Error('the broker is away');
      published.push(event.seq);
    });
    await call(chat, 'send', line(), alice);
    await call(chat, 'send', line(), alice);
    expect(await call(chat, 'history', { room: 'lobby' }, alice)).toMatchObject({ head_seq: 2 });
    await chat.stop?.();
    expect(published).toEqual([2]);
  });

  it('carries the author’s name as the authentication gave it, without what can’t be shown', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const chat = await startChat(url, { rooms: { lobby: { members: ['anonymous', 'authenticated'] } } });
    const infos = [{ name: ' Al\u0000ice\n ' }, { name: 'x'.repeat(100) }, { name: 7 }, null, undefined];
    for (const info of infos) await call(chat, 'send', line(), { ...alice, info });
    await call(chat, 'send', line(), { ...visitor, info: { name: 'Alice' } });
    const { lines } = (await call(chat, 'history', { room: 'lobby' }, alice)) as HistoryPage;
    expect(lines.map(({ name }) => name)).toEqual(['Alice', 'x'.repeat(60), '', '', '', '']);
    expect(lines.at(-1)?.uid).toBe(0);
  });
});

describe('a room', () => {
  it('is read and written by its members', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const chat = await startChat(url);
    expect(await chat.subscribe?.('chat:lobby', alice)).toBe(true);
    expect(await call(chat, 'history', { room: 'lobby' }, alice)).toMatchObject({
      may_write: true,
      head_seq: 0,
    });
  });

  it('is only read by its readers', async () => {
    const { url } = await drupalSite();
    const chat = await startChat(url);
    expect(await chat.subscribe?.('chat:lobby', visitor)).toBe(true);
    expect(await call(chat, 'history', { room: 'lobby' }, visitor)).toMatchObject({ may_write: false });
    await expect(call(chat, 'send', line(), visitor)).rejects.toMatchObject({
      name: 'PluginError',
      code: 1403,
    });
  });

  it('gives those who may not see it the same answers as one that isn’t there', async () => {
    const { url, site } = await drupalSite();
    const bob = await createUser({ site }, 'Bob');
    const chat = await startChat(url);
    const answers = async (room: string) =>
      Promise.all([
        chat.subscribe?.(`chat:${room}`, bob),
        call(chat, 'history', { room }, bob).catch(({ code, message }) => ({ code, message })),
        call(chat, 'send', line('hello', room), bob).catch(({ code, message }) => ({ code, message })),
        call(chat, 'send', line('\0', room), bob).catch(({ code, message }) => ({ code, message })),
      ]);
    const refused = { code: 1404, message: 'There is no such room.' };
    expect(await answers('newsroom')).toEqual([false, refused, refused, refused]);
    for (const room of ['nowhere', '', '__proto__', 'constructor', 'lobby:1', 'Lobby']) {
      expect(await answers(room)).toEqual(await answers('newsroom'));
    }
  });

  it.each([
    ...['history', 'typing', 'sanctions', 'pins', 'join', 'leave'].map((name) => [name, {}] as const),
    ['sync', { since: 0 }],
    ['read', { seq: 1 }],
    ['edit', { seq: 1, body: 'x' }],
    ['delete', { seq: 1 }],
    ['react', { seq: 1, emoji: '👍', on: true }],
    ['pin', { seq: 1, on: true }],
    ['notify', { level: 'all' }],
    ['impose', { uid: 1, kind: 'ban' }],
    ['lift', { uid: 1, kind: 'ban' }],
    ['settle', { title: 'x' }],
    ['search', { query: 'secret' }],
    ['find', { created: 0 }],
    ['flag', { seq: 1 }],
    ['invite', { uid: 1 }],
  ] as const)(
    'answers chat.%s the same whether it is there or not, member and visitor',
    async (name, more) => {
      const { url, site } = await drupalSite();
      const bob = await createUser({ site }, 'Bob');
      const eve = await createUser({ site }, 'Eve', ['editor']);
      const chat = await startChat(url);
      await call(chat, 'send', line('the secret', 'newsroom'), eve);
      for (const caller of [bob, visitor]) {
        for (const room of ['newsroom', 'nowhere']) {
          await expect(call(chat, name, { room, ...more }, caller)).rejects.toMatchObject({
            code: 1404,
            message: 'There is no such room.',
          });
        }
      }
    },
  );

  it('closes at once for an account that loses the role, is blocked, or is no account', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice', ['editor']);
    const chat = await startChat(url);
    const send = () => call(chat, 'send', line('hello', 'newsroom'), alice);
    await send();
    await site.db.deleteFrom('user__roles').where('entity_id', '=', Number(alice.user)).execute();
    await expect(send()).rejects.toMatchObject({ code: 1404 });
    await call(chat, 'send', line(), alice);
    await site.db
      .updateTable('users_field_data')
      .set({ status: 0 })
      .where('uid', '=', Number(alice.user))
      .execute();
    await expect(call(chat, 'send', line(), alice)).rejects.toMatchObject({ code: 1404 });
    for (const user of ['4711', '0', '-1', 'alice', '1e3', '99999999999']) {
      await expect(call(chat, 'send', line(), { ...alice, user })).rejects.toMatchObject({ code: 1404 });
    }
  });

  it('isn’t there for accounts of another site', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const chat = await startChat(url);
    const stranger = { ...alice, site: 'other' };
    expect(await chat.subscribe?.('chat:lobby', stranger)).toBe(false);
    await expect(call(chat, 'send', line(), stranger)).rejects.toMatchObject({ code: 1404 });
  });

  it('takes single accounts by user:UID', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const chat = await startChat(url, { rooms: { desk: { members: [`user:${alice.user}`] } } });
    expect(await chat.subscribe?.('chat:desk', alice)).toBe(true);
    expect(await chat.subscribe?.('chat:desk', bob)).toBe(false);
  });
});

describe('what is done to a line', () => {
  async function room() {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const eve = await createUser({ site }, 'Eve', ['editor']);
    const chat = await startChat(url);
    await call(chat, 'send', line('hello'), alice);
    return { chat, alice, bob, eve };
  }

  it('is its author’s to edit, nobody else’s', async () => {
    const { chat, alice, bob, eve } = await room();
    const edit = { room: 'lobby', seq: 1, body: 'goodbye' };
    for (const other of [bob, eve]) {
      await expect(call(chat, 'edit', edit, other)).rejects.toMatchObject({ code: 1407 });
    }
    await expect(call(chat, 'edit', edit, visitor)).rejects.toMatchObject({ code: 1403 });
    expect(await call(chat, 'edit', edit, alice)).toMatchObject({
      body: 'goodbye',
      html: '<p>goodbye</p>',
      changed: 2,
    });
  });

  it('is its author’s or a moderator’s to delete', async () => {
    const { chat, alice, bob, eve } = await room();
    await call(chat, 'send', line('mine'), alice);
    await expect(call(chat, 'delete', { room: 'lobby', seq: 1 }, bob)).rejects.toMatchObject({ code: 1407 });
    expect(await call(chat, 'delete', { room: 'lobby', seq: 1 }, eve)).toMatchObject({ body: '', html: '' });
    expect(await call(chat, 'delete', { room: 'lobby', seq: 2 }, alice)).toMatchObject({ body: '' });
  });

  it('is a moderator’s to pin, everybody’s to react to who has an account', async () => {
    const { chat, alice, bob, eve } = await room();
    const pin = { room: 'lobby', seq: 1, on: true };
    await expect(call(chat, 'pin', pin, alice)).rejects.toMatchObject({ code: 1407 });
    expect(await call(chat, 'pin', pin, eve)).toMatchObject({ pinned: expect.any(Number) });
    const react = { room: 'lobby', seq: 1, emoji: '👩🏽‍💻', on: true };
    expect(await call(chat, 'react', react, bob)).toMatchObject({
      reactions: [{ emoji: '👩🏽‍💻', count: 1, uids: [Number(bob.user)] }],
    });
    await expect(call(chat, 'react', react, visitor)).rejects.toMatchObject({ code: 1403 });
  });

  it('reads a line that begins with /me in the third person', async () => {
    const { chat, alice } = await room();
    await call(chat, 'send', line('/me *waves*'), alice);
    const { lines } = (await call(chat, 'history', { room: 'lobby', limit: 1 }, alice)) as HistoryPage;
    expect(lines).toMatchObject([{ kind: 'me', body: '*waves*', html: '<em>waves</em>' }]);
  });
});

describe('a reader', () => {
  it('sees the rooms that are theirs, with what is unread', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const eve = await createUser({ site }, 'Eve', ['editor']);
    const chat = await startChat(url, {
      rooms: { ...rooms, lobby: { ...rooms.lobby, title: 'The lobby' } },
    });
    const list = async (caller = bob) => call(chat, 'rooms', undefined, caller);
    const lobby = { room: 'lobby', title: 'The lobby', unread: 0, may_write: true, may_moderate: false };
    expect(await list()).toMatchObject({ rooms: [lobby] });
    expect(await list(eve)).toMatchObject({
      rooms: [
        { ...lobby, may_moderate: true },
        { room: 'newsroom', title: 'newsroom' },
      ],
    });
    expect(await list(visitor)).toMatchObject({ rooms: [{ ...lobby, may_write: false }] });
    expect(await list({ ...bob, site: 'other' })).toMatchObject({ rooms: [] });
    await call(chat, 'send', line(`<@${bob.user}>, are you there?`), alice);
    expect(await list()).toMatchObject({ rooms: [{ unread: 1, mentions: 1, read_seq: 0 }] });
    expect(await call(chat, 'read', { room: 'lobby', seq: 1 }, bob)).toEqual({ read_seq: 1 });
    expect(await list()).toMatchObject({ rooms: [{ unread: 0, mentions: 0, read_seq: 1 }] });
  });

  it('is told on a channel of their own of mentions and of what their other pages read', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const told: unknown[] = [];
    const chat = await startChat(url, {}, ({ channel, event }) => {
      if (channel === `chat:@${bob.user}`) told.push(event);
    });
    const body = `<@${bob.user}> <@${alice.user}> <@4711>`;
    await call(chat, 'send', line(body), alice);
    await call(chat, 'edit', { room: 'lobby', seq: 1, body: `${body}!` }, alice);
    await call(chat, 'read', { room: 'lobby', seq: 1 }, bob);
    await call(chat, 'notify', { room: 'lobby', level: 'nothing' }, bob);
    await chat.stop?.();
    expect(told).toEqual([
      { type: 'mention', room: 'lobby', seq: 1, uid: Number(alice.user), name: 'Alice', body },
      { type: 'read', room: 'lobby', read_seq: 2 },
      { type: 'notify', room: 'lobby', notify: 'nothing' },
    ]);
  });

  it('hears their own channel, and nobody else does', async () => {
    const { url, site } = await drupalSite();
    const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
    const chat = await startChat(url);
    const channel = `chat:@${bob.user}`;
    expect(await chat.subscribe?.(channel, bob)).toBe(true);
    for (const other of [alice, visitor, { ...bob, site: 'other' }]) {
      expect(await chat.subscribe?.(channel, other)).toBe(false);
    }
    expect(await chat.subscribe?.('chat:@0', visitor)).toBe(false);
    expect(await chat.subscribe?.('chat:@', visitor)).toBe(false);
    // Says only that something changed.
    expect(await chat.subscribe?.('chat:@content', visitor)).toBe(true);
    expect(await chat.subscribe?.('chat:@content', { ...visitor, site: 'another' })).toBe(false);
  });

  it('mentions nobody who may not see the room', async () => {
    const { url, site } = await drupalSite();
    const bob = await createUser({ site }, 'Bob');
    const eve = await createUser({ site }, 'Eve', ['editor']);
    const chat = await startChat(url);
    await call(chat, 'send', line(`<@${bob.user}> <@${eve.user}>`, 'newsroom'), eve);
    const { lines } = (await call(chat, 'history', { room: 'newsroom' }, eve)) as HistoryPage;
    expect(lines[0]?.mentions).toEqual([Number(eve.user)]);
    expect(lines[0]?.html).not.toContain('Bob');
  });

  it('without an account keeps no place', async () => {
    const { url } = await drupalSite();
    const chat = await startChat(url);
    await expect(call(chat, 'read', { room: 'lobby', seq: 1 }, visitor)).rejects.toMatchObject({
      code: 1403,
    });
    await expect(call(chat, 'read', { room: 'newsroom', seq: 1 }, visitor)).rejects.toMatchObject({
      code: 1404,
    });
  });
});

describe('a request', () => {
  const id = randomUUID();

  it.each([
    ['send', null],
    ['send', []],
    ['send', 'hello'],
    ['send', { room: 'lobby', body: 'hello' }],
    ['send', { room: 'lobby', client_id: 'one', body: 'hello' }],
    ['send', { room: 'lobby', client_id: id, body: 7 }],
    ['send', { room: ['lobby'], client_id: id, body: 'hello' }],
    ['send', { room: 'lobby', client_id: id, body: 'hello', files: [] }],
    ['send', { room: 'lobby', client_id: id, body: 'hello', files: ['1'] }],
    ['search', { query: 'x' }],
    ['talk', { with: [] }],
    ['create', { title: '' }],
    ['invite', { room: 'lobby' }],
    ['find', { room: 'lobby' }],
    ['send', { room: 'lobby', client_id: id, body: 'hello', reply_to: 0 }],
    ['edit', { room: 'lobby', seq: 0, body: 'hello' }],
    ['edit', { room: 'lobby', seq: 1 }],
    ['delete', { room: 'lobby' }],
    ['react', { room: 'lobby', seq: 1, emoji: 'x', on: true }],
    ['react', { room: 'lobby', seq: 1, emoji: '👍👍', on: true }],
    ['react', { room: 'lobby', seq: 1, emoji: '👍' }],
    ['pin', { room: 'lobby', seq: 1, on: 1 }],
    ['sync', { room: 'lobby' }],
    ['rooms', { all: true }],
    ['read', { room: 'lobby' }],
    ['notify', { room: 'lobby', level: 'loud' }],
    ['sync', { room: 'lobby', since: -1 }],
    ['history', { room: 'lobby', around: 3, after: 1 }],
    ['history', {}],
    ['history', { room: 'lobby', limit: 101 }],
    ['history', { room: 'lobby', limit: 0 }],
    ['history', { room: 'lobby', after: -1 }],
    ['history', { room: 'lobby', after: 1.5 }],
    ['history', { room: 'lobby', before: '1' }],
    ['history', { room: 'lobby', before: 9, after: 1 }],
  ])('%s with %j is refused with 1400', async (name, data) => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const chat = await startChat(url);
    await expect(call(chat, name, data, alice)).rejects.toMatchObject({ name: 'PluginError', code: 1400 });
  });

  it('with an unfit text is refused with a reason for the composer', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const chat = await startChat(url, { maxBody: 5 });
    await expect(call(chat, 'send', line(' '), alice)).rejects.toMatchObject({ code: 1411 });
    await expect(call(chat, 'send', line('a\0'), alice)).rejects.toMatchObject({ code: 1412 });
    await expect(call(chat, 'send', line('123456'), alice)).rejects.toMatchObject({
      code: 1413,
      message: 'The line is too long: 6 characters, at most 5 are allowed.',
    });
    expect(await call(chat, 'send', line('12345'), alice)).toMatchObject({ seq: 1 });
  });

  it('spells a client_id in capitals and means the same line', async () => {
    const { url, site } = await drupalSite();
    const alice = await createUser({ site }, 'Alice');
    const chat = await startChat(url);
    const small = line();
    const receipt = await call(chat, 'send', small, alice);
    expect(await call(chat, 'send', { ...small, client_id: small.client_id.toUpperCase() }, alice)).toEqual(
      receipt,
    );
  });
});

describe('the plugin’s options', () => {
  const database = 'sqlite://localhost//site.sqlite';

  it.each([
    [undefined, 'expected it to be object, found nothing'],
    [{}, 'database: expected a value, found nothing'],
    [{ database, rooms: { 'The Lobby': { members: [] } } }, 'rooms.The Lobby: expected no such key'],
    [{ database, rooms: { lobby: {} } }, 'rooms.lobby.members: expected a value, found nothing'],
    [{ database, rooms: { lobby: { members: ['user:0'] } } }, 'rooms.lobby.members.0: expected a text like'],
    [{ database, rooms, color: 'red' }, 'color: expected no such key'],
    [{ database, rooms, maxBody: 0 }, 'maxBody: expected it to be >= 1, found 0'],
  ])('%j are refused by name', (options, message) => {
    expect(() => createPlugin(options)).toThrow(message);
  });

  it('name a database that isn’t there: the start fails, and says where it looked', async () => {
    const plugin = createPlugin({ database: 'sqlite://localhost//nowhere/site.sqlite', rooms });
    const host = {
      log: expect.anything(),
      publish: async () => undefined,
      unsubscribe: async () => undefined,
      tell: () => undefined,
      drupal: () => undefined,
    };
    await expect(plugin.start?.(host)).rejects.toThrow('/nowhere/site.sqlite');
  });

  it('have Drupal write the lines where the server knows none: the start fails, and says what is missing', async () => {
    const { url } = await drupalSite();
    await expect(startChat(url, { store: 'drupal' })).rejects.toThrow('store: expected `backend`');
  });

  it('name a database that isn’t Drupal’s: the start fails and leaves no table in it', async () => {
    const file = join(temporaryFolder(), 'other.sqlite');
    writeFileSync(file, '');
    const database = `sqlite://localhost/${file}`;
    await expect(startChat(database)).rejects.toThrow('users_field_data');
    const db = await openDatabase<Record<string, never>>(database);
    expect(await db.introspection.getTables()).toEqual([]);
    await db.destroy();
  });
});
