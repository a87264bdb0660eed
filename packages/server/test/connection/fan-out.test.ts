import { describe, expect, it } from 'vitest';
import { FaultyEngine } from '../faulty-engine.ts';
import {
  connectedSocket,
  connectionToken,
  type Message,
  type RawSocket,
  type RunningServer,
  startServer,
  subscriptionToken,
} from '../running-server.ts';

const channel = 'open:1';
const open = {
  channels: { namespaces: { open: { clientSubscribe: true }, news: { clientSubscribe: true } } },
};

describe('a fan-out', () => {
  it('goes on without a reader that is slow, and closes it', async () => {
    await using server = await startServer({ ...open, limits: { queue: '64KB' } });
    await using slow = await subscribed(server, '1');
    await using quick = await subscribed(server, '2');
    slow.socket.pause();

    while ((await clients(server)) === 2) {
      await publish(server, channel, 'x'.repeat(60_000));
      await quick.replies(1);
    }
    await publish(server, channel, 'the last');

    expect(dataOf(await quick.replies(1))).toEqual(['the last']);
    slow.socket.resume();
    expect(await slow.closed()).toMatchObject({ code: 3008 });
  });

  it('leaves alone a client that has said that it says no more', async () => {
    await using server = await startServer(open);
    await using halfClosed = await subscribed(server, '1');
    await using other = await subscribed(server, '2');

    halfClosed.socket.end();
    while ((await clients(server)) === 2) {
      await publish(server, channel, 'meanwhile');
    }
    await publish(server, channel, 'after');

    for (let data: unknown; data !== 'after'; ) {
      [data] = dataOf(await other.replies(1));
    }
    await expect(halfClosed.closed()).rejects.toThrow('without a word');
  });

  it('gives a client that subscribes, leaves and subscribes in one frame each later publication once', async () => {
    await using server = await startServer(open);
    await using socket = await connectedSocket(server);

    await publish(server, channel, 'before');
    socket.send([subscribe(2), `{"id":3,"unsubscribe":{"channel":"${channel}"}}`, subscribe(4)].join('\n'));
    const replies = await socket.replies(3);
    await publish(server, channel, 'after');
    await publish(server, channel, 'the last');

    expect(replies.find(({ id }) => id === 4)).toEqual({ id: 4, subscribe: {} });
    expect(dataOf(await socket.replies(2))).toEqual(['after', 'the last']);
  });

  it('is not overtaken by an end of the subscription, or of the connection, that the API wants', async () => {
    await using server = await startServer(open);
    await using socket = await subscribed(server, '1');
    const commands = [
      { publish: { channel, data: 'a' } },
      { unsubscribe: { user: '1', channel } },
      { publish: { channel, data: 'never' } },
      { subscribe: { user: '1', channel } },
      { publish: { channel, data: 'b' } },
      { disconnect: { user: '1' } },
    ];
    await server.call('batch', { commands });

    const [a, unsubscribed, again, b] = await socket.replies(4);
    expect(dataOf([a, b])).toEqual(['a', 'b']);
    expect(unsubscribed?.push).toHaveProperty('unsubscribe');
    expect(again?.push).toHaveProperty('subscribe');
    expect(await socket.closed()).toMatchObject({ code: 3503 });
  });

  it('keeps the order of each channel of a connection, and the server’s own words behind what was before', async () => {
    await using server = await startServer(open);
    await using socket = await subscribed(server, '1');
    socket.send('{"id":3,"subscribe":{"channel":"news:1"}}');
    await socket.replies(1);
    const commands = Array.from({ length: 100 }, (_, n) => ({
      publish: { channel: n % 3 === 0 ? 'news:1' : channel, data: n },
    }));
    await Promise.all([
      server.call('batch', { commands: commands.slice(0, 50) }),
      server.call('batch', { commands: commands.slice(50) }),
    ]);
    await server.call('unsubscribe', { user: '1', channel });

    const messages = await socket.replies(101);
    for (const name of ['news:1', channel]) {
      const of = (messages: readonly Message[]): unknown[] =>
        dataOf(messages.filter(({ push }) => push?.channel === name && 'pub' in push));
      const sent = commands.flatMap(({ publish }) => (publish.channel === name ? [publish.data] : []));
      const halves = [sent.filter((n) => n < 50), sent.filter((n) => n >= 50)];
      expect([halves.flat(), halves.toReversed().flat()]).toContainEqual(of(messages));
    }
    const last = messages.findLastIndex(({ push }) => push?.channel === channel && 'pub' in push);
    const left = messages.findIndex(({ push }) => push !== undefined && 'unsubscribe' in push);
    expect(left).toBeGreaterThan(last);
  });

  it('holds what is published while a recovery is answered, and hands it over behind the answer', async () => {
    const engine = new FaultyEngine();
    await using server = await startServer({}, { engine });
    await publish(server, 'user:7', 1);
    const { result } = (await server.call('history', { channel: 'user:7' })).body;
    await publish(server, 'user:7', 2);
    engine.isSlow = true;
    await using socket = await server.socket();

    socket.send(
      [
        JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } }),
        JSON.stringify({
          id: 2,
          subscribe: {
            channel: 'user:7',
            token: await subscriptionToken('7', 'user:7'),
            recover: true,
            epoch: result.epoch,
            offset: 1,
          },
        }),
      ].join('\n'),
    );
    await engine.asked.promise;
    await publish(server, 'user:7', 3);
    await publish(server, 'user:7', 4);
    engine.answer.resolve();

    const [, answer, ...pushes] = await socket.replies(4);
    expect(answer).toMatchObject({
      id: 2,
      subscribe: { recovered: true, publications: [{ data: 2 }] },
    });
    expect(dataOf(pushes)).toEqual([3, 4]);
  });

  it('to readers that all stall takes the memory of one', async () => {
    await using server = await startServer({ ...open, limits: { queue: '8MB' } });
    const readers = await Promise.all(Array.from({ length: 40 }, (_, n) => subscribed(server, `${n}`)));
    for (const { socket } of readers) {
      socket.pause();
    }
    const before = process.memoryUsage().arrayBuffers;
    // 6 MB for each of them: 240 MB if everyone had bytes of its own.
    for (let n = 0; n < 100; n += 1) {
      await publish(server, channel, 'x'.repeat(60_000));
    }

    expect(await clients(server)).toBe(40);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60_000_000);
    for (const { socket } of readers) {
      socket.destroy();
    }
  });
});

function subscribe(id: number): string {
  return `{"id":${id},"subscribe":{"channel":"${channel}"}}`;
}

async function subscribed(server: RunningServer, user: string): Promise<RawSocket> {
  const socket = await connectedSocket(server, user);
  socket.send(subscribe(2));
  await socket.replies(1);
  return socket;
}

async function publish(server: RunningServer, to: string, data: unknown): Promise<void> {
  await server.call('publish', { channel: to, data });
}

function dataOf(messages: readonly (Message | undefined)[]): unknown[] {
  return messages.map((message) => (message?.push?.pub as { readonly data: unknown } | undefined)?.data);
}

async function clients(server: RunningServer): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as {
    nodes: readonly { num_clients: number }[];
  };
  return nodes[0]?.num_clients ?? 0;
}
