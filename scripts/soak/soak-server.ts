// `node --conditions=source scripts/soak/soak-server.ts NAME`: a soak of a real server, figures on the terminal.
import { setTimeout as pause } from 'node:timers/promises';
import { ServeProcess } from '../../packages/server/test/serve-process.ts';
import { LightClient } from './light-client.ts';

const clients = Number(process.env.SOAK_CLIENTS ?? 5_000);
const minutes = Number(process.env.SOAK_MINUTES ?? 15);
const channel = 'content:soak';
const options = {
  channels: {
    namespaces: { content: { historySize: 50_000, historyTtl: '1h', recover: true, clientSubscribe: true } },
  },
  limits: { recovery: 50_000, tokenLife: '365d', userConnects: '1000000/s', connectionRate: '1000000/s' },
  drainWindow: '30s',
};

/** Publishes a number of times a second, one after the other; a publish that is not acknowledged is sent again. */
class Publisher {
  readonly #server: () => ServeProcess;
  readonly #perSecond: number;
  readonly #done: Promise<void>;
  #isStopping = false;
  acknowledged = 0;
  longestMs = 0;
  repeated = 0;

  constructor(server: () => ServeProcess, perSecond: number) {
    this.#server = server;
    this.#perSecond = perSecond;
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let n = 1; !this.#isStopping; ) {
      const began = performance.now();
      const body = { channel, data: { n }, idempotency_key: String(n) };
      const isAcknowledged = await this.#server()
        .call('publish', body)
        .then(
          (response) => response.text().then(() => response.ok),
          () => false,
        );
      const ms = performance.now() - began;
      if (isAcknowledged) {
        this.longestMs = Math.max(this.longestMs, ms);
        this.acknowledged = n;
        n += 1;
      } else {
        this.repeated += 1;
      }
      await pause(Math.max(0, 1_000 / this.#perSecond - ms));
    }
  }
}

async function gather(server: ServeProcess): Promise<LightClient[]> {
  const port = Number(server.clients.split(':')[1]);
  const crowd = Array.from(
    { length: clients },
    (_, n) => new LightClient(port, channel, String(1 + (n % 500))),
  );
  const began = performance.now();
  for (let at = 0; at < crowd.length; at += 100) {
    await Promise.all(crowd.slice(at, at + 100).map((client) => client.connect()));
  }
  say('connected', { clients, ms: Math.round(performance.now() - began) });
  return crowd;
}

async function heardAll(crowd: readonly LightClient[], last: number): Promise<void> {
  const until = performance.now() + 120_000;
  while (crowd.some(({ account }) => account.last < last) && performance.now() < until) await pause(100);
}

function judge(crowd: readonly LightClient[], last: number, allowedCloses: number): boolean {
  const sum = (of: (client: LightClient) => number): number => crowd.reduce((all, one) => all + of(one), 0);
  const figures = {
    publications: last,
    behind: crowd.filter(({ account }) => account.last !== last).length,
    missing: sum(({ account }) => account.missing),
    twice: sum(({ account }) => account.twice),
    stateLost: sum(({ account }) => account.stateLost),
    closes: sum(({ account }) => account.closes.length),
    codes: [...new Set(crowd.flatMap(({ account }) => account.closes))],
  };
  say('judged', figures);
  const { behind, missing, twice, stateLost, closes } = figures;
  return behind + missing + twice + stateLost === 0 && closes <= allowedCloses;
}

const soaks: Readonly<Record<string, () => Promise<boolean>>> = {
  /** Live sockets go to another process, three times: nobody may notice. */
  async 'hand-over'() {
    await using server = await ServeProcess.start(options);
    const crowd = await gather(server);
    const publisher = new Publisher(() => server, 5);
    for (let time = 1; time <= 3; time += 1) {
      await pause(3_000);
      publisher.longestMs = 0;
      const { msg, reason, ms } = await server.upgrade();
      await pause(2_000);
      say(`hand-over ${time}`, { msg, reason, ms, longestPublishMs: Math.round(publisher.longestMs) });
      await server.said('took over');
    }
    await pause(3_000);
    await publisher.stop();
    await heardAll(crowd, publisher.acknowledged);
    const held = judge(crowd, publisher.acknowledged, 0);
    for (const client of crowd) client.leave();
    return held;
  },

  /** A restart: all are sent away over a while, and come back to the next process. */
  async drain() {
    const first = await ServeProcess.start(options);
    let server = first;
    const crowd = await gather(first);
    const publisher = new Publisher(() => server, 5);
    await pause(2_000);
    const began = performance.now();
    process.kill(first.pid, 'SIGTERM');
    await first.exited;
    const stoppedMs = Math.round(performance.now() - began);
    server = await first.again();
    const readyMs = Math.round(performance.now() - began);
    while (crowd.some(({ account }) => account.returns.length === 0)) await pause(100);
    await pause(2_000);
    await publisher.stop();
    await heardAll(crowd, publisher.acknowledged);
    const returns = crowd.map(({ account }) => (account.returns[0] ?? 0) - began);
    const perSecond: Record<number, number> = {};
    for (const ms of returns) perSecond[Math.floor(ms / 1000)] = (perSecond[Math.floor(ms / 1000)] ?? 0) + 1;
    say('drained', {
      stoppedMs,
      readyMs,
      repeatedPublishes: publisher.repeated,
      returnsPerSecond: perSecond,
    });
    const held = judge(crowd, publisher.acknowledged, clients);
    for (const client of crowd) client.leave();
    await server[Symbol.asyncDispose]();
    return held;
  },

  /** Comings and goings for a while: the heap stays where it is. */
  async churn() {
    await using server = await ServeProcess.start(options);
    const port = Number(server.clients.split(':')[1]);
    const publisher = new Publisher(() => server, 20);
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
