import { randomUUID } from 'node:crypto';
import type { ChatTables, OwnEvent } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import type { Caller, Plugin } from '@drupal-nodejs/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { call, createUser, drupalSite, startChat, visitor } from './chat-site.ts';

const rooms = {
  lobby: { owners: ['user:4'], moderators: ['editor'], members: ['authenticated'], readers: ['anonymous'] },
};

/** A lobby with a member, a moderator and an owner; what each was told, and where each was shown the door. */
async function lobby(options: Record<string, unknown> = {}) {
  const { url, site } = await drupalSite();
  await site.createRole({ id: 'host', label: 'Host', permissions: ['create private chatrooms'] });
  const told = new Map<string, OwnEvent[]>();
  const expelled: string[] = [];
  const chat = await startChat(
    url,
    { rooms, ...options },
    ({ channel, event }) => {
      if (!channel.startsWith('chat:@')) return;
      told.set(channel, [...(told.get(channel) ?? []), event as unknown as OwnEvent]);
    },
    async (_site, user, channel) => {
      expelled.push(`${user} ${channel}`);
    },
  );
  const bob = await createUser({ site }, 'Bob');
  const eve = await createUser({ site }, 'Eve', ['editor']);
  await createUser({ site }, 'Nobody');
  const owner = await createUser({ site }, 'Olga');
  expect(owner.user).toBe('4');
  const write = (caller: Caller) => send(chat, caller);
  return { url, site, chat, bob, eve, owner, told, expelled, write };
}

async function send(chat: Plugin, caller: Caller): Promise<number> {
  const line = { room: 'lobby', client_id: randomUUID(), body: 'hello' };
  return call(chat, 'send', line, caller).then(
    () => 0,
    ({ code }) => code,
  );
}

describe('a mute', () => {
  it('holds for writing, editing and reacting, not for reading, and says why', async () => {
    const { chat, bob, eve, told, write } = await lobby();
    expect(await write(bob)).toBe(0);
    const mute = { room: 'lobby', uid: Number(bob.user), kind: 'mute', seconds: 60, reason: 'Caps lock.' };
    const { until } = (await call(chat, 'impose', mute, eve)) as { until: number };
    expect(await write(bob)).toBe(1408);
    const change = { room: 'lobby', seq: 1 };
    await expect(call(chat, 'edit', { ...change, body: 'x' }, bob)).rejects.toMatchObject({ code: 1408 });
    await expect(call(chat, 'react', { ...change, emoji: '👍', on: true }, bob)).rejects.toMatchObject({
      message: `A moderator muted you until ${new Date(until).toISOString()}: Caps lock.`,
    });
    expect(await call(chat, 'history', { room: 'lobby' }, bob)).toMatchObject({ may_write: false });
    expect(told.get(`chat:@${bob.user}`)).toEqual([
      { type: 'sanction', room: 'lobby', kind: 'mute', until, reason: 'Caps lock.' },
    ]);
    expect(await write(eve)).toBe(0);
  });

  it('ends when it is lifted, and the log keeps who did what', async () => {
    const { chat, bob, eve, write } = await lobby();
    const mute = { room: 'lobby', uid: Number(bob.user), kind: 'mute' };
    await call(chat, 'impose', mute, eve);
    expect(await call(chat, 'lift', mute, eve)).toEqual({ lifted: true });
    expect(await call(chat, 'lift', mute, eve)).toEqual({ lifted: false });
    expect(await write(bob)).toBe(0);
    expect(await call(chat, 'sanctions', { room: 'lobby' }, eve)).toMatchObject({
      sanctions: [
        { uid: mute.uid, kind: 'mute', until: 0, imposed_by: Number(eve.user), lifted_by: Number(eve.user) },
      ],
    });
  });

  it('ends by itself', async () => {
    const { url, chat, bob, eve, write } = await lobby();
    const mute = { room: 'lobby', uid: Number(bob.user), kind: 'mute', seconds: 60 };
    await call(chat, 'impose', mute, eve);
    const db = await openDatabase<ChatTables>(url, { access: 'write' });
    onTestFinished(() => db.destroy());
    await db
      .updateTable('chatroom_sanction')
      .set({ until: Date.now() - 1 })
      .execute();
    expect(await write(bob)).toBe(0);
  });
});

