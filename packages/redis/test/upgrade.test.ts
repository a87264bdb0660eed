import { Centrifuge, type Subscription } from 'centrifuge';
import { expect, it, onTestFinished } from 'vitest';
import { backendKey, DrupalDouble } from '../../server/test/backend/drupal-double.ts';
import { Crowd, lossless, upgradeTwice, type Way } from '../../server/test/handover/crowd.ts';
import { connectionToken, next } from '../../server/test/running-server.ts';
import { ServeProcess } from '../../server/test/serve-process.ts';
import { onRedis } from './servers/on-redis.ts';
import { RedisServer } from './servers/redis-server.ts';

const webSockets = Array.from({ length: 10 }, (): Way => ['websocket', 'json']);

onRedis('an upgrade in place of one of two servers on a Redis', () => {
  it('closes no WebSocket, and loses nothing of what the other one publishes meanwhile', async () => {
    await using redis = await RedisServer.start();
    const options = { engine: { type: 'redis', url: redis.url, prefix: 'upgrade' }, channels: lossless };
    await using server = await ServeProcess.start({ ...options, limits: { recovery: 100_000 } });
    await using other = await ServeProcess.start(options);
    const crowd = await Crowd.connect(server, webSockets);
    const published = await upgradeTwice(server, crowd, other);
    expect(crowd.logs).toEqual(crowd.logs.map(() => published));
    // A subscription may find that it missed something, and recovers it.
    expect(crowd.interruptions.filter((what) => !what.includes('sub 2500'))).toEqual([]);
    crowd.disconnect();
  }, 120_000);

  it('leaves nobody present who left after it', async () => {
    await using redis = await RedisServer.start();
    const namespaces = { p: { presence: true, joinLeave: true, clientSubscribe: true } };
    await using server = await ServeProcess.start({
      engine: { type: 'redis', url: redis.url, prefix: 'upgrade' },
      channels: { namespaces },
    });
    const [stays, leaves] = ['7', '8'].map((user) => {
      const getToken = () => connectionToken(user);
      const client = new Centrifuge(`ws://${server.clients}/connection/websocket`, { getToken });
      onTestFinished(() => client.disconnect());
      client.connect();
      return client.newSubscription('p:1');
    }) as [Subscription, Subscription];
    for (const subscription of [stays, leaves]) {
      subscription.subscribe();
      await subscription.ready();
    }
    const present = async () => {
      const response = await server.call('presence_stats', { channel: 'p:1' });
      return ((await response.json()) as { result: unknown }).result;
    };
    const both = { num_clients: 2, num_users: 2 };
    expect(await present()).toEqual(both);

    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    expect(await present()).toEqual(both);
    const left = next(stays, 'leave');
    leaves.unsubscribe();
    await left;
    expect(await present()).toEqual({ num_clients: 1, num_users: 1 });
  }, 120_000);

  it('leaves nobody connected who hears nothing, when rights change while it is at rest', async () => {
    await using redis = await RedisServer.start();
    await using drupal = await DrupalDouble.start();
    // What has no answer is waited for: the rest is as long as that.
    const answer = Promise.withResolvers<{ body: object }>();
    drupal.answers['/nodejs/rpc'] = () => answer.promise;
    const engine = { type: 'redis', url: redis.url, prefix: 'upgrade' };
    // Who waits for a new token waits for longer than that.
    const options = { engine, limits: { refreshRate: '1/m' }, drainWindow: '10m' };
    await using server = await ServeProcess.start({
      ...options,
      backend: { url: drupal.url, keys: [backendKey], rpc: { slow: { timeout: '1m' } } },
    });
    await using other = await ServeProcess.start(options);
    const connect = async (user: string): Promise<Centrifuge> => {
      const getToken = () => connectionToken(user, { channels: [`user:${user}`] });
      const endpoint = `ws://${server.clients}/connection/websocket`;
      const client = new Centrifuge(endpoint, { getToken, minReconnectDelay: 10, maxReconnectDelay: 50 });
      onTestFinished(() => client.disconnect());
      client.connect();
      await client.ready();
      return client;
    };
    const busy = await connect('1');
    busy.rpc('slow', 1).catch(() => undefined);
    await drupal.until('/nodejs/rpc', 1);
    const users = ['7', '8', '9'];
    const clients = await Promise.all(users.map(connect));
    const back = clients.map((client) => next(client, 'connecting').then(() => client.ready()));

    const upgraded = server.upgrade();
    await atRest(server, other);
    const revoked = other.call('revoke', { users, mode: 'refresh', at: Date.now() / 1000 });
    await askOften(other);
    answer.resolve({ body: {} });
    expect(await upgraded).toMatchObject({ msg: 'the successor took over' });
    await revoked;
    await Promise.all(back);
    const heard = clients.map((client) => next(client, 'publication'));
    await server.call('broadcast', { channels: users.map((user) => `user:${user}`), data: 'after' });
    await Promise.all(heard);
  }, 120_000);
});

/** Resolves when a server has no answer in which another one gives many. */
async function atRest(server: ServeProcess, other: ServeProcess): Promise<void> {
  for (let isAnswered = true; isAnswered; ) {
    isAnswered = false;
    const asked = server.call('presence_stats', { channel: 'user:7' }).then(() => {
      isAnswered = true;
    });
    await askOften(other, () => isAnswered);
    asked.catch(() => undefined);
  }
}

/** What was asked of the server before has come to it by then. */
async function askOften(server: ServeProcess, isEnough = () => false): Promise<void> {
  for (let n = 0; n < 50 && !isEnough(); n += 1) {
    await server.call('presence_stats', { channel: 'user:7' });
  }
}
