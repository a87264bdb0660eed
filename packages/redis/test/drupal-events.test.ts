import { Centrifuge } from 'centrifuge';
import { expect, it } from 'vitest';
import { backendKey, DrupalDouble, type Question } from '../../server/test/backend/drupal-double.ts';
import { connectionToken, subscriptionToken } from './chaos/credentials.ts';
import { ServerProcess } from './chaos/server-process.ts';
import { onRedis } from './servers/on-redis.ts';
import { type RedisConnection, RedisServer } from './servers/redis-server.ts';

const leaseMs = 3_000;

// Servers are processes of their own here: they are killed.
onRedis('Drupal, told by three servers', () => {
  it('hears what a server saw that was killed before it could tell', { timeout: 120_000 }, async () => {
    await using setup = await Setup.start(['connect', 'online', 'offline', 'subscribe']);
    const { drupal, servers } = setup;
    const [victim, other] = servers as [ServerProcess, ServerProcess];
    drupal.answers['/nodejs/events'] = () => ({ status: 503 });
    for (const user of ['7', '8', '9']) {
      await setup.subscribed(victim, user);
    }
    const [refused] = await drupal.until('/nodejs/events', 1);
    await setup.sawAll(9);
    await victim.end('SIGKILL');
    await setup.subscribed(other, '10');
    delete drupal.answers['/nodejs/events'];

    const asked = await drupal.until('/nodejs/events', (some) => {
      const told = setup.told(some);
      return ['7', '8', '9'].every((user) => told.includes(`offline ${user}`));
    });
    const told = setup.told(asked);
    // Once each, in the order in which they happened to each user, and the batch that was under way with its id.
    for (const user of ['7', '8', '9']) {
      const own = told.filter((text) => text.endsWith(` ${user}`));
      expect(own).toEqual([`connect ${user}`, `online ${user}`, `subscribe ${user}`, `offline ${user}`]);
    }
    expect(told.filter((text) => text.endsWith(' 10'))).toEqual(['connect 10', 'online 10', 'subscribe 10']);
    expect(asked.some(({ body }) => body !== refused?.body && body.id === refused?.body.id)).toBe(true);
    expect(new Set(asked.map(({ body }) => body.lost))).toEqual(new Set([0]));
  });

  it('hears once that a user is offline whose server was killed, and nothing of one who is elsewhere too', {
    timeout: 120_000,
  }, async () => {
    await using setup = await Setup.start(['online', 'offline', 'vacated']);
    const { drupal, servers } = setup;
    const [victim, other, third] = servers as [ServerProcess, ServerProcess, ServerProcess];
    await setup.subscribed(victim, '7');
    await setup.subscribed(victim, '7');
    await setup.subscribed(victim, '8');
    await setup.subscribed(other, '8');
    await drupal.until('/nodejs/events', (asked) => setup.told(asked).length === 2);
    expect((await third.call('presence_stats', { channel: 'presence:7' })).num_clients).toBe(2);

    const before = performance.now();
    await victim.end('SIGKILL');
    const asked = await drupal.until('/nodejs/events', (some) => setup.told(some).includes('offline 7'));
    console.log(
      `offline told ${Math.round(performance.now() - before)} ms after kill -9, lease ${leaseMs} ms`,
    );
    while ((await third.call('presence_stats', { channel: 'presence:7' })).num_clients !== 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // Whatever else the others had to say of it, they have said by now: each has looked for lost servers again.
    await new Promise((resolve) => setTimeout(resolve, leaseMs));
    expect(
      setup
        .told(asked)
        .concat(setup.told(drupal.questions))
        .filter((text) => text === 'offline 8'),
    ).toEqual([]);
    expect(setup.told(drupal.questions).filter((text) => text === 'offline 7')).toHaveLength(1);
    expect((await third.call('presence_stats', { channel: 'presence:8' })).num_clients).toBe(1);
    // The servers that are left say so of whoever goes now.
    setup.disconnect();
    await drupal.until('/nodejs/events', (some) => setup.told(some).includes('offline 8'));
  });

  it('hears nothing of a time in which no server reached Redis', { timeout: 120_000 }, async () => {
    await using setup = await Setup.start(['online', 'offline']);
    const { drupal, servers, redis } = setup;
    for (const [n, server] of servers.entries()) {
      await setup.subscribed(server, `${n}`);
    }
    await drupal.until('/nodejs/events', (asked) => setup.told(asked).length === 3);
    redis.signal('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, leaseMs + 1_000));
    redis.signal('SIGCONT');
    // Each looks twice for lost servers.
    await new Promise((resolve) => setTimeout(resolve, 2 * leaseMs));
    expect(setup.told(drupal.questions).toSorted()).toEqual(['online 0', 'online 1', 'online 2']);
    setup.disconnect();
    await drupal.until('/nodejs/events', (asked) => setup.told(asked).length === 6);
    expect(setup.told(drupal.questions).toSorted().slice(0, 3)).toEqual([
      'offline 0',
      'offline 1',
      'offline 2',
    ]);
  });
});

/** Three servers with a Drupal, and clients. */
class Setup implements AsyncDisposable {
  readonly drupal: DrupalDouble;
  readonly servers: readonly ServerProcess[];
  readonly redis: RedisServer;
  readonly #own: RedisConnection;
  readonly #clients: Centrifuge[] = [];

  private constructor(
    redis: RedisServer,
    own: RedisConnection,
    drupal: DrupalDouble,
    servers: readonly ServerProcess[],
  ) {
    this.redis = redis;
    this.#own = own;
    this.drupal = drupal;
    this.servers = servers;
  }

  static async start(events: readonly string[]): Promise<Setup> {
    const redis = await RedisServer.start();
    const drupal = await DrupalDouble.start();
    const limits = { eventDelay: '10ms', leaveGrace: '100ms', backendRetry: '200ms' };
    const backend = { url: drupal.url, keys: [backendKey], events };
    const servers = await Promise.all(
      [1, 2, 3].map(() =>
        ServerProcess.start({ url: redis.url, lease: `${leaseMs}ms` }, limits, { backend }),
      ),
    );
    return new Setup(redis, await redis.connect(), drupal, servers);
  }

  async subscribed(server: ServerProcess, user: string): Promise<void> {
    const client = new Centrifuge(`ws://127.0.0.1:${server.port}/connection/websocket`, {
      token: await connectionToken(user),
      // A client whose server is gone stays away.
      minReconnectDelay: 600_000,
      maxReconnectDelay: 600_000,
    });
    this.#clients.push(client);
    const channel = `presence:${user}`;
    const subscription = client.newSubscription(channel, { token: await subscriptionToken(user, channel) });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
  }

  disconnect(): void {
    for (const client of this.#clients) {
      client.disconnect();
    }
  }

  /** Resolves when Redis has so many events. */
  async sawAll(count: number): Promise<void> {
    const lengths = ['events', 'events:batch'].map((name) => `chaos:0:s:{default}${name}`);
    for (;;) {
      const found = await Promise.all(lengths.map((name) => this.#own.send('LLEN', name)));
      if (found.reduce<number>((sum, length) => sum + Number(length), 0) === count) {
        return;
      }
    }
  }

  /** What Drupal was told, as it counts: a batch that comes again is known by its id. */
  told(asked: readonly Question[]): string[] {
    const batches = new Map(
      asked.filter(({ path }) => path === '/nodejs/events').map(({ body }) => [body.id, body]),
    );
    return [...batches.values()]
      .flatMap(({ events }) => events as Record<string, string>[])
      .filter(({ type }) => type !== 'vacated')
      .map(({ type, user }) => `${type} ${user}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.disconnect();
    await Promise.all(this.servers.map((server) => server.end('SIGKILL')));
    await this.drupal[Symbol.asyncDispose]();
    await this.#own[Symbol.asyncDispose]();
    await this.redis[Symbol.asyncDispose]();
  }
}
