import type { Clock, PublicationSink } from '@drupal-nodejs/server';
import { expect, it } from 'vitest';
import { brokerSuite } from '../../../server/test/broker/broker-suite.ts';
import { ManualClock } from '../../../server/test/manual-clock.ts';
import { quiet } from '../../../server/test/running-server.ts';
import { RedisBroker } from '../../src/broker/redis-broker.ts';
import { Keys } from '../../src/keys.ts';
import type { Store } from '../../src/store/store.ts';
import { onRedis } from '../servers/on-redis.ts';
import { temporaryRedis } from '../servers/temporary-redis.ts';
import { passTime } from '../servers/time.ts';

onRedis('a broker in Redis', () => {
  const redis = temporaryRedis();
  let made = 0;

  brokerSuite('RedisBroker', async (sink) => {
    const clock = new ManualClock();
    const store = await redis.openStore();
    const broker = open(store, sink, clock);
    return {
      broker,
      async advance(ms) {
        clock.advance(ms);
        await store.command('', ['PING']);
        await passTime(redis.own, ms);
      },
    };
  });

  it('publishes with an idempotency key where none is remembered', async () => {
    const nobody: PublicationSink = {
      isHeard: () => false,
      publication: () => undefined,
      announcement: () => undefined,
      stands: () => undefined,
    };
    const broker = open(await redis.openStore(), nobody, new ManualClock(), 0);
    const options = { retention: { size: 3, ttlMs: 1_000 }, idempotencyKey: 'order-17' };
    expect((await broker.publish('x', { data: '1' }, options)).offset).toBe(1);
    expect((await broker.publish('x', { data: '1' }, options)).offset).toBe(2);
  });

  function open(store: Store, sink: PublicationSink, clock: Clock, idempotencyWindowMs = 5_000): RedisBroker {
    return redis.closing(
      new RedisBroker({
        store,
        keys: new Keys('test', 0, 'default'),
        sink,
        clock,
        log: quiet,
        uniqueId: () => {
          made += 1;
          return `e${made}`;
        },
        idempotencyWindowMs,
        replicas: 0,
        lost: () => undefined,
      }),
    );
  }
});
