// `node --conditions=source scripts/soak/soak-server.ts NAME`: a soak of a real server, figures on the terminal.
import { setTimeout as pause } from 'node:timers/promises';
import { arrivals, arrivalsAt, mostInOneSecond } from '../../packages/server/test/arrivals.ts';
import { LightClient } from '../../packages/server/test/light-client.ts';
import { LightCrowd, TirelessPublisher } from '../../packages/server/test/light-crowd.ts';
import { ServeProcess } from '../../packages/server/test/serve-process.ts';

const clients = Number(process.env.SOAK_CLIENTS ?? 5_000);
const minutes = Number(process.env.SOAK_MINUTES ?? 15);
/** As it is by default. */
const perSecond = 1_000;
const channel = 'content:soak';
const options = {
  channels: {
    namespaces: { content: { historySize: 50_000, historyTtl: '1h', recover: true, clientSubscribe: true } },
  },
  limits: { recovery: 50_000, tokenLife: '365d', userConnects: '1000000/s' },
  drainWindow: '30s',
};

async function gather(server: ServeProcess): Promise<LightCrowd> {
  const began = performance.now();
  const crowd = await LightCrowd.gather(server, channel, clients);
  say('connected', { clients, ms: Math.round(performance.now() - began) });
  return crowd;
}

function judge(crowd: LightCrowd, last: number, allowedCloses: number): boolean {
  const judgement = crowd.judge(last);
  say('judged', { publications: last, ...judgement });
  const { behind, missing, twice, stateLost, closes } = judgement;
  return behind + missing + twice + stateLost === 0 && closes <= allowedCloses;
}

const soaks: Readonly<Record<string, () => Promise<boolean>>> = {
  /** Live sockets go to another process, three times: nobody may notice. */
  async 'hand-over'() {
    await using server = await ServeProcess.start(options);
    using crowd = await gather(server);
    const publisher = new TirelessPublisher(() => server, channel, 5);
    for (let time = 1; time <= 3; time += 1) {
      await pause(3_000);
      publisher.longestMs = 0;
      const { msg, reason, ms } = await server.upgrade();
      await pause(2_000);
      say(`hand-over ${time}`, { msg, reason, ms, longestPublishMs: Math.round(publisher.longestMs) });
      await server.said('took over');
    }
    await pause(3_000);
    const last = await publisher.stop();
    await crowd.heard(last);
    return judge(crowd, last, 0);
  },

  /** A restart: all are sent away over a while, and the next process lets them in at its own pace. */
  async drain() {
    const first = await ServeProcess.start({ ...options, plugins: [arrivals] });
    let server = first;
    using crowd = await gather(first);
    const publisher = new TirelessPublisher(() => server, channel, 5);
    await pause(2_000);
    const began = performance.now();
    process.kill(first.pid, 'SIGTERM');
    await first.exited;
    const stoppedMs = Math.round(performance.now() - began);
    await using second = await first.again();
    server = second;
    const readyMs = Math.round(performance.now() - began);
    await crowd.back();
    const backMs = Math.round(performance.now() - began);
    await pause(2_000);
    const last = await publisher.stop();
    await crowd.heard(last);
    const times = await arrivalsAt(second);
    const start = times[0] ?? 0;
    const most = mostInOneSecond(times);
    const letInPerSecond = Object.values(Object.groupBy(times, (ms) => Math.floor((ms - start) / 1_000))).map(
      (some) => some?.length ?? 0,
    );
    say('drained', {
      stoppedMs,
      readyMs,
      backMs,
      repeatedPublishes: publisher.repeated,
      letInPerSecond,
      most,
    });
    // Whoever would have waited for too long was sent away a second time.
    return judge(crowd, last, Number.POSITIVE_INFINITY) && most <= 1.5 * perSecond;
  },

  /** Comings and goings for a while: the heap stays where it is. */
  async churn() {
    await using server = await ServeProcess.start(options);
    const port = Number(server.clients.split(':')[1]);
    const publisher = new TirelessPublisher(() => server, channel, 20);
    let came = 0;
    let isOver = false;
    let failures = 0;
    const guest = async (): Promise<void> => {
      while (!isOver) {
        const client = new LightClient(port, channel, String(1 + (came % 500)));
        came += 1;
        await client.connect();
        await pause(1_000 + Math.random() * 9_000);
        const { missing, twice, stateLost, closes } = client.account;
        failures += missing + twice + stateLost + closes.length;
        client.leave();
      }
    };
    const guests = Array.from({ length: Math.min(clients, 500) }, guest);
    const heaps: number[] = [];
    for (let minute = 1; minute <= minutes; minute += 1) {
      // The least of a minute: what is garbage at the time is no leak.
      const seen: { heap: number; rss: number }[] = [];
      for (let n = 0; n < 30; n += 1) {
        await pause(2_000);
        seen.push(await memoryOf(server));
      }
      const least = (of: 'heap' | 'rss'): number => Math.min(...seen.map((one) => one[of]));
      heaps.push(least('heap'));
      say(`minute ${minute}`, {
        heapMB: least('heap'),
        rssMB: least('rss'),
        came,
        failures,
        published: publisher.acknowledged,
      });
    }
    isOver = true;
    await Promise.all(guests);
    await publisher.stop();
    const third = Math.ceil(heaps.length / 3);
    const average = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
    const [begin, end] = [average(heaps.slice(0, third)), average(heaps.slice(-third))];
    say('heap', { firstThirdMB: begin, lastThirdMB: end });
    return failures === 0 && end <= begin * 1.2 + 5;
  },
};

async function memoryOf(server: ServeProcess): Promise<{ heap: number; rss: number }> {
  const text = await (await fetch(`http://${server.api}/metrics`)).text();
  const figure = (name: string): number =>
    Math.round(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN) / 104_857.6) / 10;
  return { heap: figure('nodejs_heap_size_used_bytes'), rss: figure('process_resident_memory_bytes') };
}

function say(what: string, figures: object): void {
  console.log(`${what}: ${JSON.stringify(figures)}`);
}

const soak = soaks[process.argv[2] ?? ''];
if (soak === undefined) {
  throw new Error(`expected one of ${Object.keys(soaks).join(', ')}`);
}
process.exitCode = (await soak()) ? 0 : 1;
