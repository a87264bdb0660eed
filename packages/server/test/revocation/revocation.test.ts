import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  connectedSocket,
  connectionToken,
  next,
  startServer,
  subscriptionToken,
  temporaryFolder,
} from '../running-server.ts';

const now = (): number => Date.now() / 1000;

describe('a revocation', () => {
  it('ends every connection of the user for good, and leaves others alone', async () => {
    await using server = await startServer();
    const clients = await Promise.all(
      ['7', '7', '8'].map(async (user) => server.client({ token: await connectionToken(user) })),
    );
    for (const client of clients) {
      client.connect();
    }
    await Promise.all(clients.map((client) => client.ready()));
    const ends = clients.slice(0, 2).map((client) => next<{ code: number }>(client, 'disconnected'));

    const { body } = await server.call('revoke', { user: '7', mode: 'end', at: now() });

    expect(body.result).toEqual({ connections: 2 });
    expect((await Promise.all(ends)).map(({ code }) => code)).toEqual([3500, 3500]);
    expect(clients[2]?.state).toBe('connected');
  });

  it('of one session ends that session only', async () => {
    await using server = await startServer();
    const here = server.client({ token: await connectionToken('7', { sid: 'here' }) });
    const elsewhere = server.client({ token: await connectionToken('7', { sid: 'elsewhere' }) });
    here.connect();
    elsewhere.connect();
    await Promise.all([here.ready(), elsewhere.ready()]);
    const end = next(here, 'disconnected');

    const { body } = await server.call('revoke', { user: '7', sid: 'here', mode: 'end', at: now() });

    expect(body.result).toEqual({ connections: 1 });
    await end;
    expect(elsewhere.state).toBe('connected');
  });

  it('keeps a still valid token out, but not one that was issued later', async () => {
    await using server = await startServer();
    const old = await connectionToken('7', { iat: now() - 1 });
    await server.call('revoke', { user: '7', mode: 'end', at: now() });

    const late = server.client({ token: old });
    const end = next<{ code: number }>(late, 'disconnected');
    late.connect();
    expect((await end).code).toBe(3500);
    const fresh = server.client({ token: await connectionToken('7', { iat: now() + 0.001 }) });
    fresh.connect();
    await fresh.ready();
  });

  it('of changed rights makes the client come back with a new token and all it missed', async () => {
    await using server = await startServer();
    const client = server.client({
      token: await connectionToken('7', { iat: now() - 1 }),
      getToken: () => connectionToken('7', { iat: now() + 0.001 }),
    });
    const subscription = client.newSubscription('user:7', {
      token: await subscriptionToken('7', 'user:7', { iat: now() - 1 }),
      getToken: () => subscriptionToken('7', 'user:7', { iat: now() + 0.001 }),
    });
    const heard: unknown[] = [];
    subscription.on('publication', ({ data }) => heard.push(data));
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    const left = next<{ code: number }>(client, 'connecting');

    await server.call('revoke', { user: '7', mode: 'refresh', at: now() });
    await server.call('publish', { channel: 'user:7', data: 'meanwhile' });

    expect((await left).code).toBe(3005);
    await subscription.ready();
    while (heard.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(heard).toEqual(['meanwhile']);
  });

  it('of one channel takes that channel away and keeps old grants of it out', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7', { iat: now() - 1 }) });
    const token = await subscriptionToken('7', 'role:editor', { iat: now() - 1 });
    const subscription = client.newSubscription('role:editor', { token });
    const own = client.newSubscription('user:7', {
      token: await subscriptionToken('7', 'user:7', { iat: now() - 1 }),
    });
    subscription.subscribe();
    own.subscribe();
    client.connect();
    await Promise.all([subscription.ready(), own.ready()]);
    const end = next<{ code: number }>(subscription, 'unsubscribed');

    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'end', at: now() });

    expect((await end).code).toBe(2000);
    expect(own.state).toBe('subscribed');
    const again = next<{ code: number }>(subscription, 'unsubscribed');
    subscription.subscribe();
    expect((await again).code).toBe(103);
  });

  it('does not touch what is public', async () => {
    await using server = await startServer();
    await server.call('revoke', { user: '7', mode: 'refresh', at: now() - 1 });
    const client = server.client({ token: await connectionToken('7') });
    const open = client.newSubscription('content:news', {
      token: await subscriptionToken('', 'content:news', { iat: undefined, exp: undefined }),
    });
    open.subscribe();
    client.connect();
    await open.ready();
  });

  it('outlives a restart', async () => {
    await using folder = await temporaryFolder();
    const engine = { type: 'memory', snapshot: join(folder.path, 'snapshot') };
    const old = await connectionToken('7', { iat: now() - 1 });
    {
      await using server = await startServer({ engine });
      await server.call('revoke', { user: '7', mode: 'end', at: now() });
    }
    await using server = await startServer({ engine });
    const client = server.client({ token: old });
    const end = next<{ code: number }>(client, 'disconnected');
    client.connect();
    expect((await end).code).toBe(3500);
  });

  it('of one channel makes a token that still lists it outdated, but keeps nobody out', async () => {
    await using server = await startServer();
    const channels = ['user:7', 'role:editor'];
    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'end', at: now() - 1 });
    const client = server.client({
      token: await connectionToken('7', { iat: now() - 2, channels }),
      getToken: () => connectionToken('7', { channels: ['user:7'] }),
    });
    client.connect();
    await client.ready();
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
  });

  it('that comes late still finds what was granted before it, on a connection that was refreshed since', async () => {
    await using server = await startServer();
    await using socket = await connectedSocket(server, '7', { iat: now() - 9 });
    const subscribe = async (id: number, channel: string, iat: number) => {
      const token = await subscriptionToken('7', channel, { iat });
      socket.send(JSON.stringify({ id, subscribe: { channel, token } }));
      expect(await socket.replies(1)).toMatchObject([{ id, subscribe: {} }]);
    };
    await subscribe(2, 'role:editor', now() - 9);
    await subscribe(3, 'user:7', now());
    socket.send(JSON.stringify({ id: 4, refresh: { token: await connectionToken('7') } }));
    await socket.replies(1);

    const { body } = await server.call('revoke', { user: '7', mode: 'refresh', at: now() - 5 });

    expect(body.result).toEqual({ connections: 1 });
    expect(await socket.replies(1)).toMatchObject([
      { push: { channel: 'role:editor', unsubscribe: { code: 2501 } } },
    ]);
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
  });

  it('that comes while a plugin decides on a channel wins over its yes, and who left meanwhile is nowhere', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<boolean>();
    let questions = 0;
    const subscribe = (): Promise<boolean> => {
      questions += 1;
      if (questions === 2) {
        asked.resolve();
      }
      return answer.promise;
    };
    await using server = await startServer(
      { channels: { namespaces: { room: { presence: true, joinLeave: true } } } },
      { plugins: [{ name: 'rooms', namespaces: ['room'], methods: {}, subscribe }] },
    );
    await using stays = await connectedSocket(server);
    await using leaves = await connectedSocket(server, '8');
    for (const socket of [stays, leaves]) {
      socket.send('{"id":2,"subscribe":{"channel":"room:1"}}');
    }
    await asked.promise;
    await server.call('revoke', { user: '7', channel: 'room:1', mode: 'end', at: now() + 0.001 });
    await server.call('disconnect', { user: '8' });

    answer.resolve(true);

    expect(await stays.replies(1)).toMatchObject([{ id: 2, error: { code: 103 } }]);
    expect((await server.call('presence', { channel: 'room:1' })).body.result.presence).toEqual({});
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
  });

  it('does not stand against what the API or a plugin grants later', async () => {
    await using server = await startServer(
      { channels: { namespaces: { room: {} } } },
      { plugins: [{ name: 'rooms', namespaces: ['room'], methods: {}, subscribe: async () => true }] },
    );
    await using socket = await connectedSocket(server, '7', { iat: now() - 9 });
    for (const channel of ['role:editor', 'room:1']) {
      await server.call('revoke', { user: '7', channel, mode: 'end', at: now() - 5 });
    }

    expect((await server.call('subscribe', { user: '7', channel: 'role:editor' })).status).toBe(200);
    expect(await socket.replies(1)).toMatchObject([{ push: { channel: 'role:editor', subscribe: {} } }]);
    socket.send('{"id":2,"subscribe":{"channel":"room:1"}}');
    expect(await socket.replies(1)).toMatchObject([{ id: 2, subscribe: {} }]);
  });
});
