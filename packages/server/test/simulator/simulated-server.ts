import { pino } from 'pino';
import { Value } from 'typebox/value';
import { Auth } from '../../src/auth/auth.ts';
import type { TokenAuthenticator } from '../../src/auth/token.ts';
import type { PublicationSink } from '../../src/broker/broker.ts';
import { type BrokerRecord, MemoryBroker } from '../../src/broker/memory-broker.ts';
import { Connection } from '../../src/connection/connection.ts';
import type { ConnectionHost, Handshake } from '../../src/connection/connection-host.ts';
import { Gate } from '../../src/gate.ts';
import { Hub } from '../../src/hub/hub.ts';
import { PositionCheck } from '../../src/hub/position-check.ts';
import { Roster } from '../../src/hub/roster.ts';
import { type Limits, readLimits } from '../../src/limits.ts';
import { Lingering } from '../../src/lingering.ts';
import { idleMeter } from '../../src/meter.ts';
import { Namespaces } from '../../src/namespaces.ts';
import { optionsSchema, type ServerOptions } from '../../src/options.ts';
import { Plugins } from '../../src/plugin/plugins.ts';
import { MemoryPresence } from '../../src/presence/memory-presence.ts';
import { Rates } from '../../src/rate/rates.ts';
import { MemoryRevocations } from '../../src/revocation/memory-revocations.ts';
import { Recalls } from '../../src/revocation/recalls.ts';
import type { Revocation } from '../../src/revocation/revocations.ts';
import { Site } from '../../src/site/site.ts';
import { LocalUsage } from '../../src/usage/local-usage.ts';
import { CountingWitness } from './counting-witness.ts';
import { type Ledger, Violation } from './ledger.ts';
import type { Random } from './random.ts';
import { isUnavailable } from './redis-link.ts';
import { RemoteBroker } from './remote-broker.ts';
import { ProcessClock, type SimulatedClock } from './simulated-clock.ts';
import type { SimulatedRedis } from './simulated-redis.ts';
import { DistantBroker, DistantPresence, StoreWay } from './simulated-store.ts';
import { SimulatedTokens } from './simulated-tokens.ts';
import type { SimulatedWire } from './simulated-wire.ts';

/** The configuration that a server has when it is told nothing. */
export const defaultOptions = Value.Default(optionsSchema, { api: { keys: [] } }) as ServerOptions;
const defaultLimits = readLimits(defaultOptions.limits);
const silent = pino({ level: 'silent' });

/** What a server hands to the next one, as text: what can't be written down is lost. */
interface Snapshot {
  readonly broker: BrokerRecord;
  readonly revocations: readonly Revocation[];
}

export interface SimulatedServerOptions {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly channels: ServerOptions['channels'];
  readonly limits: Partial<Limits>;
  /** A store that outlives the server; absent where it has its own. */
  readonly redis: SimulatedRedis | undefined;
  /** Longest way to the store; 0 for a store in the process itself. */
  readonly storeMs: number;
  /** Time of the processor that a write to a client takes. */
  readonly writeMs: number;
  /** Listeners that the hub writes to in one turn. */
  readonly sliceSize: number;
  readonly uniqueId: () => string;
  readonly fail: (violation: unknown) => void;
}

/** One process of the push server: its real rooms, put together like `server.ts` does, on simulated ground. */
export class SimulatedServer {
  readonly clock: ProcessClock;
  readonly limits: Limits;
  readonly writeMs: number;
  readonly site: Site;
  readonly #options: SimulatedServerOptions;
  readonly #memory: MemoryBroker | undefined;
  readonly #remote: RemoteBroker | undefined;
  readonly #revocations: MemoryRevocations;
  readonly #positionCheck: PositionCheck;
  readonly #host: ConnectionHost;
  readonly #witness: CountingWitness;
  readonly #wires: SimulatedWire[] = [];
  #losing = 0;
  isListening = true;

