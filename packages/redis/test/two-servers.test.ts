import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  connectionToken,
  next,
  type RunningServer,
  subscriptionToken,
} from '../../server/test/running-server.ts';
import { subscribed } from '../../server/test/subscribed.ts';
import { onRedis } from './servers/on-redis.ts';
import { type RedisConnection, RedisServer } from './servers/redis-server.ts';
import { startOnRedis } from './servers/start-on-redis.ts';

onRedis('two servers on one Redis', () => {
  let redis: RedisServer;
  let own: RedisConnection;
  let a: RunningServer;
  let b: RunningServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
    own = await redis.connect();
    [a, b] = await Promise.all([startOnRedis({ url: redis.url }), startOnRedis({ url: redis.url })]);
  });
  afterAll(async () => {
    await a[Symbol.asyncDispose]();
    await b[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  it('are one: a client of the one hears what came to the other, and recovers there', async () => {
    const token = await connectionToken('7');
    const getToken = (): Promise<string> => subscriptionToken('7', 'user:7');
    const first = a.client({ token });
    const subscription = first.newSubscription('user:7', { getToken });
    const heard: unknown[] = [];
    subscription.on('publication', ({ data }) => heard.push(data));
    const there = next<{ streamPosition: { epoch: string; offset: number } }>(subscription, 'subscribed');
    subscription.subscribe();
    first.connect();
    await there;

    const came = next(subscription, 'publication');
    const { body } = await b.call('publish', { channel: 'user:7', data: 'one' });
    await came;
    first.disconnect();
    await a.call('publish', { channel: 'user:7', data: 'two' });
    await b.call('publish', { channel: 'user:7', data: 'three' });

    const since = body.result as { epoch: string; offset: number };
    const second = b.client({ token });
    const resumed = second.newSubscription('user:7', { getToken, since });
    const recovered: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      resumed.on('publication', ({ data }) => recovered.push(data) === 2 && resolve());
    });
    const state = next<{ recovered: boolean }>(resumed, 'subscribed');
    resumed.subscribe();
    second.connect();
    expect((await state).recovered).toBe(true);
    await all;
    expect([heard, recovered]).toEqual([['one'], ['two', 'three']]);
  });

  it('know who is in a channel at either, and tell who comes and goes', async () => {
    const alice = await subscribed(a, '7', 'presence:1');
    const came = new Promise<void>((resolve) => {
      alice.on('join', ({ info }) => info.user === '8' && resolve());
    });
    const bob = await subscribed(b, '8', 'presence:1');
    await came;
    const { body } = await a.call('presence_stats', { channel: 'presence:1' });
    expect(body.result).toEqual({ num_clients: 2, num_users: 2 });
    const left = next<{ info: { user: string } }>(alice, 'leave');
    bob.unsubscribe();
    expect((await left).info.user).toBe('8');
    const users = Object.values((await alice.presence()).clients);
    expect(users.map(({ user }) => user)).toEqual(['7']);
  });

  it('end what a user had by a revocation that either was told', async () => {
    const client = a.client({ token: await connectionToken('9') });
    client.connect();
    await next(client, 'connected');
    const ended = next<{ code: number }>(client, 'disconnected');
    const at = Date.now() / 1000 + 1;
    expect((await b.call('revoke', { user: '9', mode: 'end', at })).body.result).toEqual({ connections: 1 });
    expect((await ended).code).toBe(3500);
    const again = a.client({ token: await connectionToken('9') });
    again.connect();
    expect((await next<{ code: number }>(again, 'disconnected')).code).toBe(3500);
  });

  it('answer for each other, whichever the API asks', async () => {
    const alice = await subscribed(a, '13', 'user:13');
    await subscribed(b, '8', 'chat:1');
    const { channels } = (await a.call('channels', {})).body.result as { channels: object };
    expect(channels).toMatchObject({ 'user:13': { num_clients: 1 }, 'chat:1': { num_clients: 1 } });
    const nodes = (await a.call('info', {})).body.result.nodes as unknown[];
    expect(nodes).toHaveLength(2);
    const occupied = (await a.call('occupancy', { prefix: 'chat:' })).body.result.channels;
    expect(occupied).toEqual(['chat:1']);

    const gone = next<{ code: number }>(alice, 'unsubscribed');
    await b.call('unsubscribe', { user: '13', channel: 'user:13' });
    expect((await gone).code).toBe(2000);
    const client = a.client({ token: await connectionToken('10') });
    client.connect();
    await next(client, 'connected');
    const mine = next<{ channel: string }>(client, 'subscribed');
    await b.call('subscribe', { user: '10', channel: 'chat:2' });
    expect((await mine).channel).toBe('chat:2');
    const ended = next<{ code: number }>(client, 'disconnected');
    await b.call('disconnect', { user: '10' });
    expect((await ended).code).toBe(3503);
    expect((await b.call('subscribe', { user: '13', channel: 'nowhere:1' })).status).toBe(404);
  });

  it.each(['http_stream', 'sse'] as const)(
    'need no sticky sessions: what a client of %s says may come to the other',
    async (transport) => {
      const client = a.client(
        {
          token: await connectionToken('7'),
          emulationEndpoint: b.url.replace('ws:', 'http:').replace('connection/websocket', 'emulation'),
        },
        transport,
      );
      const subscription = client.newSubscription('user:7', {
        token: await subscriptionToken('7', 'user:7'),
      });
      client.connect();
      await next(client, 'connected');
      const done = next(subscription, 'subscribed');
      subscription.subscribe();
      await done;
      const came = next<{ data: unknown }>(subscription, 'publication');
      await b.call('publish', { channel: 'user:7', data: 'hello' });
      expect((await came).data).toBe('hello');
    },
  );

  it('survive what no server of ours sends', async () => {
    const alice = await subscribed(a, '14', 'user:14');
    const names = (await own.send('PUBSUB', 'SHARDCHANNELS', 'test:*')) as string[];
    for (const name of names) {
      for (const text of [
        '',
        'garbage',
        'null',
        '{}',
        '{"letter":1}',
        '{"letter":"{"}',
        '1 e\n{"info":1}\n1',
        'join\n',
      ]) {
        await own.send('SPUBLISH', name, text);
      }
    }
    const came = next<{ data: unknown }>(alice, 'publication');
    await b.call('publish', { channel: 'user:14', data: 'still here' });
    expect((await came).data).toBe('still here');
    expect((await a.call('info', {})).body.result.nodes).toHaveLength(2);
  });

  it('subscribe in Redis to what they have listeners for, and to nothing else', async () => {
    const names = async () =>
      ((await own.send('PUBSUB', 'SHARDCHANNELS', '*:c:*')) as string[]).map((name) => name.split(':').pop());
    const alice = await subscribed(a, '11', 'user:11');
    expect(await names()).toContain('11}');
    alice.unsubscribe();
    while ((await names()).includes('11}')) {
      await own.send('PING');
    }
  });

  it('with another prefix or database hear nothing of these, though they share the Redis', async () => {
    await using other = await startOnRedis({ url: redis.url, prefix: 'other' });
    await using elsewhere = await startOnRedis({ url: `${redis.url}/1` });
    const alice = await subscribed(a, '12', 'user:12');
    const heard: unknown[] = [];
    alice.on('publication', ({ data }) => heard.push(data));
    const strangers = await Promise.all(
      [other, elsewhere].map((server) => subscribed(server, '12', 'user:12')),
    );
    for (const stranger of strangers) {
      stranger.on('publication', () => heard.push('a stranger heard something'));
    }
    await other.call('publish', { channel: 'user:12', data: 'not for you' });
    await elsewhere.call('publish', { channel: 'user:12', data: 'nor this' });
    await other.call('revoke', { user: '12', mode: 'end', at: Date.now() / 1000 - 60 });
    expect((await other.call('info', {})).body.result.nodes).toHaveLength(1);
    const came = next(alice, 'publication');
    await b.call('publish', { channel: 'user:12', data: 'mine' });
    await came;
    expect(heard.filter((data) => data !== 'a stranger heard something')).toEqual(['mine']);
  });
});
