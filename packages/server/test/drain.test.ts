import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drain } from '../src/drain.ts';
import { arrivals, arrivalsAt, mostInOneSecond } from './arrivals.ts';
import { LightCrowd, TirelessPublisher } from './light-crowd.ts';
import { ManualClock } from './manual-clock.ts';
import {
  connectionToken,
  next,
  type RunningServer,
  startServer,
  subscriptionToken,
  temporaryFolder,
} from './running-server.ts';
import { ServeProcess } from './serve-process.ts';

describe('a server that stops', () => {
  it.each([
    [120, 30_000, [40, 40, 40]],
    [3, 30_000, [3]],
    [0, 30_000, []],
    [1_000, 100, [500, 500]],
    [10, 0, [10]],
  ])('lets %i clients go within %i ms, so many at a time: %j', async (count, windowMs, slices) => {
    const clock = new ManualClock();
    const gone = new Map<number, number>();
    const done = drain(Array.from({ length: count }), windowMs, clock, () => {
      gone.set(clock.now(), (gone.get(clock.now()) ?? 0) + 1);
    });
    for (const _ of slices) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(50);
    }
    await done;
    expect([...gone.values()]).toEqual(slices);
  });

  it('hands all that it acknowledged to the next process, which finds nobody’s state lost', async () => {
    await using folder = await temporaryFolder();
    const wishes = {
      engine: { type: 'memory', snapshot: join(folder.path, 'snapshot') },
      channels: { namespaces: { user: { historySize: 10_000 } } },
      limits: { recovery: 10_000 },
    };
    const token = await subscriptionToken('7', 'user:7');
    const acknowledged: number[] = [];
    let since = { epoch: '', offset: 0 };
    {
      await using server = await startServer(wishes);
      const clients = await Promise.all(
        Array.from({ length: 120 }, async (_, n) =>
          server.client({ token: await connectionToken(String(n)) }),
        ),
      );
      for (const client of clients) {
        client.connect();
      }
      await Promise.all(clients.map((client) => client.ready()));
      since = (await server.call('history', { channel: 'user:7' })).body.result as typeof since;
      const stopped = server.stop();
      for (let n = 1; await isAcknowledged(server, n); n += 1) {
        acknowledged.push(n);
      }
      for (const client of clients) {
        client.disconnect();
      }
      await stopped;
    }
    await using server = await startServer(wishes);
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('user:7', { token, since });
    const heard: unknown[] = [];
    subscription.on('publication', ({ data }) => heard.push(data));
    const subscribed = next<{ recovered: boolean }>(subscription, 'subscribed');
    subscription.subscribe();
    client.connect();
    expect((await subscribed).recovered).toBe(true);
    await client.rpc('no.such', {}).catch((error) => expect(error.code).toBe(104));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(heard).toEqual(acknowledged);
  });

  it('sends a crowd away that the next process lets in evenly: nobody misses anything, nothing comes twice', async () => {
    const count = 1_500;
    const perSecond = 400;
    const options = {
      plugins: [arrivals],
      channels: { namespaces: { user: { historySize: 10_000, clientSubscribe: true } } },
      limits: {
        recovery: 10_000,
        tokenLife: '365d',
        userConnects: '1000000/s',
        connectionRate: `${perSecond}/s`,
      },
    };
    let server = await ServeProcess.start(options);
    using crowd = await LightCrowd.gather(server, 'user:7', count);
    const publisher = new TirelessPublisher(() => server, 'user:7', 20);
    const first = server;
    process.kill(first.pid, 'SIGTERM');
    await first.exited;
    await using second = await first.again();
    server = second;
    await crowd.back();
    const last = await publisher.stop();
    await crowd.heard(last);
    expect(last).toBeGreaterThan(10);
    expect(crowd.judge(last)).toMatchObject({ behind: 0, missing: 0, twice: 0, stateLost: 0 });
    const times = await arrivalsAt(server);
    expect(times).toHaveLength(count);
    // The pace is the server's; its clock is read a little later, on a busy machine.
    expect(mostInOneSecond(times)).toBeLessThan(perSecond * 1.5);
  }, 120_000);
});

async function isAcknowledged(server: RunningServer, n: number): Promise<boolean> {
  return server.call('publish', { channel: 'user:7', data: n }).then(
    ({ status }) => status === 200,
    () => false,
  );
}
