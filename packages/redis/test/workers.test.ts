import { expect, it } from 'vitest';
import { Crowd, lossless, Publisher, type Way } from '../../server/test/handover/crowd.ts';
import { ServeProcess } from '../../server/test/serve-process.ts';
import { onRedis } from './servers/on-redis.ts';
import { RedisServer } from './servers/redis-server.ts';

const webSockets = Array.from({ length: 30 }, (): Way => ['websocket', 'json']);

// Two processes behind one that looks after them, and their successors: it takes a while.
onRedis('two workers of one command', () => {
  it('share the ports, hear of each signal, and are replaced without closing a WebSocket', {
    timeout: 180_000,
  }, async () => {
    await using redis = await RedisServer.start();
    await using server = await start(redis);
    const crowd = await Crowd.connect(server, webSockets);
    const publisher = new Publisher(server);
    await publisher.acknowledged(50);
    const clients = await figures(server, 'clients');
    expect([...clients.keys()]).toEqual(['1', '2']);
    expect([...clients.values()].reduce((sum, count) => sum + count)).toBe(webSockets.length);
    expect(Math.min(...clients.values())).toBeGreaterThan(0);

    await workers(server, 2);
    process.kill(server.pid, 'SIGUSR2');
    const after = await workers(server, 4);
    expect(new Set(after.map(({ pid }) => pid)).size).toBe(4);
    expect(await times(server, 'the successor took over', 2)).toHaveLength(2);
    await publisher.acknowledged(100);
    process.kill(server.pid, 'SIGHUP');
    await times(server, 'the configuration was reloaded', 2);
    const published = await publisher.stop();
    await crowd.heard(published.length);
    expect(crowd.logs).toEqual(crowd.logs.map(() => published));
    expect(crowd.interruptions.filter((what) => !what.includes('sub 2500'))).toEqual([]);
    crowd.disconnect();

    process.kill(server.pid, 'SIGTERM');
    await server.ended;
    expect(server.process.exitCode).toBe(0);
  });

  it('are started anew when one of them, or its successor, is killed', { timeout: 180_000 }, async () => {
    await using redis = await RedisServer.start();
    await using server = await start(redis);
    const [first] = await workers(server, 2);
    process.kill(Number(first?.pid), 'SIGKILL');
    expect((await workers(server, 3)).at(-1)?.worker).toBe(first?.worker);
    process.kill(server.pid, 'SIGUSR2');
    const successor = (await workers(server, 5)).at(-1);
    process.kill(Number(successor?.pid), 'SIGKILL');
    expect((await workers(server, 6)).at(-1)?.worker).toBe(successor?.worker);
    expect((await server.call('info', {})).status).toBe(200);
  });

  it('stop when the process that looks after them is killed', { timeout: 180_000 }, async () => {
    await using redis = await RedisServer.start();
    await using server = await start(redis);
    process.kill(server.pid, 'SIGKILL');
    // They hold its pipes as long as they live.
    await server.ended;
    expect(server.process.signalCode).toBe('SIGKILL');
  });

  it('say once why they can’t start', { timeout: 180_000 }, async () => {
    await using redis = await RedisServer.start();
    await using server = await start(redis);
    const engine = { type: 'redis', url: 'redis://127.0.0.1:1', prefix: 'workers', timeout: '100ms' };
    const broken = ServeProcess.start({ workers: 2, listen: server.clients, engine });
    const error = await broken.then(
      () => new Error('it started'),
      (reason: Error) => reason,
    );
    expect(error.message.match(/engine\.url: expected a Redis/g)).toHaveLength(1);
  });
});

function start(redis: RedisServer): Promise<ServeProcess> {
  return ServeProcess.start({
    workers: 2,
    engine: { type: 'redis', url: redis.url, prefix: 'workers' },
    channels: lossless,
    limits: { recovery: 100_000 },
  });
}

/** What was said of workers that serve, as soon as it is that much. */
function workers(server: ServeProcess, count: number) {
  return times(server, 'a worker serves', count);
}

async function times(server: ServeProcess, text: string, count: number) {
  for (let from = 0; ; ) {
    const said = server.log.filter(({ msg }) => msg === text);
    if (said.length >= count) {
      return said;
    }
    await server.said(text, from);
    from = server.log.length;
  }
}

/** A figure of each worker, whichever answers. */
async function figures(server: ServeProcess, name: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`http://${server.api}/metrics`)).text();
  expect(text.match(new RegExp(`^# TYPE drupal_nodejs_${name} `, 'gm'))).toHaveLength(1);
  const samples = text.matchAll(new RegExp(`^drupal_nodejs_${name}\\{.*worker="(\\d+)".*\\} (\\S+)$`, 'gm'));
  return new Map(
    [...samples]
      .map(([, worker = '', value]) => [worker, Number(value)] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );
}
