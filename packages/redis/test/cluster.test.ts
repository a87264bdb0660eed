import type { Subscription } from 'centrifuge';
import { expect, it } from 'vitest';
import {
  connectionToken,
  next,
  type RunningServer,
  subscriptionToken,
} from '../../server/test/running-server.ts';
import { subscribed } from '../../server/test/subscribed.ts';
import { Keys } from '../src/keys.ts';
import { slotOf } from '../src/store/slot.ts';
import { onRedis } from './servers/on-redis.ts';
import { RedisCluster } from './servers/redis-cluster.ts';
import { startOnRedis } from './servers/start-on-redis.ts';

const atOnce = { minResubscribeDelay: 10, maxResubscribeDelay: 50 };

onRedis('two servers on a Redis Cluster', () => {
  it.each([
    ['follow a channel whose slot moves while it is published to', {}],
    [
      'do so too where nodes say no host but their own, which is meant',
      {
        host: '127.0.0.2',
        args: ['--cluster-announce-ip', '127.0.0.2', '--cluster-preferred-endpoint-type', 'unknown-endpoint'],
      },
    ],
  ])('%s', async (_, node) => {
    await using cluster = await RedisCluster.start(3, { place: () => node });
    const engine = { url: cluster.url, mode: 'cluster' };
    await using one = await startOnRedis(engine);
    await using other = await startOnRedis(engine);
    const client = one.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('user:7', {
      token: await subscriptionToken('7', 'user:7'),
      minResubscribeDelay: 10,
      maxResubscribeDelay: 50,
    });
    const heard = new Set<unknown>();
    let note: () => void = () => undefined;
    subscription.on('publication', ({ data }) => {
      heard.add(data);
      note();
    });
    const there = next(subscription, 'subscribed');
    subscription.subscribe();
    client.connect();
    await there;
    const marks: boolean[] = [];
    subscription.on('subscribed', ({ recovered }) => marks.push(recovered));

    let isMoved = false;
    const moved = cluster.move(slotOf(new Keys('test', 0, 'default').meta('user:7'))).then(() => {
      isMoved = true;
    });
    const said: number[] = [];
    while (!isMoved || said.length < 50) {
      const { status, body } = await other.call('publish', {
        channel: 'user:7',
        data: said.length,
        idempotency_key: String(said.length),
      });
      // While a slot moves its Cluster may ask for patience; the key makes it the same publication.
      if (status === 200) {
        said.push(said.length);
      } else {
        expect(body.error.code).toBe(100);
      }
    }
    await moved;
    const last = said.at(-1);
    await new Promise<void>((resolve) => {
      note = () => heard.has(last) && resolve();
      note();
    });
    // What it missed it was told of: the slot has another master, of another generation.
    if (!marks.includes(false)) {
      expect([...heard]).toEqual(said);
    }
    const { body } = await one.call('history', { channel: 'user:7', limit: 100 });
    expect((body.result.publications as { data: unknown }[]).map(({ data }) => data)).toEqual(
      said.slice(-100),
    );
  });

  it.each([
    ['at rest', 0],
    // Longer than the pause between two questions whether it is alive: one of them waits for its answer.
    ['while the server waits for an answer', 1_500],
  ])('hear on where a node ends subscriptions of its own slot, %s', async (_, busyMs) => {
    await using cluster = await RedisCluster.start(3);
    const engine = { url: cluster.url, mode: 'cluster' };
    // Only what Redis says about its subscriptions may help.
    await using server = await startOnRedis(engine, { limits: { positionCheck: '1h' } });
    const subscription = await subscribed(server, '7', 'user:7', atOnce);
    await cluster.claim(slotOf(new Keys('test', 0, 'default').pushes('user:7')), { busyMs });
    const heard = next<{ data: unknown }>(subscription, 'publication');
    await server.call('publish', { channel: 'user:7', data: 'after' });
    expect((await heard).data).toBe('after');
  });

  it('hear what they can while a slot is nobody’s, and all of it later', async () => {
    await using cluster = await RedisCluster.start(3, {
      place: () => ({ args: ['--cluster-require-full-coverage', 'no'] }),
    });
    const giveBack = await cluster.disown(slotOf(new Keys('test', 0, 'default').pushes('user:8')));
    await using server = await startOnRedis({ url: cluster.url, mode: 'cluster', timeout: '1s' });
    const [later, now] = [
      subscribed(server, '8', 'user:8', atOnce),
      subscribed(server, '7', 'user:7', atOnce),
    ];
    const subscription = await now;
    await Promise.all(
      cluster.nodes.map(async (node) => {
        await using own = await node.connect();
        await own.send('CLIENT', 'KILL', 'TYPE', 'pubsub');
      }),
    );
    await published(server, subscription, 'while user:8 is nobody’s');
    await giveBack();
    await published(server, await later, 'again');
  });
});

/** Publishes, again and again while a part of the store is away, until it is heard. */
async function published(server: RunningServer, subscription: Subscription, data: string): Promise<void> {
  const heard = next(subscription, 'publication');
  const message = { channel: subscription.channel, data, idempotency_key: data };
  while ((await server.call('publish', message)).status !== 200) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await heard;
}
