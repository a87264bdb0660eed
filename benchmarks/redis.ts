// `npm run bench redis [NAME …]`: what several servers on one Redis cost; docs/scaling.md says what was found.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { connectionToken, subscriptionToken } from '../packages/redis/test/chaos/credentials.ts';
import { ServerProcess } from '../packages/redis/test/chaos/server-process.ts';
import { RedisServer } from '../packages/redis/test/servers/redis-server.ts';
import { CountingClient } from './counting-client.ts';
import { startProcess } from './running-process.ts';

type Figures = Record<string, number>;

const benchmarks: Record<string, () => Promise<Figures>> = {
  latency,
  rate,
  servers,
  channels,
  revocation,
  recovery,
  workers,
  socketIo,
};

/** From the call of the API to the client, one message at a time: the server's memory, one server, another server. */
async function latency(): Promise<Figures> {
  const figures: Figures = {};
  await using redis = await RedisServer.start();
  for (const [name, engine, count] of [
    ['memory', { type: 'memory', snapshot: '' }, 1],
    ['redis', { url: redis.url }, 1],
    ['redisOther', { url: redis.url }, 2],
  ] as const) {
    const rig = await open(engine, count);
    const [first] = rig.servers;
    const last = rig.servers.at(-1);
    if (first === undefined || last === undefined) {
      throw new Error('no servers');
    }
    const client = await CountingClient.connect(last, '1', ['user:1']);
    const times: number[] = [];
    for (let n = 0; n < 1_100; n += 1) {
      const came = client.pushed();
      const start = performance.now();
      await Promise.all([came, first.call('publish', { channel: 'user:1', data: n })]);
      times.push(performance.now() - start);
    }
    const sorted = times.slice(100).toSorted((a, b) => a - b);
    figures[`${name} p50 ms`] = at(sorted, 0.5);
    figures[`${name} p99 ms`] = at(sorted, 0.99);
    await rig.close([client]);
  }
  return figures;
}

/** Publications a second by `batch`, 100 in a request, nobody listens. */
async function rate(): Promise<Figures> {
  const figures: Figures = {};
  await using redis = await RedisServer.start();
  for (const [name, engine] of [
    ['memory', { type: 'memory', snapshot: '' }],
    ['redis', { url: redis.url }],
  ] as const) {
    const rig = await open(engine, 1);
    const [server] = rig.servers;
    const channelsOf = (n: number): string[] => Array.from({ length: 100 }, (_, m) => `user:${n}-${m}`);
    const before = rig.cpuMs() + (name === 'redis' ? cpuMs(redis.pid) : 0);
    const start = performance.now();
    const requests = 200;
    await Promise.all(
      Array.from({ length: 8 }, async (_, worker) => {
        for (let n = 0; n < requests / 8; n += 1) {
          await server?.call('broadcast', { channels: channelsOf(worker), data: 'x'.repeat(200) });
        }
      }),
    );
    const seconds = (performance.now() - start) / 1000;
    const cpu = rig.cpuMs() + (name === 'redis' ? cpuMs(redis.pid) : 0) - before;
    figures[`${name} publications/s`] = (requests * 100) / seconds;
    figures[`${name} CPU µs/publication, Redis included`] = (cpu * 1000) / (requests * 100);
    await rig.close([]);
  }
  return figures;
}

/** What another server costs: each has 50 listeners of one channel. */
async function servers(): Promise<Figures> {
  const figures: Figures = {};
  for (const count of [1, 2, 4]) {
    await using redis = await RedisServer.start();
    const rig = await open({ url: redis.url }, count);
    const clients = await Promise.all(
      rig.servers.flatMap((server, n) =>
        Array.from({ length: 50 }, (_, m) => CountingClient.connect(server, `${n}-${m}`, ['user:x'])),
      ),
    );
    const before = rig.cpuMs();
    const redisBefore = cpuMs(redis.pid);
    const messages = 3_000;
    for (let n = 0; n < messages; n += 10) {
      await Promise.all(
        Array.from({ length: 10 }, () =>
          rig.servers[0]?.call('publish', { channel: 'user:x', data: 'x'.repeat(200) }),
        ),
      );
    }
    await Promise.all(clients.map((client) => client.count(messages)));
    figures[`${count} servers, CPU µs/publication of all servers`] =
      ((rig.cpuMs() - before) * 1000) / messages;
    figures[`${count} servers, CPU µs/publication of Redis`] =
      ((cpuMs(redis.pid) - redisBefore) * 1000) / messages;
    await rig.close(clients);
  }
  return figures;
}

