import {
  type HistoryPage,
  type Line,
  RoomFeed,
  type RoomLink,
  type RoomSnapshot,
} from '@drupal-nodejs/chatroom/feed';
import { describe, expect, it } from 'vitest';
import { noFaults, refusedBody, SimulatedRoom, seededRandom, VirtualClock } from './simulation.ts';

function openFeed(linesBefore = 0) {
  const clock = new VirtualClock();
  const random = seededRandom(1);
  const room = new SimulatedRoom(clock, random);
  for (let count = 0; count < linesBefore; count++) room.write('before');
  const feed = new RoomFeed({ room: 'lobby', link: room, pageSize: 10, schedule: clock.schedule, random });
  return { clock, room, feed };
}

/** A link that is up and answers each rpc as the test says. */
function answering(rpc: RoomLink['rpc']): RoomLink {
  return {
    rpc,
    onPublication: () => () => undefined,
    onState: (listener) => {
      listener('up');
      return () => undefined;
    },
  };
}

const firstLine: Line = {
  seq: 1,
  changed: 1,
  mid: 1,
  client_id: 'one',
  uid: 7,
  name: '',
  kind: 'text',
  body: 'hello',
  html: 'hello',
  created: 1,
};
const emptyRoom: HistoryPage = {
  epoch: 'first',
  head_seq: 0,
  older: false,
  newer: false,
  may_write: true,
  lines: [],
};

describe('an own line', () => {
  it('shows at once, and goes from waiting over sending and sent into the room', async () => {
    const { clock, room, feed } = openFeed();
    const states: (string | undefined)[] = [];
    feed.onChange(({ pending, lines }) => states.push(pending[0]?.state ?? lines[0]?.body));
    const clientId = feed.send('hello');
    room.state = 'up';
    await clock.advance(10);
    const changes = states.filter((state, index) => index > 0 && state !== states[index - 1]);
    expect(changes).toEqual(['waiting', 'sending', 'sent', 'hello']);
    expect(feed.snapshot).toMatchObject({ pending: [], lines: [{ client_id: clientId, seq: 1 }] });
  });

  it('keeps its text when it is refused, until it is sent again or dropped', async () => {
    const { clock, room, feed } = openFeed();
    room.state = 'up';
    const [first, second] = [feed.send(refusedBody), feed.send(refusedBody)];
    feed.send('fine');
    await clock.advance(100);
    expect(feed.snapshot.lines.map(({ body }) => body)).toEqual(['fine']);
    expect(feed.snapshot.pending).toEqual(
      [first, second].map((client_id) => ({
        client_id,
        body: refusedBody,
        state: 'refused',
        error: { code: 1412, message: 'refused' },
      })),
    );
    feed.discard(first);
    feed.resend(second);
    expect(feed.snapshot.pending).toMatchObject([{ client_id: second, state: 'sending' }]);
    await clock.advance(100);
    expect(feed.snapshot.pending).toMatchObject([{ client_id: second, state: 'refused' }]);
  });

  it('says why it still waits, while it is tried again, and forgets it once it is there', async () => {
    const answers: (() => Promise<unknown>)[] = [
      () => Promise.reject({ code: 1500, message: 'The chat can’t be reached.' }),
      () => Promise.reject({ code: 1, message: 'timeout' }),
    ];
    const rpc: RoomLink['rpc'] = async (method) => {
      if (method === 'chat.history') return emptyRoom;
      return (await answers.shift()?.()) ?? { client_id: 'any', mid: 1, seq: 1, created: 1 };
    };
    const clock = new VirtualClock();
    const feed = new RoomFeed({
      room: 'lobby',
      link: answering(rpc),
      schedule: clock.schedule,
      random: () => 0.5,
    });
    const seen: string[] = [];
    feed.onChange(({ pending: [line] }) => {
      if (line) seen.push(`${line.state} ${line.error?.code ?? ''}`.trim());
    });
    await clock.advance(1);
    feed.send('hello');
    await clock.advance(5000);
    feed.close();
    const changes = seen.filter((state, index) => state !== seen[index - 1]);
    expect(changes.slice(0, 4)).toEqual(['waiting', 'sending', 'waiting 1500', 'sending 1500']);
    expect(changes.at(-1)).toBe('sent');
  });

  it('arrives by history when its publication is lost as the last one', async () => {
    const { clock, room, feed } = openFeed();
    room.state = 'up';
    await clock.advance(10);
    room.faults = { ...noFaults, dropPublication: 1 };
    feed.send('hello');
    await clock.advance(500);
    expect(feed.snapshot).toMatchObject({ lines: [], pending: [{ state: 'sent', seq: 1 }] });
    await clock.advance(1000);
    expect(feed.snapshot).toMatchObject({ state: 'live', lines: [{ body: 'hello' }], pending: [] });
  });

  it('gets an id that is a UUID', () => {
    const { feed } = openFeed();
    const ids = Array.from({ length: 100 }, () => feed.send('hello'));
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(100);
  });
});

