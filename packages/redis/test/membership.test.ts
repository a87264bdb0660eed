import { expect, it } from 'vitest';
import { ManualClock } from '../../server/test/manual-clock.ts';
import { quiet } from '../../server/test/running-server.ts';
import { Keys } from '../src/keys.ts';
import { Membership } from '../src/membership.ts';
import { onRedis } from './servers/on-redis.ts';
import { temporaryRedis } from './servers/temporary-redis.ts';
import { passTime } from './servers/time.ts';

onRedis('servers on one Redis', () => {
  const redis = temporaryRedis();

  it('miss one that is lost, once, and within its lease', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.membership.close();
    for (let beat = 0; beat < 6; beat += 1) {
      await two.advance(1_000);
    }
    expect(two.lost).toEqual(['one']);
  });

  it('miss it also where the clock of Redis was set back', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.membership.close();
    await passTime(redis.own, -3_600_000);
    for (let beat = 0; beat < 8; beat += 1) {
      await two.advance(1_000);
    }
    expect(two.lost).toEqual(['one']);
  });

  it('miss nobody where the clock of Redis was set forward', async () => {
    const [one, two] = [await open('one'), await open('two')];
    await passTime(redis.own, 3_600_000);
    for (let beat = 0; beat < 8; beat += 1) {
      await one.advance(0);
      await two.advance(1_000);
    }
    expect([one.lost, two.lost]).toEqual([[], []]);
  });

  async function open(server: string) {
    const clock = new ManualClock();
    const store = await redis.openStore();
    const lost: string[] = [];
    let beaten = Promise.withResolvers<void>();
    const membership = redis.closing(
      new Membership({
        store,
        keys: new Keys('test', 0, '*'),
        clock,
        log: quiet,
        server,
        leaseMs: 4_000,
        leaveMs: 1_000,
        renamed: async () => undefined,
        lost: async (name) => {
          lost.push(name);
        },
        beat: async () => beaten.resolve(),
      }),
    );
    await membership.start();
    return {
      membership,
      lost,
      /** Lets time pass in Redis, and the server say once that it is there. */
      async advance(ms: number) {
        await passTime(redis.own, ms);
        beaten = Promise.withResolvers();
        clock.advance(1_000);
        await beaten.promise;
        // What was begun in `finally`.
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
  }
});