describe('a ban', () => {
  it('shuts the room at once, as if there were none', async () => {
    const { chat, bob, eve, told, expelled, write } = await lobby();
    await call(chat, 'impose', { room: 'lobby', uid: Number(bob.user), kind: 'ban', reason: 'Spam.' }, eve);
    expect(expelled).toEqual([`${bob.user} chat:lobby`]);
    expect(told.get(`chat:@${bob.user}`)).toMatchObject([{ type: 'sanction', kind: 'ban', reason: 'Spam.' }]);
    expect(await chat.subscribe?.('chat:lobby', bob)).toBe(false);
    expect(await write(bob)).toBe(1404);
    await expect(call(chat, 'history', { room: 'lobby' }, bob)).rejects.toMatchObject({ code: 1404 });
    expect(await call(chat, 'rooms', undefined, bob)).toMatchObject({ rooms: [] });
  });
});

describe('keeping order', () => {
  it('is for moderators, and never against their equals or those above them', async () => {
    const { chat, bob, eve, owner } = await lobby();
    const impose = (uid: string, by: Caller) =>
      call(chat, 'impose', { room: 'lobby', uid: Number(uid), kind: 'mute' }, by).then(
        () => 0,
        ({ code }) => code,
      );
    expect(await impose(eve.user, bob)).toBe(1407);
    expect(await impose(bob.user, visitor)).toBe(1407);
    expect(await impose(eve.user, eve)).toBe(1407);
    expect(await impose(owner.user, eve)).toBe(1407);
    expect(await impose(eve.user, owner)).toBe(0);
    expect(await impose(bob.user, eve)).toBe(1407);
    await expect(call(chat, 'sanctions', { room: 'lobby' }, bob)).rejects.toMatchObject({ code: 1407 });
  });

  it('never shortens what holds: a kick leaves a ban for good as it is', async () => {
    const { chat, bob, eve, owner } = await lobby();
    const ban = { room: 'lobby', uid: Number(bob.user), kind: 'ban' };
    await call(chat, 'impose', { ...ban, seconds: 60 }, eve);
    await call(chat, 'impose', ban, owner);
    await expect(call(chat, 'impose', { ...ban, seconds: 300 }, eve)).rejects.toMatchObject({ code: 1407 });
    const { sanctions } = (await call(chat, 'sanctions', { room: 'lobby' }, eve)) as {
      sanctions: { until: number; lifted: number }[];
    };
    expect(sanctions.filter(({ lifted }) => lifted === 0)).toMatchObject([{ until: 0 }]);
    await call(chat, 'impose', { ...ban, reason: 'Still.' }, eve);
  });

  it('reaches nobody on the site who has nothing to do with the room', async () => {
    const { site, chat, bob, told } = await lobby();
    const host = await createUser({ site }, 'Hans', ['host']);
    const guest = await createUser({ site }, 'Gita');
    const invite = [Number(guest.user)];
    const { room } = (await call(chat, 'create', { title: 'Den', invite }, host)) as { room: string };
    const ban = (uid: number) =>
      call(chat, 'impose', { room, uid, kind: 'ban', reason: 'pay at evil.example' }, host);
    for (const uid of [Number(bob.user), 4_000_000_000]) {
      await expect(ban(uid)).rejects.toMatchObject({ code: 1414 });
    }
    expect(told.get(`chat:@${bob.user}`)).toBeUndefined();
    await ban(Number(guest.user));
    expect(told.get(`chat:@${guest.user}`)).toEqual([{ type: 'rooms', room }]);
  });

  it('is for who wrote in the room and is no member any more, who isn’t told', async () => {
    const { site, chat, eve, owner, told } = await lobby({
      rooms: { lobby: { owners: ['user:4'], members: ['editor'] } },
    });
    const uid = Number(eve.user);
    const mute = { room: 'lobby', uid, kind: 'mute' };
    expect(await send(chat, eve)).toBe(0);
    await site.write((db) => db.deleteFrom('user__roles').where('entity_id', '=', uid).execute());
    await call(chat, 'impose', mute, owner);
    expect(told.get(`chat:@${eve.user}`)).toBeUndefined();
    expect(await call(chat, 'lift', mute, owner)).toEqual({ lifted: true });
  });

  it('isn’t done to who is above, whoever shut them out meanwhile', async () => {
    const { url, chat, eve, owner } = await lobby();
    const db = await openDatabase<ChatTables>(url, { access: 'write' });
    onTestFinished(() => db.destroy());
    const uid = Number(owner.user);
    // Of the whole site, by Drupal.
    await db
      .insertInto('chatroom_sanction')
      .values({ uid, kind: 'ban', imposed_by: 1, created: Date.now() })
      .execute();
    await expect(call(chat, 'impose', { room: 'lobby', uid, kind: 'ban' }, eve)).rejects.toMatchObject({
      code: 1407,
    });
  });

  it('closes, opens and archives a room, which is for its owners', async () => {
    const { chat, bob, eve, owner, write } = await lobby();
    const settle = (changes: object, by: Caller) => call(chat, 'settle', { room: 'lobby', ...changes }, by);
    await expect(settle({ status: 'archived' }, eve)).rejects.toMatchObject({ code: 1407 });
    expect(await settle({ status: 'readonly', title: 'Quiet' }, owner)).toEqual({
      room: 'lobby',
      title: 'Quiet',
      kind: 'site',
      status: 'readonly',
      slow: 0,
    });
    expect([await write(bob), await write(eve), await write(owner)]).toEqual([1403, 0, 0]);
    await settle({ status: 'archived' }, owner);
    expect([await write(bob), await write(eve), await write(owner)]).toEqual([1403, 1403, 1403]);
    await settle({ status: 'open' }, owner);
    expect(await write(bob)).toBe(0);
  });

  it('tells everybody in the room that it is settled anew', async () => {
    const { url, site } = await drupalSite();
    const eve = await createUser({ site }, 'Eve', ['editor']);
    const told: unknown[] = [];
    const chat = await startChat(url, { rooms }, ({ channel, event }) => {
      if (channel === 'chat:lobby') told.push(event);
    });
    await call(chat, 'settle', { room: 'lobby', slow: 5 }, eve);
    await chat.stop?.();
    expect(told).toEqual([{ type: 'settled', title: 'lobby', status: 'open', slow: 5 }]);
  });
});

