import { expect, it } from 'vitest';
import { onRedis } from '../servers/on-redis.ts';
import { RedisServer } from '../servers/redis-server.ts';
import { type Account, Rig } from './rig.ts';

// How much is published before and after each fault; `npm run soak chaos` takes more.
const enough = Number(process.env.CHAOS_PUBLICATIONS ?? 60);
const pauseMs = Number(process.env.CHAOS_PAUSE_MS ?? 2_500);
// These start servers again and again, which takes its time.
const isLong = process.env.CHAOS_LONG === '1';
const aof = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

onRedis('three servers under load', () => {
  it('lose nothing when one of them is killed', { timeout: 120_000 }, async () => {
    await using redis = await RedisServer.start();
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    await Promise.all(rig.servers.slice(0, 1).map((victim) => rig.endServer(victim, 'SIGKILL')));
    await rig.acknowledged(enough);
    await rig.addServer();
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('kill -9 of a server', account);
    expect(account).toMatchObject({ marks: 0, missed: 0, lost: 0 });
    await untilPresent(rig);
  });

  it('tell every client of it when Redis comes back with nothing', { timeout: 120_000 }, async () => {
    await using redis = await RedisServer.start();
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    await redis.end('SIGKILL');
    await redis.start();
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('kill -9 of Redis, nothing kept', account);
    expect(account.marks).toBe(rig.listeners.length);
    expect(account.lost).toBe(account.gone);
    await untilPresent(rig);
  });

  it('tell every client of it when Redis comes back with what it wrote to its file', {
    timeout: 120_000,
  }, async () => {
    await using redis = await RedisServer.start({ args: aof });
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    await redis.end('SIGKILL');
    await redis.start();
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('kill -9 of Redis, append file', account);
    expect(account.marks).toBe(rig.listeners.length);
    await untilPresent(rig);
  });

  it('lose nothing when Redis stands still for a while', { timeout: 120_000 }, async () => {
    await using redis = await RedisServer.start();
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    redis.signal('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    redis.signal('SIGCONT');
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report(`Redis paused for ${pauseMs} ms`, account);
    expect(account).toMatchObject({ marks: 0, missed: 0, lost: 0 });
    await untilPresent(rig);
  });

  if (isLong) {
    it('lose nothing when they are replaced one by one', { timeout: 120_000 }, async () => {
      await using redis = await RedisServer.start();
      await using rig = await Rig.start({ url: redis.url });
      for (const server of [...rig.servers]) {
        await rig.acknowledged(enough / 2);
        await rig.addServer();
        expect(await rig.endServer(server, 'SIGTERM')).toBe(0);
      }
      await rig.acknowledged(enough / 2);
      const account = await rig.settle();
      report('rolling restart', account);
      expect(account).toMatchObject({ marks: 0, missed: 0, lost: 0 });
      await untilPresent(rig);
    });
  }
});

/** Presence is right within a lease; until then it may say more. */
async function untilPresent(rig: Rig): Promise<void> {
  while ((await rig.present()).num_clients !== rig.clientsInRoom) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function report(name: string, account: Account): void {
  console.log(`${name}: ${JSON.stringify(account)}`);
}
