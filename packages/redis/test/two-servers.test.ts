import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  connectionToken,
  next,
  type RunningServer,
  subscriptionToken,
} from '../../server/test/running-server.ts';
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
    const subscribed = next<{ streamPosition: { epoch: string; offset: number } }>(
      subscription,
      'subscribed',
    );
    subscription.subscribe();
    first.connect();
    await subscribed;

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
});