describe('a pace', () => {
  it('holds back who writes too fast, by account, and lets them go on later', async () => {
    const { bob, eve, write } = await lobby({ pace: { burst: 3, perSecond: 0.001 } });
    const answers = [];
    for (let count = 0; count < 5; count++) answers.push(await write(bob));
    expect(answers).toEqual([0, 0, 0, 1502, 1502]);
    expect(await write(eve)).toBe(0);
  });

  it('holds for what changes lines and calls for moderators as for lines, and for searches on their own', async () => {
    const { chat, bob } = await lobby({ pace: { burst: 3, perSecond: 0.001 } });
    const answer = (name: string, data: object, caller = bob) =>
      call(chat, name, data, caller).then(
        () => 0,
        ({ code }) => code,
      );
    const line = { room: 'lobby', seq: 1 };
    const deeds = [
      await answer('send', { room: 'lobby', client_id: randomUUID(), body: 'one' }),
      await answer('edit', { ...line, body: 'two' }),
      await answer('react', { ...line, emoji: '👍', on: true }),
      await answer('react', { ...line, emoji: '👍', on: false }),
      await answer('edit', { ...line, body: 'three' }),
      await answer('flag', line),
      // Takes a line away, of which there are no more than were written.
      await answer('delete', line),
    ];
    expect(deeds).toEqual([0, 0, 0, 1502, 1502, 1502, 0]);
    const searches = [];
    for (let count = 0; count < 5; count++) searches.push(await answer('search', { query: 'hello' }));
    expect(searches).toEqual([0, 0, 0, 1502, 1502]);
    await expect(call(chat, 'search', { query: 'hello' }, bob)).rejects.toMatchObject({
      message: 'That was a lot at once; try again in a moment.',
    });
  });

  it('holds for who makes rooms and asks others in', async () => {
    const { url, site } = await drupalSite();
    const permissions = ['start chatroom conversations', 'create private chatrooms'];
    await site.createRole({ id: 'host', label: 'Host', permissions });
    const chat = await startChat(url, { pace: { burst: 2, perSecond: 0.001 } });
    const bob = await createUser({ site }, 'Bob');
    const host = await createUser({ site }, 'Hans', ['host']);
    const { room } = (await call(chat, 'create', { title: 'Den' }, host)) as { room: string };
    const uid = Number(bob.user);
    await call(chat, 'invite', { room, uid }, host);
    await expect(call(chat, 'create', { title: 'Den' }, host)).rejects.toMatchObject({ code: 1502 });
    await expect(call(chat, 'talk', { with: [uid] }, host)).rejects.toMatchObject({ code: 1502 });
    await expect(call(chat, 'invite', { room, uid }, host)).rejects.toMatchObject({ code: 1502 });
  });

  it('counts each who is asked into a new room, also more than may come at once', async () => {
    const { url, site } = await drupalSite();
    await site.createRole({ id: 'host', label: 'Host', permissions: ['create private chatrooms'] });
    const chat = await startChat(url, { pace: { burst: 2, perSecond: 0.001 } });
    const host = await createUser({ site }, 'Hans', ['host']);
    const other = await createUser({ site }, 'Heidi', ['host']);
    const invite = [];
    for (const name of ['Ann', 'Bob', 'Cem']) invite.push(Number((await createUser({ site }, name)).user));
    const create = (caller: Caller, ...uids: number[]) =>
      call(chat, 'create', { title: 'Den', invite: uids }, caller).then(
        () => 0,
        ({ code }) => code,
      );
    expect([await create(host, ...invite), await create(host)]).toEqual([0, 1502]);
    expect([await create(other), await create(other), await create(other)]).toEqual([0, 0, 1502]);
  });

  it('holds for who keeps order', async () => {
    const { chat, bob, eve } = await lobby({ pace: { burst: 3, perSecond: 0.001 } });
    const mute = { room: 'lobby', uid: Number(bob.user), kind: 'mute' };
    const deeds = ['impose', 'lift', 'settle'].map(
      (name) => [name, name === 'settle' ? { room: 'lobby' } : mute] as const,
    );
    for (const [name, data] of deeds) await call(chat, name, data, eve);
    for (const [name, data] of deeds) {
      await expect(call(chat, name, data, eve)).rejects.toMatchObject({ code: 1502 });
    }
  });

  it('holds for programs by room, whatever they call themselves', async () => {
    const { chat } = await lobby({
      rooms: { ...rooms, hall: rooms.lobby },
      pace: { burst: 2, perSecond: 0.001 },
    });
    const post = (room: string, name: string) =>
      Promise.resolve(
        chat.calls?.post?.({ room, client_id: randomUUID(), name, body: 'built' }, 'default'),
      ).then(
        () => 0,
        ({ code }) => code,
      );
    const answers = [await post('lobby', 'a'), await post('lobby', 'b'), await post('lobby', 'c')];
    expect([...answers, await post('hall', 'a')]).toEqual([0, 0, 1502, 0]);
  });

  it('of a slow room holds for its members, not for moderators', async () => {
    const { chat, bob, eve, write } = await lobby();
    await call(chat, 'settle', { room: 'lobby', slow: 60 }, eve);
    expect([await write(bob), await write(bob)]).toEqual([0, 1503]);
    expect([await write(eve), await write(eve)]).toEqual([0, 0]);
  });
});

