import { randomUUID } from 'node:crypto';
import type { ChatTables } from '@drupal-nodejs/chatroom';
import type { Rooms } from '@drupal-nodejs/chatroom/feed';
import { openDatabase } from '@drupal-nodejs/drupal';
import type { Caller, Plugin } from '@drupal-nodejs/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ridOf } from '../../src/server/rooms/sql-rooms.ts';
import { call, createUser, drupalSite, type Published, startChat, visitor } from './chat-site.ts';

async function house() {
  const { url, site } = await drupalSite();
  await site.createRole({
    id: 'talker',
    label: 'Talker',
    permissions: ['start chatroom conversations', 'create private chatrooms'],
  });
  const published: Published[] = [];
  const expelled: string[] = [];
  const chat = await startChat(
    url,
    {},
    (one) => void published.push(one),
    async (_site, user, channel) => void expelled.push(`${user} ${channel}`),
  );
  const [alice, bob, carol] = [
    await createUser({ site }, 'Alice', ['talker']),
    await createUser({ site }, 'Bob', ['talker']),
    await createUser({ site }, 'Carol'),
  ];
  const told = (caller: Caller) =>
    published.filter(({ channel, event }) => channel === `chat:@${caller.user}` && isRooms(event)).length;
  return { url, chat, site, alice, bob, carol, told, expelled };
}

function isRooms(event: unknown): boolean {
  return (event as { type?: string }).type === 'rooms';
}

const rooms = async (chat: Plugin, caller: Caller) => (await call(chat, 'rooms', {}, caller)) as Rooms;
const talk = async (chat: Plugin, others: readonly Caller[], caller: Caller) => {
  const uids = others.map(({ user }) => Number(user));
  return ((await call(chat, 'talk', { with: uids }, caller)) as { room: string }).room;
};
const send = (chat: Plugin, room: string, body: string, caller: Caller) =>
  call(chat, 'send', { room, client_id: randomUUID(), body }, caller);

describe('direct talk', () => {
  it('has one room for the same people, called after the others', async () => {
    const { chat, alice, bob, told } = await house();
    const room = await talk(chat, [bob], alice);
    expect(await talk(chat, [alice], bob)).toBe(room);
    expect([told(alice), told(bob)]).toEqual([1, 1]);
    const titled = (list: Rooms) => list.rooms.find((one) => one.room === room)?.title;
    expect([titled(await rooms(chat, alice)), titled(await rooms(chat, bob))]).toEqual(['Bob', 'Alice']);
  });

  it('is nobody else’s: for them there is no such room', async () => {
    const { chat, alice, bob, carol } = await house();
    const room = await talk(chat, [bob], alice);
    await send(chat, room, 'just you', alice);
    await expect(call(chat, 'history', { room }, carol)).rejects.toMatchObject({ code: 1404 });
    await expect(call(chat, 'invite', { room, uid: Number(carol.user) }, alice)).rejects.toMatchObject({
      code: 1407,
    });
  });

  it('is begun by who has the permission, with who is there', async () => {
    const { chat, alice, bob, carol } = await house();
    await expect(talk(chat, [bob], carol)).rejects.toMatchObject({ code: 1407 });
    await expect(talk(chat, [bob], visitor)).rejects.toMatchObject({ code: 1407 });
    await expect(call(chat, 'talk', { with: [999] }, alice)).rejects.toMatchObject({ code: 1414 });
    await expect(talk(chat, [alice], alice)).rejects.toMatchObject({ code: 1414 });
    expect(await call(chat, 'people', { typed: 'BO' }, alice)).toEqual({
      people: [{ uid: Number(bob.user), name: 'Bob' }],
    });
    expect(await call(chat, 'people', { typed: '%' }, alice)).toEqual({ people: [] });
    await expect(call(chat, 'people', { typed: 'b' }, carol)).rejects.toMatchObject({ code: 1407 });
  });
});

