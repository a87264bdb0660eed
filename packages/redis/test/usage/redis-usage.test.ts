import { expect, it } from 'vitest';
import { quiet } from '../../../server/test/running-server.ts';
import { usageSuite } from '../../../server/test/usage/usage-suite.ts';
import { Keys } from '../../src/keys.ts';
import { RedisUsage } from '../../src/usage/redis-usage.ts';
import { onRedis } from '../servers/on-redis.ts';
import { temporaryRedis } from '../servers/temporary-redis.ts';

onRedis('usage in Redis', () => {
  const redis = temporaryRedis();

  usageSuite('RedisUsage', () => open('one'));

  it('tells the first use and the end of the last one of all servers, once', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.usage.begin('x');
    expect(await one.told(1)).toEqual(['+x']);
    two.usage.begin('x');
    two.usage.begin('y');
    expect(await two.told(1)).toEqual(['+y']);
    one.usage.end('x');
    one.usage.begin('z');
    expect(await one.told(2)).toEqual(['+x', '+z']);
    two.usage.end('x');
    expect(await two.told(2)).toEqual(['+y', '-x']);
    expect((await one.usage.which()).toSorted()).toEqual(['y', 'z']);
  });

  it('of a server that is lost is ended by another, which tells what nobody else uses', async () => {
    const [one, two] = [await open('one'), await open('two')];
    const many = Array.from({ length: 2_000 }, (_, n) => `x${n}`);
    for (const key of many) {
      one.usage.begin(key);
    }
    await one.told(many.length);
    two.usage.begin('x7');
    two.usage.begin('y');
    await two.told(1);
    await two.usage.reap('one');
    const ended = (await two.told(many.length)).filter((text) => text.startsWith('-'));
    expect(ended.toSorted()).toEqual(
      many
        .filter((key) => key !== 'x7')
        .map((key) => `-${key}`)
        .toSorted(),
    );
    expect((await two.usage.which()).toSorted()).toEqual(['x7', 'y']);
  });

  it('is told again by a server that the others took for lost', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.usage.begin('x');
    await one.told(1);
    await two.usage.reap('one');
    await one.usage.rejoin('one~1');
    expect([await one.told(2), await two.told(1)]).toEqual([['+x', '+x'], ['-x']]);
  });

  it('that was noted after the others had cleared up is not left behind', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.usage.begin('x');
    await one.told(1);
    await two.usage.reap('one');
    // It doesn't know yet.
    await one.usage.resume();
    await one.usage.rejoin('one~1');
    expect(await one.told(3)).toEqual(['+x', '-x', '+x']);
    one.usage.end('x');
    await one.told(4);
    expect(await redis.own.send('KEYS', '*')).toEqual([]);
  });

  it('comes back where Redis lost it, without being told again', async () => {
    const [one, two] = [await open('one'), await open('two')];
    one.usage.begin('x');
    await one.told(1);
    two.usage.begin('x');
    two.usage.begin('z');
    await two.told(1);
    await redis.own.send('FLUSHALL');
    await Promise.all([one.usage.resume(), two.usage.resume()]);
    one.usage.end('x');
    one.usage.begin('w');
    expect(await one.told(2)).toEqual(['+x', '+w']);
    two.usage.end('x');
    expect(await two.told(2)).toEqual(['+z', '-x']);
  });

  async function open(server: string) {
    const store = await redis.openStore();
    const told: string[] = [];
    let changed = Promise.withResolvers<void>();
    const note = (text: string): void => {
      told.push(text);
      changed.resolve();
      changed = Promise.withResolvers();
    };
    const usage = new RedisUsage({
      store,
      keys: new Keys('test', 0, 'default'),
      log: quiet,
      kind: 'users',
      server,
      sink: { began: (key) => note(`+${key}`), ended: (key) => note(`-${key}`) },
    });
    return {
      usage,
      async told(count: number) {
        while (told.length < count) {
          await changed.promise;
        }
        return told;
      },
    };
  }
});