describe('a slow room', () => {
  async function hall() {
    const { chat, bob, eve } = await lobby({ maxBody: 10 });
    await call(chat, 'settle', { room: 'lobby', slow: 3600 }, eve);
    const say = (body: string, client_id: string = randomUUID()) =>
      call(chat, 'send', { room: 'lobby', client_id, body }, bob).then(
        (receipt) => (receipt as { seq: number }).seq,
        ({ code }) => code,
      );
    return { say };
  }

  it('charges no line that it doesn’t take', async () => {
    const { say } = await hall();
    expect([await say('much too long'), await say('short'), await say('next')]).toEqual([1413, 1, 1503]);
  });

  it('answers a line that is sent again with its receipt', async () => {
    const { say } = await hall();
    const id = randomUUID();
    expect([await say('hello', id), await say('hello', id), await say('next')]).toEqual([1, 1, 1503]);
  });

  it('gives no turn to who has another line refused under the id of the last', async () => {
    const { say } = await hall();
    const id = randomUUID();
    expect([await say('hello', id), await say('other', id), await say('next')]).toEqual([1, 1409, 1503]);
    expect(await say('much too long', id)).toBe(1413);
    expect(await say('next')).toBe(1503);
  });

  it('takes one of lines that come together', async () => {
    const { say } = await hall();
    const id = randomUUID();
    const answers = await Promise.all([say('much too long', id), say('hello', id), say('next')]);
    expect([...answers, await say('next')]).toEqual([1413, 1, 1503, 1503]);
  });
});

describe('a member by name', () => {
  it('is in the room as what the table says, unless the account is blocked', async () => {
    const { url, site } = await drupalSite();
    const bob = await createUser({ site }, 'Bob');
    const chat = await startChat(url, { rooms: { den: { members: ['editor'] } } });
    const db = await openDatabase<ChatTables>(url, { access: 'write' });
    onTestFinished(() => db.destroy());
    const { rid } = await db.selectFrom('chatroom_room').select('rid').executeTakeFirstOrThrow();
    const list = async () => (await call(chat, 'rooms', undefined, bob)) as { rooms: unknown[] };
    expect((await list()).rooms).toEqual([]);
    await db
      .insertInto('chatroom_member')
      .values({ rid, uid: Number(bob.user), role: 'moderator', joined: 1 })
      .execute();
    expect((await list()).rooms).toMatchObject([{ room: 'den', may_write: true, may_moderate: true }]);
    expect(await chat.subscribe?.('chat:den', bob)).toBe(true);
    await site.db
      .updateTable('users_field_data')
      .set({ status: 0 })
      .where('uid', '=', Number(bob.user))
      .execute();
    expect((await list()).rooms).toEqual([]);
    expect(await chat.subscribe?.('chat:den', bob)).toBe(false);
  });
});
