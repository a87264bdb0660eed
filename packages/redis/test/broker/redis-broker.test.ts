import { afterAll, afterEach, beforeAll } from 'vitest';
import { brokerSuite } from '../../../server/test/broker/broker-suite.ts';
import { ManualClock } from '../../../server/test/manual-clock.ts';
import { quiet } from '../../../server/test/running-server.ts';
import { RedisBroker } from '../../src/broker/redis-broker.ts';
import { Keys } from '../../src/keys.ts';
import { SingleRoutes } from '../../src/store/single-routes.ts';
import { Store } from '../../src/store/store.ts';
import { onRedis } from '../servers/on-redis.ts';
import { type RedisConnection, RedisServer } from '../servers/redis-server.ts';
import { passTime } from '../servers/time.ts';

onRedis('RedisBroker', () => {
  let redis: RedisServer;
  let own: RedisConnection;
  const opened: { close(): void }[] = [];
  let made = 0;
  const uniqueId = (): string => {
    made += 1;
    return `e${made}`;
  };

  beforeAll(async () => {
    redis = await RedisServer.start();
    own = await redis.connect();
  });
  afterEach(async () => {
    for (const part of opened.splice(0)) {
      part.close();
    }
    await own.send('FLUSHALL');
  });
  afterAll(async () => {
    await own[Symbol.asyncDispose]();
    await redis[Symbol.asyncDispose]();
  });

  brokerSuite('RedisBroker', async (sink) => {
    const clock = new ManualClock();
    const { host, port } = redis;
    const store = new Store({
      access: { database: 0, timeoutMs: 2_000 },
      log: quiet,
      routes: ({ access, log, linked }) =>
        new SingleRoutes({ access, log, linked, find: async () => ({ host, port }) }),
    });
    await store.start();
    const broker = new RedisBroker({
      store,
      keys: new Keys('test', 0, 'default'),
      sink,
      clock,
      log: quiet,
      uniqueId,
      idempotencyWindowMs: 5_000,
      replicas: 0,
      lost: () => undefined,
    });
    opened.push(broker, store);
    return {
      broker,
      async advance(ms) {
        clock.advance(ms);
        await store.command('', ['PING']);
        await passTime(own, ms);
      },
    };
  });
});
