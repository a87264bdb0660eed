import type { Revocation } from '@drupal-nodejs/server';
import { expect, it } from 'vitest';
import { ManualClock } from '../../../server/test/manual-clock.ts';
import { revocationsSuite } from '../../../server/test/revocation/revocations-suite.ts';
import { quiet } from '../../../server/test/running-server.ts';
import { Keys } from '../../src/keys.ts';
import { RedisRevocations } from '../../src/revocation/redis-revocations.ts';
import { onRedis } from '../servers/on-redis.ts';
import { temporaryRedis } from '../servers/temporary-redis.ts';

onRedis('revocations in Redis', () => {
  const redis = temporaryRedis();

  revocationsSuite('RedisRevocations', open);

  it('are known to a server that comes later, and told to one that could not hear of them', async () => {
    const one = await open();
    const two = await open();
    const mark = { user: '7', sid: 's', mode: 'end', at: one.now } as const;
    await one.revocations.add(mark);
    const late = await open();
    expect(late.revocations.find({ user: '7', sid: 's', issuedAt: one.now - 1 })).toEqual(mark);
    await two.relink();
    await two.relink();
    expect(two.told).toEqual([mark]);
  });

  it('come back from a server’s memory where Redis lost them', async () => {
    const one = await open();
    await one.revocations.add({ user: '7', mode: 'end', at: one.now });
    await redis.own.send('FLUSHALL');
    await one.revocations.confirm();
    const late = await open();
    expect(late.revocations.find({ user: '7', issuedAt: one.now - 1 })).toBeDefined();
  });

  it('leave Redis when no token can be older, though nobody links anew', async () => {
    const one = await open();
    await one.revocations.add({ user: '7', mode: 'end', at: one.now });
    await one.advance(3_500_000);
    await one.revocations.add({ user: '8', mode: 'end', at: one.now + 3_500 });
    await one.advance(200_000);
    await one.revocations.confirm();
    expect(await redis.own.send('ZRANGE', one.revocations.home, '0', '-1')).toEqual([
      '["8",null,null,"end"]',
    ]);
    await one.revocations.confirm();
    expect(await redis.own.send('ZCARD', one.revocations.home)).toBe(1);
  });

  it('are kept by a Redis that is full', async () => {
    const one = await open();
    await redis.own.send('CONFIG', 'SET', 'maxmemory', '1');
    await one.revocations.add({ user: '7', mode: 'end', at: one.now });
    await redis.own.send('CONFIG', 'SET', 'maxmemory', '0');
    const late = await open();
    expect(late.revocations.find({ user: '7', issuedAt: one.now - 1 })).toBeDefined();
  });

  it('are not current before they were read', async () => {
    const store = await redis.openStore();
    const keys = new Keys('test', 0, 'default');
    const clock = new ManualClock();
    const revocations = new RedisRevocations({
      store,
      keys,
      clock,
      log: quiet,
      keepMs: 1,
      revoked: () => undefined,
    });
    expect(revocations.isCurrent()).toBe(false);
  });

  async function open() {
    const clock = new ManualClock();
    const store = await redis.openStore();
    const told: Revocation[] = [];
    const revocations = new RedisRevocations({
      store,
      keys: new Keys('test', 0, 'default'),
      clock,
      log: quiet,
      keepMs: 3_600_000,
      revoked: (mark) => told.push(mark),
    });
    const relink = async (): Promise<void> => {
      const link = store.current(revocations.home);
      if (link !== undefined) {
        await revocations.linked(link);
      }
    };
    await relink();
    return {
      revocations,
      told,
      relink,
      now: clock.now() / 1000,
      advance: async (ms: number) => clock.advance(ms),
    };
  }
});
