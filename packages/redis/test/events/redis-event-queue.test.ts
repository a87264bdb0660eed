import { expect, it } from 'vitest';
import { eventQueueSuite, taken, types } from '../../../server/test/events/event-queue-suite.ts';
import { quiet } from '../../../server/test/running-server.ts';
import { RedisEventQueue } from '../../src/events/redis-event-queue.ts';
import { Keys } from '../../src/keys.ts';
import { onRedis } from '../servers/on-redis.ts';
import { temporaryRedis } from '../servers/temporary-redis.ts';
import { passTime } from '../servers/time.ts';

onRedis('events in Redis', () => {
  const redis = temporaryRedis();

  eventQueueSuite('RedisEventQueue', () => open('one'));

  it('of one server are told by another, in the order in which they came', async () => {
    const [one, two] = [await open('one'), await open('two')];
    for (const [n, queue] of [one, two, one, two].entries()) {
      queue.add({ type: `e${n}`, at: 1 }, 100);
      // So that it is in Redis before the next one.
      await queue.flush();
    }
    expect(types(await taken(two, 10))).toEqual(['e0', 'e1', 'e2', 'e3']);
  });

  it('are one server’s until it is done with them, or took too long', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.add({ type: 'a', at: 1 }, 100);
    const batch = await taken(one, 10);
    two.add({ type: 'b', at: 1 }, 100);
    const held = await two.take(10, 1_000);
    expect(held).toEqual({ heldMs: expect.any(Number) });
    expect((held as { heldMs: number }).heldMs).toBeLessThanOrEqual(1_000);
    await redis.own.send('HINCRBY', 'test:0:s:{default}events:state', 'until', '-1000');
    // The first one may have been delivering all the time: Drupal knows the id.
    expect(await taken(two, 10)).toEqual(batch);
    expect(await one.take(10, 1_000)).toEqual({ heldMs: expect.any(Number) });
    expect(await two.done(batch.id, false)).toBe(1);
    expect(types(await taken(one, 10))).toEqual(['b']);
  });

  it('of a server that has ended are not held up by a clock that was set back', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.add({ type: 'a', at: 1 }, 100);
    const batch = await taken(one, 10);
    await redis.own.send('HINCRBY', 'test:0:s:{default}events:state', 'until', '3600000');
    expect(await taken(two, 10)).toEqual(batch);
  });

  it('are taken by exactly one of many servers that ask at once', async () => {
    const queues = await Promise.all(['one', 'two', 'three', 'four'].map(open));
    const told: string[] = [];
    for (const [n, queue] of queues.entries()) {
      for (let m = 0; m < 50; m += 1) {
        queue.add({ type: `${n}.${m}`, at: 1 }, 1_000);
      }
    }
    const work = queues.map(async (queue) => {
      while (told.length < 200) {
        const batch = await queue.take(7, 60_000);
        if (batch !== undefined && 'id' in batch) {
          told.push(...types(batch));
          await queue.done(batch.id, false);
        }
      }
    });
    await Promise.all(work);
    expect(told).toHaveLength(200);
    for (const n of queues.keys()) {
      const own = told.filter((type) => type.startsWith(`${n}.`));
      expect(own).toEqual(Array.from({ length: 50 }, (_, m) => `${n}.${m}`));
    }
  });

  it('that came before the answer got lost don’t come again', async () => {
    const queue = await open('one');
    queue.add({ type: 'a', at: 1 }, 100);
    await queue.flush();
    // As if Redis had never said that it has it.
    await redis.own.send('SET', 'test:0:s:{default}events:from:one', '2');
    queue.add({ type: 'b', at: 1 }, 100);
    queue.add({ type: 'c', at: 1 }, 100);
    expect(types(await taken(queue, 10))).toEqual(['a', 'c']);
  });

  it('that nobody delivers are noticed', async () => {
    const [one, two] = [await open('one'), await open('two')];
    let woken = 0;
    two.onWaiting(() => {
      woken += 1;
    });
    await two.confirm();
    one.add({ type: 'a', at: 1 }, 100);
    await taken(one, 10);
    await two.confirm();
    expect(woken).toBe(1);
  });

  it('leave nothing behind, and garbage among them holds up no other', async () => {
    const queue = await open('one');
    queue.add({ type: 'a', at: 1 }, 1);
    queue.add({ type: 'b', at: 1 }, 1);
    await redis.own.send('RPUSH', 'test:0:s:{default}events', '{"type":');
    const batch = await taken(queue, 10);
    await queue.done(batch.id, false);
    queue.add({ type: 'c', at: 1 }, 100);
    const next = await taken(queue, 10);
    expect([...types(batch), ...types(next)]).toContain('c');
    await queue.done(next.id, false);
    await passTime(redis.own, 600_000);
    expect(await redis.own.send('KEYS', '*')).toEqual([]);
  });

  async function open(server: string): Promise<RedisEventQueue> {
    const store = await redis.openStore();
    return new RedisEventQueue({
      store,
      keys: new Keys('test', 0, 'default'),
      log: quiet,
      server,
      group: 'test:0',
    });
  }
});