describe('user 1', () => {
  it.each([
    ['may begin all by itself', {}, true],
    ['needs a role for it where the site has no super user', { superUser: false }, false],
  ])('%s', async (_, options, may) => {
    const { url, site } = await drupalSite();
    const admin = await createUser({ site }, 'admin');
    expect(admin.user).toBe('1');
    const chat = await startChat(url, options);
    expect(await rooms(chat, admin)).toMatchObject({ may_talk: may, may_create: may });
  });
});

describe('looking for people', () => {
  it('finds an account once that is translated', async () => {
    const { chat, site, alice, bob } = await house();
    const uid = Number(bob.user);
    await site.write(async (db) => {
      const account = db.selectFrom('users_field_data').selectAll().where('uid', '=', uid);
      const translation = { langcode: 'de', default_langcode: 0 };
      const row = { ...(await account.executeTakeFirstOrThrow()), ...translation };
      await db.insertInto('users_field_data').values(row).execute();
    });
    expect(await call(chat, 'people', { typed: 'bo' }, alice)).toEqual({ people: [{ uid, name: 'Bob' }] });
  });

  it('finds a name that begins with a letter outside A–Z', async () => {
    const { chat, site, alice } = await house();
    const oesten = await createUser({ site }, 'Osten');
    const uid = Number(oesten.user);
    await site.write((db) =>
      db.updateTable('users_field_data').set({ name: 'Östen' }).where('uid', '=', uid).execute(),
    );
    expect(await call(chat, 'people', { typed: 'ÖS' }, alice)).toEqual({
      people: [{ uid, name: 'Östen' }],
    });
  });
});

describe('a private room', () => {
  it('is seen by who comes in, from the invitation until they leave', async () => {
    const { chat, alice, carol, told, expelled } = await house();
    const invite = [Number(carol.user)];
    const { room } = (await call(chat, 'create', { title: 'Party', invite }, alice)) as { room: string };
    expect((await rooms(chat, carol)).invitations).toEqual([
      { room, title: 'Party', uid: Number(alice.user), name: 'Alice' },
    ]);
    await expect(call(chat, 'history', { room }, carol)).rejects.toMatchObject({ code: 1404 });
    await call(chat, 'join', { room }, carol);
    await send(chat, room, 'hello', carol);
    expect((await rooms(chat, carol)).invitations).toEqual([]);
    await expect(call(chat, 'join', { room }, carol)).rejects.toMatchObject({ code: 1404 });
    await call(chat, 'leave', { room }, carol);
    expect(expelled).toEqual([`${carol.user} chat:${room}`]);
    expect(told(carol)).toBe(3);
    await expect(call(chat, 'history', { room }, carol)).rejects.toMatchObject({ code: 1404 });
  });

  it('takes no guest who wasn’t asked, and passes to the next when its owner leaves', async () => {
    const { chat, alice, bob, carol } = await house();
    const { room } = (await call(chat, 'create', { title: 'Party' }, alice)) as { room: string };
    await expect(call(chat, 'join', { room }, bob)).rejects.toMatchObject({ code: 1404 });
    await call(chat, 'invite', { room, uid: Number(bob.user) }, alice);
    await call(chat, 'join', { room }, bob);
    await expect(call(chat, 'invite', { room, uid: Number(carol.user) }, bob)).rejects.toMatchObject({
      code: 1407,
    });
    await call(chat, 'leave', { room }, alice);
    expect(await call(chat, 'invite', { room, uid: Number(carol.user) }, bob)).toEqual({ invited: true });
    await call(chat, 'leave', { room }, carol);
    expect((await rooms(chat, carol)).invitations).toEqual([]);
  });
});