describe('an own line that waits', () => {
  function tab() {
    let text: string | null = null;
    return {
      read: () => text,
      write: (kept: string) => {
        text = kept;
      },
    };
  }

  it('is there again after a reload, goes out once, and leaves nothing behind', async () => {
    const clock = new VirtualClock();
    const room = new SimulatedRoom(clock, seededRandom(1));
    const keep = tab();
    const open = () =>
      new RoomFeed({ room: 'lobby', link: room, schedule: clock.schedule, random: () => 0, keep });
    const before = open();
    const [first, second] = [before.send('first'), before.send({ body: 'second', reply_to: 1 })];
    before.close();
    const after = open();
    expect(after.snapshot.pending).toEqual([
      { client_id: first, body: 'first', state: 'waiting' },
      { client_id: second, body: 'second', reply_to: 1, state: 'waiting' },
    ]);
    room.state = 'up';
    await clock.advance(100);
    expect(after.snapshot).toMatchObject({
      pending: [],
      lines: [{ client_id: first }, { client_id: second }],
    });
    expect(keep.read()).toBe('');
  });

  it('that was committed just before the reload isn’t sent twice', async () => {
    const { clock, room } = openFeed();
    const keep = tab();
    const kept = { client_id: 'mine', body: 'hello', state: 'sending' };
    keep.write(JSON.stringify([kept]));
    room.write('hello', 'mine', 7);
    const feed = new RoomFeed({ room: 'lobby', link: room, schedule: clock.schedule, keep });
    room.state = 'up';
    await clock.advance(100);
    expect(feed.snapshot).toMatchObject({ pending: [], lines: [{ client_id: 'mine' }] });
  });

  it('keeps the answer it was refused with', async () => {
    const { clock, room } = openFeed();
    const keep = tab();
    const open = () => new RoomFeed({ room: 'lobby', link: room, schedule: clock.schedule, keep });
    const before = open();
    room.state = 'up';
    before.send(refusedBody);
    await clock.advance(100);
    const { pending } = before.snapshot;
    before.close();
    const after = open();
    expect(after.snapshot.pending).toEqual(pending);
    after.discard(pending[0]?.client_id ?? '');
    expect(keep.read()).toBe('');
  });

  it.each(['', 'nonsense', '{}', '[null, 7, {"client_id": 1}]'])('isn’t made of %j', (text) => {
    const { clock, room } = openFeed();
    const keep = tab();
    keep.write(text);
    const feed = new RoomFeed({ room: 'lobby', link: room, schedule: clock.schedule, keep });
    expect(feed.snapshot.pending).toEqual([]);
  });
});

describe('a feed that nobody listens to', () => {
  it('keeps the newest lines, and all again from where somebody comes back', async () => {
    const clock = new VirtualClock();
    const room = new SimulatedRoom(clock, seededRandom(1));
    const { schedule } = clock;
    const feed = new RoomFeed({ room: 'lobby', link: room, pageSize: 10, schedule, keptUnwatched: 20 });
    room.state = 'up';
    await clock.advance(10);
    for (let count = 0; count < 500; count++) {
      room.write('hello');
      await clock.advance(1);
    }
    expect(feed.snapshot.lines.length).toBeLessThanOrEqual(30);
    expect(feed.snapshot).toMatchObject({ state: 'live', last: 500, hasOlder: true });
    const off = feed.onChange(() => undefined);
    const before = feed.snapshot.lines.length;
    const older = feed.older();
    await clock.advance(10);
    await older;
    for (let count = 0; count < 30; count++) room.write('hello');
    await clock.advance(10);
    expect(feed.snapshot.lines.length).toBe(before + 40);
    off();
  });
});