/** What a channel with 10 publications of 200 bytes takes in Redis, and what many of them cost a publication. */
async function channels(): Promise<Figures> {
  const figures: Figures = {};
  for (const count of [1, 1_000, 100_000]) {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    const rig = await open({ url: redis.url }, 1);
    const memory = async (): Promise<number> =>
      Number(/^used_memory:(\d+)/m.exec(String(await own.send('INFO', 'memory')))?.[1]);
    const empty = await memory();
    const before = cpuMs(redis.pid);
    const total = Math.max(20_000, count);
    const per = Math.min(100, count);
    for (let n = 0; n < total; n += per * 4) {
      await Promise.all(
        [0, 1, 2, 3].map((k) =>
          rig.servers[0]?.call('broadcast', {
            channels: Array.from({ length: per }, (_, m) => `user:${(n + k * per + m) % count}`),
            data: 'x'.repeat(200),
          }),
        ),
      );
    }
    figures[`${count} channels, CPU µs/publication of Redis`] = ((cpuMs(redis.pid) - before) * 1000) / total;
    figures[`${count} channels, bytes a channel`] = ((await memory()) - empty) / count;
    await rig.close([]);
  }
  return figures;
}

/** From the call of `revoke` at one of three servers to the close at the client of another. */
async function revocation(): Promise<Figures> {
  await using redis = await RedisServer.start();
  const rig = await open({ url: redis.url }, 3);
  const times: number[] = [];
  for (let n = 0; n < 300; n += 1) {
    const server = rig.servers[n % 3];
    const other = rig.servers[(n + 1) % 3];
    if (server === undefined || other === undefined) {
      throw new Error('no servers');
    }
    const client = await CountingClient.connect(other, `u${n}`, []);
    const start = performance.now();
    await Promise.all([
      client.closed,
      server.call('revoke', { user: `u${n}`, mode: 'end', at: Date.now() / 1000 + 5 }),
    ]);
    times.push(performance.now() - start);
  }
  const sorted = times.toSorted((a, b) => a - b);
  await rig.close([]);
  return { 'p50 ms': at(sorted, 0.5), 'p99 ms': at(sorted, 0.99), 'longest ms': sorted.at(-1) ?? 0 };
}

/** 5,000 clients that lost their server come to another at once, and recover 20 publications each. */
async function recovery(): Promise<Figures> {
  await using redis = await RedisServer.start();
  const rig = await open({ url: redis.url }, 2);
  const [server, other] = rig.servers;
  if (server === undefined || other === undefined) {
    throw new Error('no servers');
  }
  const first = (await other.call('publish', { channel: 'user:x', data: 0 })) as {
    epoch: string;
    offset: number;
  };
  for (let n = 0; n < 20; n += 1) {
    await other.call('publish', { channel: 'user:x', data: 'x'.repeat(200) });
  }
  const credentials = await Promise.all(
    Array.from({ length: 5_000 }, async (_, n) => ({
      token: await connectionToken(`${n}`),
      subscription: await subscriptionToken(`${n}`, 'user:x'),
    })),
  );
  const before = rig.cpuMs();
  const start = performance.now();
  const clients: CountingClient[] = [];
  // As many at a time as the one process that plays them all can hold in the air.
  while (clients.length < credentials.length) {
    const some = credentials.slice(clients.length, clients.length + 500);
    clients.push(
      ...(await Promise.all(
        some.map(({ token, subscription }) => CountingClient.recover(server, token, subscription, first)),
      )),
    );
  }
  const seconds = (performance.now() - start) / 1000;
  const figures = {
    'seconds until the last had all': seconds,
    'CPU ms/client of the servers': (rig.cpuMs() - before) / clients.length,
    recovered: clients.filter(({ recovered }) => recovered === 20).length,
  };
  await rig.close(clients);
  return figures;
}

/** CPU a delivery of a server with two workers, against one with one; what looks after the workers included. */
async function workers(): Promise<Figures> {
  const figures: Figures = {};
  // The two in turn, so that what else the machine does falls on both.
  for (const count of [1, 2, 1, 2, 1, 2]) {
    await using redis = await RedisServer.start();
    const rig = await open({ url: redis.url }, 1, count);
    const [server] = rig.servers;
    if (server === undefined) {
      throw new Error('no server');
    }
    const clients = await Promise.all(
      Array.from({ length: 600 }, (_, n) => CountingClient.connect(server, `${n}`, ['user:x'])),
    );
    const cpu = async (): Promise<number> =>
      (await server.own('process_cpu_seconds_total')) * 1000 + (count > 1 ? cpuMs(server.pid) : 0);
    const before = await cpu();
    const messages = 400;
    for (let n = 0; n < messages; n += 1) {
      await server.call('publish', { channel: 'user:x', data: 'x'.repeat(200) });
    }
    await Promise.all(clients.map((client) => client.count(messages)));
    const micros = (((await cpu()) - before) * 1000) / (messages * clients.length);
    const name = `${count} workers, least CPU µs/delivery`;
    figures[name] = Math.min(figures[name] ?? Number.POSITIVE_INFINITY, micros);
    await rig.close(clients);
  }
  const [one = 1, two = 0] = Object.values(figures);
  return { ...figures, ratio: two / one };
}

