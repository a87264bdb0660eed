import { expect, it } from 'vitest';
import { examine } from '../../server/src/doctor/examine.ts';
import type { Leg } from '../../server/src/doctor/leg.ts';
import { testOptions } from '../../server/test/running-server.ts';
import { onRedis } from './servers/on-redis.ts';
import { RedisCluster } from './servers/redis-cluster.ts';
import { RedisServer } from './servers/redis-server.ts';
import { SentinelGroup } from './servers/sentinels.ts';
import { startOnRedis } from './servers/start-on-redis.ts';

onRedis('the doctor, of a server on Redis', () => {
  it('names no key where it is Redis that is away', async () => {
    await using redis = await RedisServer.start();
    await using server = await startOnRedis({ url: redis.url, timeout: '200ms' });
    redis.signal('SIGSTOP');
    while ((await fetch(`${server.api}/health/ready`)).ok) {
      await server.call('info', {});
    }
    const legs = await find({ url: redis.url }, server.api);
    expect(legs.map(({ name, code }) => [name, code])).toEqual([
      ['engine', 'ENGINE_AWAY'],
      ['server', 'SERVER_NOT_READY'],
      ['key', 'SERVER_NOT_READY'],
    ]);
  });

  it('finds a Redis by an IPv6 address, and a Sentinel by its usual port', async () => {
    await using redis = await RedisServer.start({ args: ['--bind', '::1', '127.0.0.1'] });
    const [engine] = await find({ url: `redis://[::1]:${redis.port}` });
    expect(engine).toMatchObject({ name: 'engine', state: 'ok' });
    const [sentinel] = await find({ url: 'redis://127.0.0.99', mode: 'sentinel' });
    expect(sentinel).toMatchObject({
      code: 'ENGINE_AWAY',
      found: expect.stringMatching(/^127\.0\.0\.99:26379: /),
    });
  });

  it('warns of a Sentinel that is away and names it, as the others will do', async () => {
    await using group = await SentinelGroup.start();
    const [engine] = await find({ url: `${group.url},redis://127.0.0.99`, mode: 'sentinel', master: 'main' });
    expect(engine).toMatchObject({
      state: 'warning',
      code: 'ENGINE_PARTLY',
      found: '127.0.0.99:26379: ECONNREFUSED; the others answer',
    });
  });

  it('warns of a node of the Cluster that is away, and names each where all are', async () => {
    await using cluster = await RedisCluster.start(1);
    const away = 'redis://127.0.0.1:1, redis://127.0.0.1:2';
    const [some] = await find({ url: `${away}, ${cluster.url}`, mode: 'cluster' });
    const found = '127.0.0.1:1: ECONNREFUSED, 127.0.0.1:2: ECONNREFUSED';
    expect(some).toMatchObject({ state: 'warning', found: `${found}; the others answer` });
    const [all] = await find({ url: away, mode: 'cluster' });
    expect(all).toMatchObject({ state: 'failed', code: 'ENGINE_AWAY', found });
  });
});

async function find(engine: Readonly<Record<string, string>>, api = 'http://127.0.0.1:1'): Promise<Leg[]> {
  const options = testOptions({ engine: { type: 'redis', prefix: 'test', ...engine } });
  const { host } = new URL(api);
  const legs: Leg[] = [];
  for await (const leg of examine({
    options: { ...options, api: { ...options.api, listen: host } },
    site: 'default',
    isQuick: true,
  })) {
    legs.push(leg);
  }
  return legs;
}
