import { describe, expect, it } from 'vitest';
import { connectedSocket, connectionToken, startServer, subscriptionToken } from '../running-server.ts';

describe('a subscription that is still being decided on', () => {
  it('gives no right to the channel’s history, presence or to publish', async () => {
    await using server = await startServer({
      channels: { namespaces: { presence: { clientPublish: true } } },
    });
    await server.call('publish', { channel: 'presence:8', data: 'for others' });
    await using socket = await connectedSocket(server);

    socket.send(
      [
        { id: 2, subscribe: { channel: 'presence:8', token: 'a.b.c' } },
        { id: 3, history: { channel: 'presence:8', limit: -1 } },
        { id: 4, presence: { channel: 'presence:8' } },
        { id: 5, presence_stats: { channel: 'presence:8' } },
        { id: 6, publish: { channel: 'presence:8', data: 'forged' } },
      ]
        .map((command) => JSON.stringify(command))
        .join('\n'),
    );

    const replies = await socket.replies(5);
    expect(replies.map(({ id, error }) => [id, error?.code]).sort()).toEqual([
      [2, 103],
      [3, 103],
      [4, 103],
      [5, 103],
      [6, 103],
    ]);
    const { publications } = (await server.call('history', { channel: 'presence:8', limit: -1 })).body.result;
    expect(publications).toMatchObject([{ data: 'for others' }]);
  });

  it('that the client left meanwhile leaves nothing behind that could end a later one', async () => {
    await using server = await startServer({ limits: { expiryGrace: '0s' } });
    await using socket = await connectedSocket(server);
    const subscribe = (id: number, token: string) =>
      JSON.stringify({ id, subscribe: { channel: 'user:7', token } });
    const soon = await subscriptionToken('7', 'user:7', { exp: Math.ceil(Date.now() / 1000) + 1 });
    const later = await subscriptionToken('7', 'user:7');

    socket.send(`${subscribe(2, soon)}\n{"id":3,"unsubscribe":{"channel":"user:7"}}\n${subscribe(4, later)}`);
    const replies = await socket.replies(3);
    // A subscription whose token is over at the same time tells that time has come.
    socket.send(
      JSON.stringify({
        id: 5,
        subscribe: {
          channel: 'role:a',
          token: await subscriptionToken('7', 'role:a', { exp: Math.ceil(Date.now() / 1000) + 2 }),
        },
      }),
    );
    const [, expired] = await socket.replies(2);

    expect(replies.map(({ id, error }) => [id, error?.code]).sort()).toEqual([
      [2, 100],
      [3, undefined],
      [4, undefined],
    ]);
    expect(expired).toMatchObject({ push: { channel: 'role:a', unsubscribe: { code: 2501 } } });
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
  });
});

describe('a connection that ends while commands wait for it', () => {
  it('leaves nobody in a channel or its presence', async () => {
    await using server = await startServer();
    await using socket = await server.socket();
    const token = await subscriptionToken('', 'presence:p', { iat: undefined });
    socket.send(
      [
        { id: 1, connect: { token: await connectionToken('7', { channels: ['undeclared:1'] }) } },
        { id: 2, subscribe: { channel: 'presence:p', token } },
      ]
        .map((command) => JSON.stringify(command))
        .join('\n'),
    );

    expect(await socket.closed()).toMatchObject({ code: 3507, reason: 'unknown channel' });
    expect((await server.call('presence_stats', { channel: 'presence:p' })).body.result.num_clients).toBe(0);
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
  });
});

describe('a connection token', () => {
  it('may name a channel twice', async () => {
    await using server = await startServer();
    await using socket = await server.socket();
    const token = await connectionToken('7', { channels: ['user:7', 'role:a', 'user:7'] });
    socket.send(JSON.stringify({ id: 1, connect: { token } }));
    const [reply] = await socket.replies(1);
    expect(reply).toMatchObject({ connect: { subs: { 'user:7': {}, 'role:a': {} } } });
  });
});

describe('a connect of which one channel can’t be had', () => {
  it('is refused alone, and leaves no failure to nobody while another channel is still set up', async () => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): void => {
      unheard.push(error);
    };
    process.on('unhandledRejection', hear);
    try {
      await using server = await startServer({ channels: { namespaces: { room: { presence: true } } } });
      await using socket = await server.socket();
      const token = await connectionToken('7', { channels: ['room:1', 'nowhere:2'] });

      socket.send(JSON.stringify({ id: 1, connect: { token } }));

      expect(await socket.closed()).toMatchObject({ code: 3507 });
      await using other = await connectedSocket(server);
      expect(other.socket.closed).toBe(false);
    } finally {
      process.off('unhandledRejection', hear);
    }
    expect(unheard).toEqual([]);
  });
});
