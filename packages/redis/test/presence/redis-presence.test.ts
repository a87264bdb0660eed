import { expect, it } from 'vitest';
import { ManualClock } from '../../../server/test/manual-clock.ts';
import { presenceSuite } from '../../../server/test/presence/presence-suite.ts';
import { quiet } from '../../../server/test/running-server.ts';
import { Keys } from '../../src/keys.ts';
import { RedisPresence } from '../../src/presence/redis-presence.ts';
import { onRedis } from '../servers/on-redis.ts';
import { temporaryRedis } from '../servers/temporary-redis.ts';
import { passTime } from '../servers/time.ts';

onRedis('presence in Redis', () => {
  const redis = temporaryRedis();
  const alice = { user: '7', client: 'a' };
  const bob = { user: '8', client: 'b' };

  presenceSuite('RedisPresence', async () => (await open('one')).presence);

  it('is that of all servers', async () => {
    const [one, two] = [await open('one'), await open('two')];
    await one.presence.add('x', alice);
    await two.presence.add('x', bob);
    expect([...(await one.presence.list('x')).keys()].toSorted()).toEqual(['a', 'b']);
    await one.presence.remove('x', 'a');
    expect([...(await two.presence.list('x')).keys()]).toEqual(['b']);
  });

  it('of a server that is lost is over after its lease, and leaves nothing behind', async () => {
    const [one, two] = [await open('one'), await open('two')];
    await one.presence.add('x', alice);
    await two.presence.add('x', bob);
    one.presence.close();
    for (let third = 0; third < 4; third += 1) {
      await two.advance(3_000);
    }
    expect([...(await two.presence.list('x')).keys()]).toEqual(['b']);
    await two.presence.remove('x', 'b');
    expect(await redis.own.send('KEYS', '*')).toEqual([]);
  });

  it('comes back by itself where Redis lost it', async () => {
    const one = await open('one');
    await one.presence.add('x', alice);
    await one.presence.add('x', bob);
    await redis.own.send('FLUSHALL');
    await one.advance(3_000);
    expect(await one.presence.stats('x')).toEqual({ clients: 2, users: 2 });
  });

  it('forgets who left while Redis could not be told', async () => {
    const one = await open('one');
    await one.presence.add('x', alice);
    // As if the word that bob left had never come.
    await redis.own.send('HSET', 'test:0:q:one:{default:x}', 'b', JSON.stringify(bob));
    await one.advance(3_000);
    expect([...(await one.presence.list('x')).keys()]).toEqual(['a']);
  });

  it('of a server that is lost is over after its lease, also where the clock was set back', async () => {
    const [one, two] = [await open('one'), await open('two')];
    await one.presence.add('x', alice);
    await two.presence.add('x', bob);
    one.presence.close();
    await passTime(redis.own, -3_600_000);
    for (let third = 0; third < 6; third += 1) {
      await two.advance(3_000);
    }
    expect([...(await two.presence.list('x')).keys()]).toEqual(['b']);
  });

  it('is told where somebody else wrote into it', async () => {
    const one = await open('one');
    await one.presence.add('x', alice);
    for (const [n, text] of ['{"user":', 'null', '{}', '{"user":7,"client":"c"}'].entries()) {
      await redis.own.send('HSET', 'test:0:q:one:{default:x}', `foreign${n}`, text);
    }
    expect([...(await one.presence.list('x')).values()]).toEqual([alice]);
  });

  async function open(server: string) {
    const clock = new ManualClock();
    const store = await redis.openStore();
    const keys = new Keys('test', 0, 'default');
    const presence = redis.closing(
      new RedisPresence({ store, keys, clock, log: quiet, server, leaseMs: 9_000 }),
    );
    return {
      presence,
      async advance(ms: number) {
        await passTime(redis.own, ms);
        clock.advance(ms);
        // Twice, since a renewal may find that it has to say more.
        await store.command('', ['PING']);
        await store.command('', ['PING']);
      },
    };
  }
});