describe('a reader', () => {
  it('who was away for a thousand lines gets them one after the other, for more the newest page', async () => {
    const { clock, room, feed } = openFeed(10);
    room.state = 'up';
    await clock.advance(10);
    const away = async (lines: number) => {
      room.state = 'down';
      for (let count = 0; count < lines; count++) room.write('meanwhile');
      room.state = 'up';
      await clock.advance(100);
    };
    await away(1000);
    expect(feed.snapshot.lines).toEqual(room.lines);
    await away(1001);
    expect(feed.snapshot.lines).toEqual(room.lines.slice(-10));
    expect(feed.snapshot).toMatchObject({ state: 'live', hasOlder: true });
  });

  it('is told when older lines can’t be had, and may ask again', async () => {
    const { clock, room, feed } = openFeed(25);
    room.state = 'up';
    await clock.advance(10);
    room.faults = { ...noFaults, storeFails: 1 };
    const failed = expect(feed.older()).rejects.toMatchObject({ code: 1500 });
    await clock.advance(10);
    await failed;
    room.faults = noFaults;
    const older = Promise.all([feed.older(), feed.older()]);
    await clock.advance(10);
    await older;
    expect(feed.snapshot.lines).toEqual(room.lines.slice(-20));
  });

  it('sees why a room is refused, and the room when it opens again', async () => {
    let isOpen = false;
    const listeners: ((state: 'up' | 'down' | 'refused') => void)[] = [];
    const link: RoomLink = {
      ...answering(async () => {
        if (!isOpen) throw { code: 1404, message: 'There is no such room.' };
        return emptyRoom;
      }),
      onState: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    };
    const feed = new RoomFeed({ room: 'lobby', link });
    const state = (wanted: RoomSnapshot['state']) =>
      new Promise<RoomSnapshot>((resolve) => feed.onChange((now) => now.state === wanted && resolve(now)));
    listeners[0]?.('up');
    expect((await state('refused')).error).toEqual({ code: 1404, message: 'There is no such room.' });
    isOpen = true;
    listeners[0]?.('up');
    expect((await state('live')).error).toBeUndefined();
  });

  it('isn’t disturbed by publications that are no lines', async () => {
    const { clock, room, feed } = openFeed(3);
    room.state = 'up';
    await clock.advance(10);
    const before = feed.snapshot;
    for (const data of [
      null,
      'x',
      [],
      {},
      room.lines[0],
      { epoch: 'first', seq: '4', lines: [] },
      { epoch: 'first', seq: 4, lines: [{}] },
    ]) {
      room.deliver(data);
    }
    expect(feed.snapshot).toBe(before);
  });

  it('hears nothing more after close', async () => {
    const { clock, room, feed } = openFeed();
    room.state = 'up';
    await clock.advance(10);
    let calls = 0;
    feed.onChange(() => calls++);
    feed.close();
    room.write('hello');
    room.state = 'down';
    await clock.advance(5000);
    expect(calls).toBe(1);
    expect(feed.snapshot.lines).toEqual([]);
  });
});

describe('somebody who writes', () => {
  it('is shown until their line comes or they stop', async () => {
    const { clock, room, feed } = openFeed(1);
    room.state = 'up';
    await clock.advance(10);
    const names = () => feed.snapshot.typing.map(({ name }) => name);
    room.deliver({ type: 'typing', uid: 9, name: 'Bob' });
    room.deliver({ type: 'typing', uid: 8, name: 'Eve' });
    expect(names()).toEqual(['Bob', 'Eve']);
    room.write('here it is', 'bobs', 9);
    await clock.advance(5000);
    expect(names()).toEqual(['Eve']);
    room.deliver({ type: 'typing', uid: 8, name: 'Eve' });
    await clock.advance(5000);
    expect(names()).toEqual(['Eve']);
    await clock.advance(1000);
    expect(names()).toEqual([]);
  });

  it('tells the room of it every three seconds at most', async () => {
    const clock = new VirtualClock();
    const asked: string[] = [];
    const link = answering(async (method) => {
      asked.push(method);
      return emptyRoom;
    });
    const feed = new RoomFeed({ room: 'lobby', link, schedule: clock.schedule });
    await clock.advance(10);
    for (let key = 0; key < 50; key++) {
      feed.type();
      await clock.advance(100);
    }
    expect(asked.filter((method) => method === 'chat.typing')).toHaveLength(2);
    feed.close();
  });
});

