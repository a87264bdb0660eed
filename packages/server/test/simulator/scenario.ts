import { Disconnect, DisconnectCode, type StreamPosition, UnsubscribeCode } from '@drupal-nodejs/protocol';
import { everybody, type Revocation } from '../../src/revocation/revocations.ts';
import { type ChannelRules, Ledger, Violation } from './ledger.ts';
import { ModelClient } from './model-client.ts';
import { Random } from './random.ts';
import { isUnavailable } from './redis-link.ts';
import { SimulatedClock, settled } from './simulated-clock.ts';
import { SimulatedRedis } from './simulated-redis.ts';
import { defaultOptions, SimulatedServer, type SimulatedServerOptions } from './simulated-server.ts';

const users = ['1', '2'] as const;

/** Channels by what they are for; who subscribes is drawn for each client. */
const channels = {
  stream: ['user:own', 'role:a', 'content:n', 'presence:p', 'open:o', 'session:api'],
  cache: ['cache:c'],
  plain: ['chat:l'],
} as const;
const everyChannel = Object.values(channels).flat();

const plainChannels: ReadonlySet<string> = new Set(channels.plain);

/** Subscribed by the API alone. */
const apiChannel = 'session:api';

/**
 * One history: a server, some clients and everything that can happen to them, drawn from a seed.
 *
 * In the end all wires are mended and everyone must have heard everything, or have been told what not.
 */
export class Scenario {
  readonly #random: Random;
  readonly #clock: SimulatedClock;
  readonly #ledger: Ledger;
  readonly #notes: string[] | undefined;
  readonly #serverOptions: SimulatedServerOptions;
  readonly #clients: ModelClient[];
  readonly #retention: { readonly size: number; readonly ttlMs: number };
  readonly #redis: SimulatedRedis | undefined;
  #server: SimulatedServer;
  #failure: unknown;
  #published = 0;
  #publishing = 0;
  #epochs = 0;

  constructor(seed: number, { trace = false } = {}) {
    const random = new Random(seed);
    this.#random = random;
    this.#notes = trace ? [] : undefined;
    this.#clock = new SimulatedClock(random);
    this.#retention = { size: random.pick([2, 5, 20]), ttlMs: random.pick([100, 1_000, 60_000]) };
    const limits = {
      recovery: random.pick([3, 10, 300]),
      queueBytes: random.pick([1_000, 3_000, 1_000_000]),
      pingMs: 10_000,
      pongMs: 4_000,
      positionCheckMs: 5_000,
      expiryGraceMs: 10_000,
      leaveGraceMs: random.pick([0, 500]),
      refreshRate: random.pick([
        { amount: 1, perMs: 1_000 },
        { amount: 100, perMs: 1_000 },
      ]),
    };
    const bounds = { publications: limits.recovery, bytes: limits.queueBytes };
    this.#ledger = new Ledger(this.#rules(), bounds);
    const fail = (violation: unknown): void => this.#fail(violation);
    const uniqueId = (): string => this.#newEpoch();
    const common = { clock: this.#clock, random, ledger: this.#ledger, uniqueId, fail };
    // Not drawn: histories without it stay what they were.
    this.#redis =
      seed % 3 === 0
        ? new SimulatedRedis({ ...common, idempotencyWindowMs: 300_000, mostMs: 1 + (seed % 5) * 10 })
        : undefined;
    this.#serverOptions = {
      redis: this.#redis,
      clock: this.#clock,
      random,
      ledger: this.#ledger,
      channels: this.#namespaces(),
      limits,
      storeMs: random.pick([0, 0, 5, 50]),
      writeMs: random.pick([0, 0, 0.5, 5]),
      sliceSize: random.pick([1, 2, 1_000]),
      uniqueId,
      fail,
    };
    this.#server = new SimulatedServer(this.#serverOptions);
    this.#clients = Array.from({ length: random.integer(1, 4) }, (_, n) => this.#createClient(`c${n}`));
  }

  /** What happened, where the history was asked to write it down. */
  get notes(): readonly string[] {
    return this.#notes ?? [];
  }

