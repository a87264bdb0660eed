import { brokerSuite } from '../../../server/test/broker/broker-suite.ts';
import { ManualClock } from '../../../server/test/manual-clock.ts';
import { quiet } from '../../../server/test/running-server.ts';
import { RedisBroker } from '../../src/broker/redis-broker.ts';
import { Keys } from '../../src/keys.ts';
import { onRedis } from '../servers/on-redis.ts';
import { temporaryRedis } from '../servers/temporary-redis.ts';
import { passTime } from '../servers/time.ts';

onRedis('a broker in Redis', () => {
  const redis = temporaryRedis();
  let made = 0;

  brokerSuite('RedisBroker', async (sink) => {
    const clock = new ManualClock();
    const store = await redis.openStore();
    const broker = redis.closing(
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
        idempotencyWindowMs: 5_000,
        replicas: 0,
        lost: () => undefined,
      }),
    );
    return {
      broker,
      async advance(ms) {
        clock.advance(ms);
        await store.command('', ['PING']);
        await passTime(redis.own, ms);
      },
    };
  });
});
