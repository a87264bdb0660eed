import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrontDoor } from '../front-door.ts';
import { type RunningServer, startServer } from '../running-server.ts';
import { Ledger, Violation } from '../simulator/ledger.ts';
import { Random } from '../simulator/random.ts';
import { EventClient } from './event-client.ts';
import type { HistoryClient } from './history-client.ts';
import { SdkClient, type SdkWire } from './sdk-client.ts';
import { WitnessedEngine } from './witnessed-engine.ts';

const wires: readonly (SdkWire | 'events')[] = [
  { transport: 'websocket', codec: 'json' },
  { transport: 'websocket', codec: 'protobuf' },
  { transport: 'http_stream', codec: 'json' },
  { transport: 'http_stream', codec: 'protobuf' },
  { transport: 'sse', codec: 'json' },
  'events',
];

const own = ['user:own', 'content:news'];
const listed = ['role:editor'];
const channels = [...own, ...listed];
const rules = { size: 10, ttlMs: 60_000, recovery: 'stream' } as const;
const restMs = 20_000;

/** One history over real sockets, drawn from a seed: what happens is the same each time, what it meets is not. */
export class History {
  readonly notes: string[] = [];
  readonly #seed: number;
  readonly #random: Random;
  readonly #ledger: Ledger;
  /** Publications one answer may bring back: fewer than are kept, or more. */
  readonly #most: number;
  readonly #doors: FrontDoor[] = [];
  readonly #clients: HistoryClient[] = [];
  readonly #publishing = new Set<Promise<unknown>>();
  readonly #began = performance.now();
  readonly #ended = new Set<string>();
  #folder = '';
  #engine: WitnessedEngine | undefined;
  #server: RunningServer | undefined;
  readonly #leaving: Promise<unknown>[] = [];
  #violation: unknown;
  #changed = Promise.withResolvers<void>();
  #last = 0;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#most = this.#random.pick([6, 300]);
    this.#ledger = new Ledger(new Map(channels.map((channel) => [channel, rules])), {
      publications: this.#most,
      bytes: 1_000_000,
    });
  }

  /** How many publications there were, and how often a client was told that some are missing. */
  get counts(): { readonly published: number; readonly lost: number } {
    const logs = this.#clients.flatMap(({ logs }) => [...logs.values()]);
    return { published: this.#last, lost: logs.reduce((sum, { losses }) => sum + losses, 0) };
  }

  /** @throws Violation */
  async play(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-'));
    try {
      await this.#start();
      await this.#invite();
      const steps = this.#random.integer(15, 40);
      for (let step = 0; step < steps && this.#violation === undefined; step += 1) {
        await this.#step();
      }
      await this.#rest();
    } finally {
      for (const client of this.#clients) {
        client.leave();
      }
      for (const door of this.#doors) {
        await door[Symbol.asyncDispose]();
      }
      await Promise.allSettled([...this.#publishing, ...this.#leaving, this.#server?.stop()]);
      await rm(this.#folder, { recursive: true, force: true });
    }
  }

  async #start(): Promise<void> {
    const engine = new WitnessedEngine(this.#ledger, join(this.#folder, 'snapshot'), (violation) =>
      this.#fail(violation),
    );
    this.#engine = engine;
    const kept = { historySize: rules.size, historyTtl: '1m' };
    this.#server = await startServer(
      {
        limits: { recovery: this.#most },
        channels: { namespaces: { user: kept, role: kept, content: kept } },
        drainWindow: '0s',
      },
      { engine },
    );
    // What was revoked is asked for at Drupal, before anybody is let in.
    await Promise.all([...this.#ended].map((user) => this.#takeAway(user)));
    const { host } = new URL(this.#server.url);
    for (const door of this.#doors) {
      door.behind = host;
    }
  }

  async #invite(): Promise<void> {
    const first = this.#seed % wires.length;
    for (const [n, user] of ['1', '2', '2'].entries()) {
      const door = await FrontDoor.open(new URL(this.#server?.url ?? '').host);
      this.#doors.push(door);
      const wire = wires[(first + n * 2 + 1) % wires.length] ?? 'events';
      const options = {
        name: `c${n} (${wire === 'events' ? wire : `${wire.transport} ${wire.codec}`})`,
        user,
        address: door.address,
        ledger: this.#ledger,
        random: this.#random,
        fail: (violation: unknown) => this.#fail(violation),
        changed: () => this.#change(),
      };
      const client =
        wire === 'events'
          ? new EventClient(options, channels)
          : new SdkClient({ ...options, address: `${door.address}/` }, wire, own, listed);
      this.#clients.push(client);
      client.enter();
    }
  }

  async #step(): Promise<void> {
    const random = this.#random;
    const client = random.pick(this.#clients);
    const door = this.#doors[this.#clients.indexOf(client)];
    const step = random.weighted<() => Promise<void> | void>([
      [9, () => this.#publish()],
      [4, () => new Promise((resolve) => setTimeout(resolve, random.integer(0, 20)))],
      [2, () => this.#act(client, 'is cut', () => door?.cut())],
      [2, () => this.#act(client, 'leaves', () => client.leave())],
      [3, () => this.#act(client, 'enters', () => client.enter())],
      [2, () => this.#act(client, 'turns', () => client.turn())],
      [1, () => this.#refresh()],
      [0.3, () => this.#end()],
      [0.5, () => this.#restart()],
      [0.3, () => this.#kill()],
    ] as const);
    await step();
  }

  #act(client: HistoryClient, what: string, act: () => void): void {
    this.#note(`${client.options.name} ${what}`);
    act();
  }

  /** Several at once, so that the server takes them while other things happen. */
  #publish(): void {
    const count = this.#random.pick([1, 1, 1, 2, 3, 8, 15]);
    const channel = this.#random.pick(channels);
    this.#note(`publish ${count} to ${channel}`);
    for (let n = 0; n < count; n += 1) {
      this.#last += 1;
      const text = this.#random.chance(0.1) ? 'x'.repeat(5_000) : 'Zoë\n';
      const sent = this.#call('publish', { channel, data: { n: this.#last, text } });
      this.#publishing.add(sent);
      void sent.finally(() => this.#publishing.delete(sent));
    }
  }

  async #refresh(): Promise<void> {
    const user = this.#random.pick(['1', '2']);
    const channel = this.#random.pick([undefined, ...own, ...listed]);
    this.#note(`refresh ${user} ${channel ?? ''}`);
    await this.#call('revoke', {
      user,
      ...(channel === undefined ? {} : { channel }),
      mode: 'refresh',
      at: Date.now() / 1000,
    });
  }

  async #end(): Promise<void> {
    await Promise.all(this.#publishing);
    const user = this.#random.pick(['1', '2']);
    this.#note(`end ${user}`);
    this.#ended.add(user);
    const clients = this.#clients.filter(({ options }) => options.user === user);
    for (const client of clients) {
      client.isRevoked = true;
    }
    await this.#takeAway(user);
    for (const client of clients) {
      client.end();
    }
  }

  // In an hour, so that no token of this history is a new one.
  #takeAway(user: string): Promise<void> {
    return this.#call('revoke', { user, mode: 'end', at: Date.now() / 1000 + 3_600 });
  }

  async #restart(): Promise<void> {
    this.#note('restart');
    await Promise.all(this.#publishing);
    this.#shut();
    await this.#server?.stop();
    await this.#start();
  }

  async #kill(): Promise<void> {
    this.#note('kill');
    await Promise.all(this.#publishing);
    this.#shut();
    for (const door of this.#doors) {
      door.cut();
    }
    this.#ledger.killed();
    if (this.#engine !== undefined) {
      this.#engine.isDead = true;
    }
    // It writes its snapshot where nobody looks for it.
    const folder = this.#folder;
    this.#folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-'));
    this.#leaving.push(
      (this.#server?.stop() ?? Promise.resolve()).then(() => rm(folder, { recursive: true, force: true })),
    );
    await this.#start();
  }

  #shut(): void {
    for (const door of this.#doors) {
      door.behind = undefined;
    }
  }

  /** Everybody comes back, and has all there is or was told what is missing. */
  async #rest(): Promise<void> {
    this.#note('all is mended');
    await Promise.all(this.#publishing);
    for (const client of this.#clients) {
      client.enter();
    }
    const deadline = performance.now() + restMs;
    const isAtRest = (): boolean =>
      this.#clients.every((client) => (client.isRevoked ? client.hasEnded : client.isAtRest));
    while (this.#violation === undefined && !isAtRest()) {
      const left = deadline - performance.now();
      if (left <= 0) {
        throw new Violation(`not at rest: ${this.#clients.join('; ')}`);
      }
      const { promise } = this.#changed;
      const timer = setTimeout(() => this.#change(), left);
      await promise;
      clearTimeout(timer);
    }
    if (this.#violation !== undefined) {
      throw this.#violation;
    }
  }

  async #call(name: string, body: unknown): Promise<void> {
    const answer = await this.#server
      ?.call(name, body)
      .catch((error: Error) => this.#note(`${name}: ${error}`));
    if (answer === undefined) {
      // The caller's own connection broke. A publication may be there or not; a revocation must be.
      return name === 'publish' ? undefined : this.#call(name, body);
    }
    if (answer.status !== 200) {
      this.#fail(new Violation(`${name} was answered ${JSON.stringify(answer)}`));
    }
  }

  #fail(violation: unknown): void {
    this.#violation ??= violation;
    this.#change();
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  #note(text: string): void {
    this.notes.push(`${(performance.now() - this.#began).toFixed(0)} ms  ${text}`);
  }
}