  /** Plays the history. @throws Violation */
  async play(): Promise<void> {
    for (let steps = this.#random.integer(10, 40); steps > 0; steps -= 1) {
      this.#step();
      await settled();
      if (this.#random.chance(0.7)) {
        await this.#pass(
          this.#random.weighted([
            [10, 3],
            [6, 30],
            [2, 300],
            [1, 3_000],
          ]),
        );
      }
      if (!this.#server.isListening) {
        await this.#restart();
      }
    }
    await this.#rest();
    await this.#end();
  }

  #rules(): Map<string, ChannelRules> {
    const rules = new Map<string, ChannelRules>();
    for (const channel of channels.stream) {
      rules.set(channel, { ...this.#retention, recovery: 'stream' });
    }
    for (const channel of channels.cache) {
      rules.set(channel, { ...this.#retention, recovery: 'cache' });
    }
    for (const channel of channels.plain) {
      rules.set(channel, { size: 0, ttlMs: 0, recovery: 'none' });
    }
    return rules;
  }

  #namespaces(): SimulatedServerOptions['channels'] {
    const history = {
      historySize: this.#retention.size,
      historyTtl: `${this.#retention.ttlMs}ms`,
      recover: true,
    };
    return {
      defaults: {
        ...defaultOptions.channels.defaults,
        flushWindow: this.#random.pick(['0s', '10ms', '50ms']),
      },
      namespaces: {
        user: history,
        role: history,
        content: history,
        session: history,
        presence: { ...history, presence: true, joinLeave: true },
        open: { ...history, clientSubscribe: true, clientPublish: true },
        cache: { ...history, recovery: 'cache' },
        chat: { presence: true, joinLeave: true },
      },
    };
  }

  #createClient(name: string): ModelClient {
    const random = this.#random;
    const free = everyChannel.filter((channel) => channel !== apiChannel && random.chance(0.6));
    const serverChannels = free.filter((channel) => !/^(open|content):/.test(channel) && random.chance(0.3));
    const client = new ModelClient({
      name,
      user: random.pick(users),
      sid: random.pick(['s1', 's2']),
      serverChannels,
      clientChannels: free.filter((channel) => !serverChannels.includes(channel)),
      clock: this.#clock,
      random,
      ledger: this.#ledger,
      server: () => this.#server,
      fail: (violation) => this.#fail(violation),
      note: (text) => this.#note(text),
    });
    for (const channel of client.options.clientChannels) {
      client.subscribe(channel);
    }
    return client;
  }

  #step(): void {
    const random = this.#random;
    const client = random.pick(this.#clients);
    const step = random.weighted<() => void>([
      [30, () => this.#publish(random.pick(everyChannel))],
      [6, () => this.#burst()],
      [12, () => this.#tell(client, 'connects', () => client.connect())],
      [8, () => this.#tell(client, 'is cut', () => client.wire?.cut())],
      [3, () => this.#tell(client, 'is cut off in silence', () => client.wire?.goSilent())],
      [4, () => this.#tell(client, 'stalls', () => client.wire?.stall(random.integer(10, 6_000)))],
      [4, () => this.#tell(client, 'leaves', () => client.disconnect())],
      [6, () => this.#toggle(client)],
      [3, () => this.#clientPublish(client)],
      [6, () => this.#revoke(client)],
      [3, () => this.#api(client)],
      [2, () => this.#lose()],
      [2, () => this.#removeHistory()],
      [2, () => this.#stop()],
      [2, () => this.#kill()],
      ...(this.#redis === undefined ? [] : this.#faultsOf(this.#redis)),
    ]);
    step();
  }

  #faultsOf(redis: SimulatedRedis): readonly (readonly [number, () => void])[] {
    return [
      [4, () => this.#cutOff()],
      [3, () => this.#restartStore(redis)],
      [10, () => this.#publishElsewhere(redis)],
    ];
  }

  #tell(client: ModelClient, what: string, action: () => void): void {
    this.#note(`${client.options.name} ${what}`);
    action();
  }

  #newEpoch(): string {
    this.#epochs += 1;
    return `e${this.#epochs}`;
  }

  #newData(): string {
    this.#published += 1;
    const size = this.#random.weighted([
      [8, 0],
      [2, 100],
      [1, 600],
    ]);
    return JSON.stringify({ n: this.#published, ...(size > 0 && { filling: '.'.repeat(size) }) });
  }

  #publish(channel: string): void {
    const data = this.#newData();
    const isTwice = this.#random.chance(0.2);
    // Drupal's outbox sends again what nobody acknowledged. Keys go with a store; what isn't kept would then come twice.
    const hasKey = this.#redis === undefined ? isTwice : !plainChannels.has(channel);
    this.#note(`publish ${channel} ${data.slice(0, 12)}`);
    for (let attempts = hasKey && isTwice ? 2 : 1; attempts > 0; attempts -= 1) {
      this.#attempt(channel, data, hasKey ? { idempotencyKey: data } : {});
    }
  }

  #attempt(channel: string, data: string, key: { readonly idempotencyKey?: string }): void {
    this.#publishing += 1;
    const server = this.#server;
    const publish = async (): Promise<StreamPosition> => server.site.publish(channel, { data }, key);
    this.#watch(
      publish().then(
        ({ epoch, offset }) => {
          this.#publishing -= 1;
          if (
            offset > 0 &&
            this.#ledger.data(channel, { epoch, offset }) !== data &&
            server === this.#server
          ) {
            throw new Violation(`${channel}: ${data} was acknowledged at ${offset}, where it isn't`);
          }
        },
        (error: unknown) => {
          this.#publishing -= 1;
          if (key.idempotencyKey !== undefined && isUnavailable(error)) {
            this.#clock.schedule(50, () => this.#attempt(channel, data, key));
          }
          throw error;
        },
      ),
    );
  }

  #burst(): void {
    const channel = this.#random.pick(everyChannel);
    for (let count = this.#random.integer(2, 12); count > 0; count -= 1) {
      this.#publish(channel);
    }
  }

  #clientPublish(client: ModelClient): void {
    if (client.isConnected) {
      client.publish('open:o', this.#newData());
    }
  }

  #toggle(client: ModelClient): void {
    const { clientChannels, name } = client.options;
    if (clientChannels.length > 0) {
      const channel = this.#random.pick(clientChannels);
      this.#note(`${name} leaves or joins ${channel}`);
      client.unsubscribe(channel);
      if (this.#random.chance(0.7)) {
        client.subscribe(channel);
      }
    }
  }

  #revoke(client: ModelClient): void {
    const { user, sid } = client.options;
    const random = this.#random;
    const mark: Revocation = {
      user: random.chance(0.2) ? everybody : user,
      mode: random.pick(['end', 'refresh', 'refresh']),
      at: (this.#clock.now() - random.pick([0, 0, 20, 500])) / 1000,
      ...(random.chance(0.3) ? { sid } : {}),
      ...(random.chance(0.6) ? { channel: random.pick(everyChannel) } : {}),
    };
    this.#note(`revoke ${JSON.stringify(mark)}`);
    this.#watch(this.#server.site.revoke(mark).then(() => this.#ledger.revoked(mark)));
  }

  #api(client: ModelClient): void {
    const { user } = client.options;
    const members = this.#server.site.roster.find(user);
    const channel = this.#random.chance(0.5) ? apiChannel : this.#random.pick(everyChannel);
    if (channel === apiChannel && this.#random.chance(0.6)) {
      this.#note(`the API subscribes ${user} to ${channel}`);
      for (const member of members) {
        // It may be subscribed already, or leave meanwhile.
        member.subscribe(channel).catch((error: unknown) => this.#note(String(error)));
      }
      return;
    }
    this.#note(`the API unsubscribes ${user} from ${channel}`);
    this.#ledger.unsubscribed(user, channel);
    for (const member of members) {
      member.unsubscribe(channel, UnsubscribeCode.server);
    }
  }

  #lose(): void {
    this.#note('publications get lost on their way to the hub');
    this.#server.lose(this.#random.integer(1, 3));
  }

  #cutOff(): void {
    this.#note('the server loses the store');
    this.#server.cutOff();
  }

  #restartStore(redis: SimulatedRedis): void {
    this.#note('the store restarts');
    redis.restart();
  }

  #publishElsewhere(redis: SimulatedRedis): void {
    const channel = this.#random.pick(everyChannel);
    const data = this.#newData();
    this.#note(`another server publishes ${channel} ${data.slice(0, 12)}`);
    redis.publish(channel, data, plainChannels.has(channel) ? { size: 0, ttlMs: 0 } : this.#retention);
  }

  #removeHistory(): void {
    const channel = this.#random.pick(everyChannel);
    this.#note(`remove history of ${channel}`);
    this.#watch(this.#server.site.broker.removeHistory(channel));
  }

  #stop(): void {
    this.#note('the server stops');
    this.#server.close((member) => member.close(new Disconnect(DisconnectCode.shutdown)));
  }

  #kill(): void {
    this.#note('the server is killed');
    this.#server.kill();
    this.#publishing = 0;
    this.#server = new SimulatedServer(this.#serverOptions, undefined, this.#ledger.marks);
  }

  async #restart(): Promise<void> {
    // The API finishes what it was asked before.
    for (let waited = 0; this.#publishing > 0 && waited < 100; waited += 1) {
      await this.#pass(50);
    }
    this.#note('the server is up again');
    this.#server = new SimulatedServer(this.#serverOptions, this.#server.snapshot());
  }

  async #rest(): Promise<void> {
    this.#note('all is mended');
    this.#server.lose(0);
    for (const client of this.#clients) {
      if (client.wire?.isSilent) {
        client.wire.cut();
      }
      client.wire?.stall(0);
      client.isCareful = true;
      client.connect();
    }
    await this.#pass(60_000);
    this.#compareLogs();
    for (const channel of everyChannel) {
      this.#publish(channel);
    }
    await this.#pass(20_000);
    this.#compareLogs();
    await this.#compareRooms();
  }

  /** Every client must have heard all that was published, as far as it wasn't told that something is lost. */
  #compareLogs(): void {
    for (const client of this.#clients) {
      client.atRest();
    }
  }

  /** The server's rooms must say the same as the clients. */
  async #compareRooms(): Promise<void> {
    const { hub, roster, presence, revocations } = this.#server.site;
    const heard = this.#clients.flatMap((client) => client.heard.map((channel) => ({ channel, client })));
    same(
      'connections',
      [...roster.all()].map(({ client }) => client),
      this.#clients.flatMap(({ client }) => client ?? []),
    );
    same(
      'listeners',
      [...hub.occupied()].flatMap(([channel, count]) => Array(count).fill(channel)),
      heard.map(({ channel }) => channel),
    );
    for (const channel of ['presence:p', 'chat:l']) {
      const there = heard
        .filter((entry) => entry.channel === channel)
        .map(({ client }) => client.client ?? '');
      same(`presence of ${channel}`, [...(await presence.list(channel)).keys()], there);
    }
    for (const { user, sid } of this.#clients
      .filter(({ isEnded }) => isEnded)
      .map(({ options }) => options)) {
      if (revocations.find({ user, sid, issuedAt: 0 }) === undefined) {
        throw new Violation(`the revocation of ${user} was forgotten`);
      }
    }
  }

  async #end(): Promise<void> {
    this.#note('everybody leaves');
    for (const client of this.#clients) {
      client.disconnect();
    }
    await this.#pass(1_000);
    await this.#server.leftovers(everyChannel);
  }

  async #pass(ms: number): Promise<void> {
    await this.#clock.advance(ms);
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  #watch(promise: Promise<unknown>): void {
    promise.catch((error: unknown) => {
      if (this.#redis === undefined || !isUnavailable(error)) {
        this.#fail(error);
      }
    });
  }

  #fail(failure: unknown): void {
    this.#failure ??= failure;
    this.#note(String(failure));
  }

  #note(text: string): void {
    this.#notes?.push(`${(this.#clock.now() - 1_800_000_000_000).toFixed(1)} ms  ${text}`);
  }
}

function same(what: string, found: readonly string[], expected: readonly string[]): void {
  const [a, b] = [found.toSorted().join(', '), expected.toSorted().join(', ')];
  if (a !== b) {
    throw new Violation(`${what}: the server says ${a || 'none'}, the clients ${b || 'none'}`);
  }
}