describe('a room that is settled anew', () => {
  it('is asked what the reader may do there', async () => {
    const clock = new VirtualClock();
    let deliver: (data: unknown) => void = () => undefined;
    let may_write = true;
    const feed = new RoomFeed({
      room: 'lobby',
      link: {
        ...answering(async () => ({ ...emptyRoom, to_seq: 0, may_write })),
        onPublication: (listener) => {
          deliver = listener;
          return () => undefined;
        },
      },
      schedule: clock.schedule,
    });
    await clock.advance(10);
    expect(feed.snapshot.mayWrite).toBe(true);
    may_write = false;
    deliver({ type: 'settled', title: 'Lobby', status: 'readonly', slow: 0 });
    await clock.advance(10);
    expect(feed.snapshot).toMatchObject({ state: 'live', mayWrite: false });
    feed.close();
  });
});

describe('a server that answers nonsense', () => {
  it.each([
    ['null', null],
    ['a page without lines', { ...emptyRoom, lines: undefined }],
    ['a page with a broken line', { ...emptyRoom, lines: [{ seq: 1 }] }],
  ])('%s is asked again with pauses that grow', async (_, answer) => {
    const clock = new VirtualClock();
    let calls = 0;
    const link = answering(async () => {
      calls++;
      return answer;
    });
    const feed = new RoomFeed({ room: 'lobby', link, schedule: clock.schedule, random: () => 1 });
    await clock.advance(63_000);
    // 0.5, 1, 2, 4, 8, 16, 30 seconds: at most one call after each.
    expect(calls).toBeGreaterThan(3);
    expect(calls).toBeLessThanOrEqual(9);
    expect(feed.snapshot.state).not.toBe('live');
    feed.close();
  });
});

describe('a server that never tells what a change was', () => {
  it('is asked again with pauses that grow', async () => {
    const clock = new VirtualClock();
    let calls = 0;
    let publish: (data: unknown) => void = () => undefined;
    const feed = new RoomFeed({
      room: 'lobby',
      link: {
        ...answering(async () => {
          calls++;
          return { ...emptyRoom, to_seq: 0, more: true };
        }),
        onPublication: (listener) => {
          publish = listener;
          return () => undefined;
        },
      },
      schedule: clock.schedule,
      random: () => 1,
    });
    await clock.advance(10);
    publish({ epoch: 'first', seq: 2, lines: [{ ...firstLine, seq: 2, changed: 2 }] });
    await clock.advance(63_000);
    expect(calls).toBeGreaterThan(3);
    expect(calls).toBeLessThanOrEqual(10);
    expect(feed.snapshot).toMatchObject({ state: 'live', lines: [] });
    feed.close();
  });
});

describe('a listener that throws', () => {
  it('surfaces its error and doesn’t stop the others', async () => {
    const { clock, room, feed } = openFeed(1);
    let isBroken = false;
    feed.onChange(() => {
      if (isBroken) throw new Error('a broken screen');
    });
    let seen = 0;
    feed.onChange(({ lines }) => {
      seen = lines.length;
    });
    const surfaced: unknown[] = [];
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', (error) => surfaced.push(error));
    isBroken = true;
    room.state = 'up';
    await clock.advance(10);
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
    expect(seen).toBe(1);
    expect(surfaced[0]).toMatchObject({ message: 'a broken screen' });
  });
});

describe('a reader who follows a busy room', () => {
  it('lets old lines go, hears of the next ones, and has the old ones back when asked', async () => {
    const { clock, room, feed } = openFeed(10);
    room.state = 'up';
    await clock.advance(10);
    feed.keepNewest(4);
    expect(feed.snapshot).toMatchObject({ hasOlder: true, hasNewer: false });
    expect(feed.snapshot.lines.map(({ seq }) => seq)).toEqual([7, 8, 9, 10]);

    room.write('next');
    await clock.advance(10);
    expect(feed.snapshot.lines.map(({ seq }) => seq)).toEqual([7, 8, 9, 10, 11]);

    const older = feed.older();
    await clock.advance(10);
    await older;
    expect(feed.snapshot.lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(feed.snapshot).toMatchObject({ state: 'live', hasOlder: false });
  });
});