/** Two servers with 100 listeners each, 200 messages one at a time and 2,000 ten at a time: ours, and Socket.IO. */
async function socketIo(): Promise<Figures> {
  return { ...(await twoServers('ours', startOurs)), ...(await twoServers('Socket.IO', startSocketIo)) };
}

/** Two servers of a kind, as this measures them. */
interface Pair extends AsyncDisposable {
  readonly pids: readonly number[];
  /** Connects a listener to one of them. */
  connect(n: 0 | 1): Promise<CountingClient>;
  /** Publishes at the first. */
  publish(data: string): Promise<unknown>;
}

async function twoServers(name: string, start: (url: string) => Promise<Pair>): Promise<Figures> {
  await using redis = await RedisServer.start();
  await using pair = await start(redis.url);
  const clients = await Promise.all(Array.from({ length: 200 }, (_, n) => pair.connect(n < 100 ? 0 : 1)));
  const last = clients.at(-1) as CountingClient;
  const data = 'x'.repeat(200);
  const times: number[] = [];
  for (let n = 0; n < 200; n += 1) {
    const came = last.pushed();
    const began = performance.now();
    await Promise.all([came, pair.publish(data)]);
    times.push(performance.now() - began);
  }
  const cpu = (): number => pair.pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const [before, redisBefore] = [cpu(), cpuMs(redis.pid)];
  const messages = 2_000;
  for (let n = 0; n < messages; n += 10) {
    await Promise.all(Array.from({ length: 10 }, () => pair.publish(data)));
  }
  await Promise.all(clients.map((client) => client.count(200 + messages)));
  const sorted = times.slice(50).toSorted((a, b) => a - b);
  for (const client of clients) {
    client.close();
  }
  return {
    [`${name}, to the other server p50 ms`]: at(sorted, 0.5),
    [`${name}, to the other server p99 ms`]: at(sorted, 0.99),
    [`${name}, CPU µs/delivery of both servers`]: ((cpu() - before) * 1000) / (messages * clients.length),
    [`${name}, CPU µs/message of Redis`]: ((cpuMs(redis.pid) - redisBefore) * 1000) / messages,
  };
}

async function startOurs(url: string): Promise<Pair> {
  const { servers, close } = await open({ url }, 2);
  const [first, second] = servers as [ServerProcess, ServerProcess];
  let connected = 0;
  return {
    pids: servers.map(({ pid }) => pid),
    connect(n) {
      connected += 1;
      return CountingClient.connect(n === 0 ? first : second, `${connected}`, ['user:x']);
    },
    publish: (data) => first.call('publish', { channel: 'user:x', data }),
    [Symbol.asyncDispose]: () => close([]),
  };
}

async function startSocketIo(url: string): Promise<Pair> {
  const script = fileURLToPath(new URL('./peers/socket.io-redis.js', import.meta.url));
  const servers = await Promise.all(
    [1, 2].map(() => startProcess([process.execPath, script, url], /listening on \d+/)),
  );
  const [first = '', second = ''] = servers.map(({ greeting }) => greeting.match(/\d+/)?.[0]);
  return {
    pids: servers.map(({ pid }) => pid),
    connect: (n) => CountingClient.connectSocketIo(n === 0 ? first : second),
    publish: (data) => fetch(`http://127.0.0.1:${first}`, { method: 'POST', body: JSON.stringify(data) }),
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

// Thousands of clients come from one address here.
const unlimited = {
  connectionRate: '100000/s',
  addressConnectionRate: '100000/s',
  positionCheck: '20s',
};

async function open(engine: Readonly<Record<string, unknown>>, count: number, workers = 1) {
  const servers = await Promise.all(
    Array.from({ length: count }, () =>
      ServerProcess.start({ lease: '15s', timeout: '3s', ...engine }, unlimited, { workers }),
    ),
  );
  return {
    servers,
    cpuMs: () => servers.reduce((sum, { pid }) => sum + cpuMs(pid), 0),
    async close(clients: readonly CountingClient[]) {
      for (const client of clients) {
        client.close();
      }
      // Workers end when the one that looks after them is gone.
      await Promise.all(servers.map((server) => server.end('SIGKILL')));
    },
  };
}

/** CPU that a process used until now. Linux counts it in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function at(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const names = process.argv.slice(2);
for (const [name, measure] of Object.entries(benchmarks)) {
  if (names.length === 0 || names.includes(name)) {
    console.log(name, await measure());
  }
}