  constructor(options: SimulatedServerOptions, snapshot?: string, marks: readonly Revocation[] = []) {
    const { random, ledger, limits, storeMs, sliceSize, uniqueId, fail } = options;
    const clock = new ProcessClock(options.clock);
    this.#options = options;
    this.clock = clock;
    this.limits = { ...defaultLimits, ...limits };
    this.writeMs = options.writeMs;
    const namespaces = new Namespaces(options.channels);
    this.#witness = new CountingWitness(fail);
    const channels = new LocalUsage({
      began: (channel) => this.#witness.occupied(channel),
      ended: (channel) => this.#witness.vacated(channel),
    });
    const occupancy = new Lingering(
      clock,
      this.limits.leaveGraceMs,
      (channel) => channels.begin(channel),
      (channel) => channels.end(channel),
    );
    const hub = new Hub({
      clock,
      occupancy,
      longestWaitMs: (channel) => namespaces.of(channel).flushWindowMs,
      sliceSize,
    });
    const sink: PublicationSink = {
      isHeard: (channel) => hub.isHeard(channel),
      announcement: (channel, announcement) => hub.announcement(channel, announcement),
      stands: (channel, position) => hub.stands(channel, position),
      publication: (channel, publication, epoch) => {
        if (this.#losing > 0 && epoch !== undefined) {
          this.#losing -= 1;
          ledger.isLossy = true;
        } else {
          hub.publication(channel, publication, epoch);
        }
      },
    };
    this.#remote = options.redis && new RemoteBroker(options.redis, sink, clock);
    this.#memory =
      options.redis === undefined
        ? new MemoryBroker({
            clock,
            uniqueId,
            idempotencyWindowMs: this.limits.idempotencyMs,
            rememberedChannels: this.limits.rememberedChannels,
            sink: {
              ...sink,
              publication: (channel, publication, epoch) => {
                ledger.published(channel, publication, epoch, clock.now());
                sink.publication(channel, publication, epoch);
              },
            },
          })
        : undefined;
    this.#revocations = new MemoryRevocations(clock, this.limits.tokenLifeMs);
    const record: Snapshot = snapshot === undefined ? nothing : JSON.parse(snapshot);
    this.#memory?.load(record.broker);
    // A server that comes up asks Drupal what was revoked meanwhile, before it lets anybody in.
    this.#revocations.load([...record.revocations, ...marks]);
    const way = (): StoreWay => new StoreWay(clock, random, storeMs);
    const broker =
      this.#memory === undefined
        ? (this.#remote as RemoteBroker)
        : new DistantBroker(this.#memory, way(), ledger, clock);
    // The verifier has nothing to sign or to check here; the class of the real one can't be stood in for otherwise.
    const token = new SimulatedTokens(clock, way()) as unknown as TokenAuthenticator;
    const recalls = new Recalls({ clock, limits: this.limits, windowMs: () => 500 });
    this.site = new Site({
      name: 'default',
      origins: new Set(),
      namespaces,
      hub,
      roster: new Roster(),
      broker,
      presence: new DistantPresence(new MemoryPresence(), way()),
      revocations: this.#revocations,
      recalls,
      auth: new Auth({ token, anonymous: false }, this.#revocations, clock),
      plugins: new Plugins([]),
      meter: idleMeter,
      channels,
      witness: this.#witness,
    });
    const log = Object.assign(Object.create(silent) as typeof silent, {
      error: ({ err }: { err: unknown }) => {
        if (options.redis === undefined || !isUnavailable(err)) {
          fail(err);
        }
      },
    });
    const intervalMs = this.limits.positionCheckMs;
    this.#positionCheck = new PositionCheck({ hub, broker, namespaces, clock, intervalMs, log });
    this.#positionCheck.start();
    this.#host = {
      clock,
      limits: this.limits,
      log,
      meter: idleMeter,
      rates: new Rates({ clock, limits: this.limits, areProxiesTrusted: false }),
      gate: new Gate(),
      random: () => random.next(),
      identify: async (credentials) => ({
        site: this.site,
        identity: await this.site.auth.authenticate(credentials),
      }),
    };
  }

  /** A server listens when it has reached its store. */
  get takesClients(): boolean {
    return this.isListening && this.#remote?.isStarted !== false;
  }

  accept(wire: SimulatedWire, handshake: Handshake): Connection {
    this.#wires.push(wire);
    return new Connection(this.#host, wire, handshake);
  }

  /** Loses the next publications between store and hub. */
  lose(count: number): void {
    this.#losing = count;
  }

  /** Loses its connections to a store that has any. */
  cutOff(): void {
    this.#remote?.cut();
  }

  /** What is left when everybody has gone: the rooms must be empty. */
  async leftovers(channels: readonly string[]): Promise<void> {
    const { hub, roster, presence } = this.site;
    const present = await Promise.all(channels.map((channel) => presence.list(channel)));
    const left = {
      channels: [...hub.occupied()].length,
      clients: roster.clients,
      users: roster.users,
      present: present.reduce((sum, { size }) => sum + size, 0),
      // The broker's sweep, where it is here, and the position check go on as long as the server does.
      timers: this.clock.pending - (this.#memory === undefined ? 1 : 2),
      witnessed: this.#witness.there.length,
    };
    if (Object.values(left).some((count) => count !== 0)) {
      throw new Violation(
        `everybody left, but there is still ${JSON.stringify(left)} ${this.#witness.there.join()}`,
      );
    }
  }

  /** Takes nobody any more; connections are told to come back. */
  close(close: (member: { close: Connection['close'] }) => void): void {
    this.isListening = false;
    this.#positionCheck.stop();
    for (const member of [...this.site.roster.all()]) {
      close(member);
    }
  }

  /** Writes the state down and ends. */
  snapshot(): string {
    const record: Snapshot = {
      broker: this.#memory?.toRecord() ?? nothing.broker,
      revocations: this.#revocations.toRecord(),
    };
    this.#memory?.close();
    this.#exit();
    return JSON.stringify(record);
  }

  /** Ends without a word, as `kill -9` does. */
  kill(): void {
    this.isListening = false;
    this.#exit();
    if (this.#memory !== undefined) {
      this.#options.ledger.killed();
    }
  }

  #exit(): void {
    this.clock.kill();
    this.#remote?.end();
    for (const wire of this.#wires) {
      wire.cut();
    }
  }
}

const nothing: Snapshot = { broker: { streams: [], published: [] }, revocations: [] };