describe('a room whose owner leaves', () => {
  /** A private room of Alice's, in which the others are in this order. */
  async function den() {
    const { url, chat, site, alice, bob, carol } = await house();
    const { room } = (await call(chat, 'create', { title: 'Den' }, alice)) as { room: string };
    const db = await openDatabase<ChatTables>(url, { access: 'write' });
    onTestFinished(() => db.destroy());
    const rid = await ridOf(db, room);
    const dora = await createUser({ site }, 'Dora');
    for (const [joined, { user }] of [bob, carol, dora].entries()) {
      await db
        .insertInto('chatroom_member')
        .values({ rid, uid: Number(user), joined })
        .execute();
    }
    const make = (role: 'moderator', { user }: Caller) =>
      db.updateTable('chatroom_member').set({ role }).where('uid', '=', Number(user)).execute();
    const hold = (kind: 'mute' | 'ban', { user }: Caller) =>
      call(chat, 'impose', { room, uid: Number(user), kind, seconds: 60 }, alice);
    const owners = async () => {
      await call(chat, 'leave', { room }, alice);
      const members = db.selectFrom('chatroom_member').select('uid').where('rid', '=', rid);
      return (await members.where('role', '=', 'owner').execute()).map(({ uid }) => String(uid));
    };
    return { site, bob, carol, dora, make, hold, owners };
  }

  it('goes to a moderator before those who were there longer', async () => {
    const { dora, make, owners } = await den();
    await make('moderator', dora);
    expect(await owners()).toEqual([dora.user]);
  });

  it('doesn’t go to who is put out, nor to who is muted', async () => {
    const { bob, carol, dora, hold, owners } = await den();
    await hold('ban', bob);
    await hold('mute', carol);
    expect(await owners()).toEqual([dora.user]);
  });

  it('doesn’t go to an account that is blocked', async () => {
    const { site, bob, carol, owners } = await den();
    const uid = Number(bob.user);
    await site.write((db) =>
      db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', uid).execute(),
    );
    expect(await owners()).toEqual([carol.user]);
  });

  it('goes to nobody where all others are put out', async () => {
    const { bob, carol, dora, hold, owners } = await den();
    for (const other of [bob, carol, dora]) await hold('ban', other);
    expect(await owners()).toEqual([]);
  });
});

