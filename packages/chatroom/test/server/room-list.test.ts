import { randomUUID } from 'node:crypto';
import {
  type ChatConnection,
  type LinkState,
  RoomList,
  type RoomListSnapshot,
} from '@drupal-nodejs/chatroom/feed';
import type { Caller, Plugin } from '@drupal-nodejs/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { call, createUser, drupalSite, startChat, visitor } from './chat-site.ts';

const rooms = {
  lobby: { title: 'Lobby', moderators: ['editor'], members: ['authenticated'], readers: ['anonymous'] },
  attic: { title: 'Attic', members: ['authenticated'] },
};

/** The chat's own commands and publications without a network between, which can be cut all the same. */
class Wire {
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  readonly #states = new Set<(state: LinkState) => void>();
  #state: LinkState = 'up';
  /** Commands that were asked for. */
  readonly asked: string[] = [];
  /** What an answer waits for once it is made. */
  onAnswer: () => Promise<void> | void = () => undefined;
  /** What listeners threw, which a connection reports. */
  readonly failures: unknown[] = [];

  publish(channel: string, data: unknown): void {
    if (this.#state !== 'up') return;
    for (const listener of [...(this.#listeners.get(channel) ?? [])]) {
      try {
        listener(data);
      } catch (failure) {
        this.failures.push(failure);
      }
    }
  }

  set state(state: LinkState) {
    this.#state = state;
    for (const listener of this.#states) listener(state);
  }

  connect(chat: Plugin, caller: Caller): ChatConnection {
    const rpc = async (method: string, data: unknown) => {
      this.asked.push(method);
      const answer = await call(chat, method.slice('chat.'.length), data, caller);
      await this.onAnswer();
      return answer;
    };
    return {
      presence: () => {
        throw new Error('a list of rooms asks for nobody');
      },
      retry: () => undefined,
      rpc,
      link: (name) => ({
        rpc,
        onPublication: (listener) => {
          const listeners = this.#listeners.get(`chat:${name}`) ?? new Set();
          this.#listeners.set(`chat:${name}`, listeners.add(listener));
          return () => listeners.delete(listener);
        },
        onState: (listener) => {
          this.#states.add(listener);
          listener(this.#state);
          return () => this.#states.delete(listener);
        },
      }),
    };
  }
}

async function house() {
  const { url, site } = await drupalSite();
  const wire = new Wire();
  const chat = await startChat(url, { rooms }, ({ channel, event }) => wire.publish(channel, event));
  const [alice, bob] = [await createUser({ site }, 'Alice'), await createUser({ site }, 'Bob')];
  const eve = await createUser({ site }, 'Eve', ['editor']);
  const write = (caller: Caller, body = 'hello', room = 'lobby', thread?: number) =>
    call(chat, 'send', { room, client_id: randomUUID(), body, ...(thread && { thread }) }, caller);
  const openList = (caller: Caller) => {
    const list = new RoomList({ connection: wire.connect(chat, caller), uid: Number(caller.user) });
    onTestFinished(() => list.close());
    const until = (condition: (snapshot: RoomListSnapshot) => boolean) =>
      new Promise<RoomListSnapshot>((resolve) => {
        const off = list.onChange((snapshot) => {
          if (!condition(snapshot)) return;
          resolve(snapshot);
          queueMicrotask(() => off());
        });
      });
    return { list, until };
  };
  return { chat, wire, alice, bob, eve, write, openList };
}

const isLoaded = ({ isLoaded }: RoomListSnapshot) => isLoaded;

describe('the list of rooms', () => {
  it('is in the order of the titles, and counts what comes', async () => {
    const { alice, bob, write, openList } = await house();
    const { until } = openList(bob);
    expect((await until(isLoaded)).rooms.map(({ title }) => title)).toEqual(['Attic', 'Lobby']);
    await write(alice);
    await write(alice, `<@${bob.user}>`);
    await write(bob);
    await write(alice, 'in a thread', 'lobby', 1);
    const { rooms, unread, mentions } = await until((snapshot) => snapshot.rooms[1]?.head_seq === 4);
    expect(rooms[1]).toMatchObject({ unread: 2, mentions: 1 });
    expect([unread, mentions]).toEqual([2, 1]);
  });

  it('counts what was said before its channels were up', async () => {
    const { wire, alice, bob, write, openList } = await house();
    wire.state = 'down';
    const { until } = openList(bob);
    await until(isLoaded);
    await write(alice);
    wire.state = 'up';
    expect((await until(({ unread }) => unread > 0)).unread).toBe(1);
  });

  it('says the same on all pages of a reader once one of them has read', async () => {
    const { alice, bob, write, openList } = await house();
    const [first, second] = [openList(bob), openList(bob)];
    await Promise.all([first.until(isLoaded), second.until(isLoaded)]);
    await write(alice);
    await write(alice);
    await second.until(({ unread }) => unread === 2);
    first.list.read('lobby', 2);
    expect(first.list.snapshot.unread).toBe(0);
    await second.until(({ unread }) => unread === 0);
    await second.list.markUnread('lobby', 2);
    expect(second.list.snapshot.unread).toBe(1);
    await first.until(({ unread }) => unread === 1);
  });

  it('knows without asking what is unread after a line that it or another page has read', async () => {
    const { wire, alice, bob, write, openList } = await house();
    const [first, second] = [openList(bob), openList(bob)];
    await Promise.all([first.until(isLoaded), second.until(isLoaded)]);
    for (let count = 0; count < 3; count++) await write(alice, `<@${bob.user}>`);
    await second.until(({ unread }) => unread === 3);
    wire.asked.length = 0;
    first.list.read('lobby', 2);
    // It came before what was read is told.
    await write(alice);
    expect(first.list.snapshot).toMatchObject({ unread: 2, mentions: 1 });
    await second.until(({ unread }) => unread === 2);
    expect(second.list.snapshot.mentions).toBe(1);
    expect(wire.asked).toEqual(['chat.read']);
    expect(first.list.snapshot).toEqual(second.list.snapshot);
  });

  it('counts what comes while its answer is on the way', async () => {
    const { wire, alice, bob, write, openList } = await house();
    const { list, until } = openList(bob);
    await until(isLoaded);
    await write(alice);
    wire.asked.length = 0;
    wire.onAnswer = async () => {
      await write(alice);
      await write(alice, `<@${bob.user}>`);
    };
    await list.load();
    expect(list.snapshot).toMatchObject({ unread: 3, mentions: 1 });
    await write(alice);
    expect(list.snapshot.unread).toBe(4);
    expect(wire.asked).toEqual(['chat.rooms']);
  });

  it('counts a line that is deleted no more, whether it saw it come or not', async () => {
    const { chat, wire, alice, bob, write, openList } = await house();
    wire.state = 'down';
    const { until } = openList(bob);
    await until(isLoaded);
    await write(alice, `<@${bob.user}>, before`);
    wire.state = 'up';
    await until(({ unread }) => unread === 1);
    wire.asked.length = 0;
    await write(alice, `<@${bob.user}>, then`);
    await write(alice, 'in a thread', 'lobby', 2);
    await call(chat, 'delete', { room: 'lobby', seq: 2 }, alice);
    const seen = await until(({ rooms }) => rooms[1]?.head_seq === 4);
    expect(seen).toMatchObject({ unread: 1, mentions: 1 });
    expect(wire.asked).toEqual([]);
    await call(chat, 'delete', { room: 'lobby', seq: 3 }, alice);
    await call(chat, 'delete', { room: 'lobby', seq: 1 }, alice);
    await until(({ unread, mentions }) => unread + mentions === 0);
  });

  it('counts what was written while the reader was away', async () => {
    const { wire, alice, bob, write, openList } = await house();
    const { until } = openList(bob);
    await until(isLoaded);
    wire.state = 'down';
    await write(alice);
    await write(alice, 'there, too', 'attic');
    wire.state = 'up';
    expect((await until(({ unread }) => unread === 2)).rooms.map(({ unread }) => unread)).toEqual([1, 1]);
  });

  it('tells everybody of a line and of a mention, whoever of them fails', async () => {
    const { wire, alice, bob, write, openList } = await house();
    const { list, until } = openList(bob);
    await until(isLoaded);
    const fail = () => {
      throw new Error('a listener of the page’s own');
    };
    list.onLine(fail);
    list.onOwn(fail);
    const line = new Promise((resolve) => list.onLine((_, { body }) => resolve(body)));
    const own = new Promise((resolve) => list.onOwn(({ type }) => resolve(type)));
    await write(alice, `<@${bob.user}>`);
    expect(await Promise.all([line, own])).toEqual([`<@${bob.user}>`, 'mention']);
    expect(wire.failures).toHaveLength(2);
  });

  it('leaves out of the sum what the reader doesn’t want to hear of, but not mentions', async () => {
    const { chat, alice, bob, write, openList } = await house();
    const { until } = openList(bob);
    await until(isLoaded);
    await call(chat, 'notify', { room: 'lobby', level: 'nothing' }, bob);
    await write(alice, `<@${bob.user}>`);
    expect(await until(({ mentions }) => mentions === 1)).toMatchObject({ unread: 0 });
  });

  it('loses a room that its reader is banned from, and tells why', async () => {
    const { chat, bob, eve, openList } = await house();
    const { list, until } = openList(bob);
    await until(isLoaded);
    const told: unknown[] = [];
    list.onOwn((event) => told.push(event));
    await call(chat, 'impose', { room: 'lobby', uid: Number(bob.user), kind: 'ban', reason: 'Spam.' }, eve);
    expect((await until(({ rooms }) => rooms.length === 1)).rooms).toMatchObject([{ room: 'attic' }]);
    expect(told).toEqual([{ type: 'sanction', room: 'lobby', kind: 'ban', until: 0, reason: 'Spam.' }]);
  });

  it('shows a guest what there is, and counts nothing', async () => {
    const { alice, write, openList } = await house();
    const { until } = openList(visitor);
    await until(isLoaded);
    await write(alice);
    expect(await until(({ rooms }) => rooms[0]?.head_seq === 1)).toMatchObject({ unread: 0 });
  });
});