describe('an invitation', () => {
  const ban = { kind: 'ban', reason: 'Rude.' };

  async function den() {
    const { url, chat, site, alice, bob } = await house();
    const { room } = (await call(chat, 'create', { title: 'Den' }, alice)) as { room: string };
    return { url, chat, site, alice, bob, room, at: { room, uid: Number(bob.user) } };
  }

  it('isn’t made to who is banned, whoever was in the room before', async () => {
    const { chat, alice, bob, room, at } = await den();
    await call(chat, 'invite', at, alice);
    await call(chat, 'join', { room }, bob);
    await call(chat, 'impose', { ...at, ...ban }, alice);
    await expect(call(chat, 'invite', at, alice)).rejects.toMatchObject({ code: 1407 });
    expect((await rooms(chat, bob)).invitations).toEqual([]);
    await expect(call(chat, 'join', { room }, bob)).rejects.toMatchObject({ code: 1404 });
  });

  it('opens nothing while a ban holds that came after it', async () => {
    const { chat, alice, bob, room, at } = await den();
    await call(chat, 'invite', at, alice);
    await call(chat, 'impose', { ...at, ...ban }, alice);
    expect((await rooms(chat, bob)).invitations).toEqual([]);
    await expect(call(chat, 'join', { room }, bob)).rejects.toMatchObject({ code: 1404 });
    await call(chat, 'lift', { ...at, kind: 'ban' }, alice);
    expect(await call(chat, 'join', { room }, bob)).toEqual({ room });
  });

  it('is taken once, by who hurries three times, and by who is in the room already', async () => {
    const { url, chat, site, alice, bob, room, at } = await den();
    await call(chat, 'invite', at, alice);
    const joined = await Promise.allSettled([1, 2, 3].map(() => call(chat, 'join', { room }, bob)));
    expect(joined.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const nina = await createUser({ site }, 'Nina');
    await call(chat, 'invite', { room, uid: Number(nina.user) }, alice);
    const db = await openDatabase<ChatTables>(url, { access: 'write' });
    onTestFinished(() => db.destroy());
    const rid = await ridOf(db, room);
    const member = { rid, uid: Number(nina.user), role: 'moderator' as const, joined: 1 };
    await db.insertInto('chatroom_member').values(member).execute();
    expect(await call(chat, 'join', { room }, nina)).toEqual({ room });
    expect(await call(chat, 'history', { room }, nina)).toMatchObject({ may_write: true });
  });
});

describe('looking for lines', () => {
  it('finds what is said in own rooms only, marks of SQL being letters', async () => {
    const { chat, alice, bob, carol } = await house();
    const room = await talk(chat, [bob], alice);
    await send(chat, room, 'the secret is 100%', alice);
    await send(chat, 'lobby', 'no secret here', carol);
    const found = async (query: string, caller: Caller) =>
      ((await call(chat, 'search', { query }, caller)) as { found: { line: { body: string } }[] }).found.map(
        ({ line }) => line.body,
      );
    expect(await found('SECRET', bob)).toEqual(['no secret here', 'the secret is 100%']);
    expect(await found('secret', carol)).toEqual(['no secret here']);
    expect([await found('0%', bob), await found('__', bob)]).toEqual([['the secret is 100%'], []]);
    await expect(call(chat, 'search', { query: 'secret', room }, carol)).rejects.toMatchObject({
      code: 1404,
    });
  });

  it('finds letters outside A–Z as they are written, and A–Z in any case', async () => {
    const { chat, alice, bob } = await house();
    await send(chat, 'lobby', 'Ärger im BÜRO', bob);
    const finds = async (query: string) =>
      ((await call(chat, 'search', { query }, alice)) as { found: unknown[] }).found.length;
    expect([await finds('Ärger IM'), await finds('bÜro')]).toEqual([1, 1]);
  });

  it('lists pins, and goes to a time', async () => {
    const { chat, site, alice } = await house();
    const editor = await createUser({ site }, 'Eve', ['editor']);
    for (const body of ['one', 'two', 'three']) await send(chat, 'lobby', body, alice);
    for (const seq of [1, 3]) await call(chat, 'pin', { room: 'lobby', seq, on: true }, editor);
    const { lines } = (await call(chat, 'pins', { room: 'lobby' }, alice)) as { lines: { seq: number }[] };
    expect(lines.map(({ seq }) => seq).sort()).toEqual([1, 3]);
    expect(await call(chat, 'find', { room: 'lobby', created: 0 }, alice)).toEqual({ seq: 1 });
    expect(await call(chat, 'find', { room: 'lobby', created: Date.now() + 60_000 }, alice)).toEqual({
      seq: 3,
    });
  });

  it('takes a report once, of accounts that see the line', async () => {
    const { chat, alice, bob } = await house();
    await send(chat, 'lobby', 'rude', bob);
    const flag = (caller: Caller) => call(chat, 'flag', { room: 'lobby', seq: 1, reason: 'rude' }, caller);
    expect([await flag(alice), await flag(alice)]).toEqual([{ flagged: true }, { flagged: true }]);
    await expect(flag(visitor)).rejects.toMatchObject({ code: 1405 });
    await expect(call(chat, 'flag', { room: 'nowhere', seq: 1 }, alice)).rejects.toMatchObject({
      code: 1404,
    });
  });
});

describe('what Drupal has written', () => {
  it('is a program’s line, or an account’s by its own rights', async () => {
    const { chat, alice, bob } = await house();
    const post = (body: object, site = 'default') =>
      chat.calls?.post?.({ client_id: randomUUID(), body: 'built <@1>', ...body }, site);
    await post({ room: 'lobby', name: 'Builder' });
    await post({ room: 'lobby', name: 'Alice', uid: Number(alice.user) });
    const { lines } = (await call(chat, 'history', { room: 'lobby' }, bob)) as {
      lines: { kind: string; uid: number; name: string }[];
    };
    expect(lines.map(({ kind, uid, name }) => [kind, uid, name])).toEqual([
      ['bot', 0, 'Builder'],
      ['text', Number(alice.user), 'Alice'],
    ]);
    await expect(post({ room: 'newsroom', name: 'Alice', uid: Number(alice.user) })).rejects.toMatchObject({
      code: 1404,
    });
    await expect(post({ room: 'nowhere', name: 'Builder' })).rejects.toMatchObject({ code: 1404 });
    await expect(post({ room: 'lobby', name: 'Builder' }, 'other')).rejects.toMatchObject({ code: 1404 });
    await expect(post({ room: 'lobby', name: '' })).rejects.toMatchObject({ code: 1400 });
  });
});
