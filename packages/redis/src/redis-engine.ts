import { randomUUID } from 'node:crypto';
import {
  type Clock,
  type Engine,
  type EngineSink,
  type EngineSite,
  type Limits,
  type Peers,
  StartError,
} from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import { RedisBroker } from './broker/redis-broker.ts';
import { RedisEventQueue } from './events/redis-event-queue.ts';
import { Keys } from './keys.ts';
import { Membership } from './membership.ts';
import type { RedisOptions } from './options.ts';
import { RedisPeers } from './peers/redis-peers.ts';
import { RedisPresence } from './presence/redis-presence.ts';
import { RedisRevocations } from './revocation/redis-revocations.ts';
import { ClusterRoutes } from './store/cluster-routes.ts';
import type { Link } from './store/link.ts';
import { findMaster } from './store/sentinels.ts';
import type { Shard } from './store/shard.ts';
import { SingleRoutes } from './store/single-routes.ts';
import { Store } from './store/store.ts';
import { RedisUsage } from './usage/redis-usage.ts';

export interface RedisEngineParts {
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  readonly limits: Pick<Limits, 'idempotencyMs' | 'tokenLifeMs' | 'leaveGraceMs'>;
}

interface OpenSite {
  readonly broker: RedisBroker;
  readonly presence: RedisPresence;
  readonly revocations: RedisRevocations;
  readonly usages: readonly RedisUsage[];
  readonly events: RedisEventQueue;
}

/** Answers that servers wait for when they ask each other. */
const askMs = 500;
/** Site of keys that belong to no site; no site can have this name. */
const nobodys = '*';

/** Everything in Redis: servers on it act as one. */
export class RedisEngine implements Engine {
  readonly #options: RedisOptions;
  readonly #parts: RedisEngineParts;
  readonly #store: Store;
  readonly #server = randomUUID();
  readonly #peers: RedisPeers;
  readonly #membership: Membership;
  readonly #sites: OpenSite[] = [];

  constructor(options: RedisOptions, parts: RedisEngineParts) {
    this.#options = options;
    this.#parts = parts;
    const { clock, log } = parts;
    const { access, leaseMs } = options;
    this.#store = new Store({
      access,
      log,
      routes: ({ linked, moved }) =>
        options.mode === 'cluster'
          ? new ClusterRoutes({ access, log, linked, moved, nodes: options.addresses })
          : new SingleRoutes({ access, log, linked, find: () => this.#find() }),
    });
    const keys = this.#keys(nobodys);
    const server = this.#server;
    this.#peers = new RedisPeers({
      store: this.#store,
      keys,
      log,
      server,
      timeoutMs: askMs,
    });
    this.#membership = new Membership({
      store: this.#store,
      keys,
      clock,
      log,
      server,
      leaseMs,
      leaveMs: parts.limits.leaveGraceMs,
      renamed: (name) => this.#eachUsage((usage) => usage.rejoin(name)),
      lost: (name) => this.#eachUsage((usage) => usage.reap(name)),
      beat: () =>
        Promise.all(
          this.#sites.flatMap(({ revocations, events, usages }) => [
            revocations.confirm(),
            events.confirm(),
            ...usages.map((usage) => usage.confirm()),
          ]),
        ),
    });
    this.#store.onLinked((link, shard) => this.#linked(link, shard));
  }

  get peers(): Peers {
    return this.#peers;
  }

  get isReady(): boolean {
    return this.#sites.every(({ revocations }) => revocations.isCurrent());
  }

  open(site: string, sink: EngineSink): EngineSite {
    const { clock, log, limits } = this.#parts;
    const store = this.#store;
    const keys = this.#keys(site);
    const server = this.#server;
    const common = { store, keys, clock, log, server };
    const broker = new RedisBroker({
      ...common,
      sink: sink.publications,
      uniqueId,
      idempotencyWindowMs: limits.idempotencyMs,
      replicas: this.#options.replicas,
      lost: (publications) => {
        log.error({ site, publications }, 'acknowledged publications are gone from Redis');
        sink.lost(publications);
      },
    });
    const presence = new RedisPresence({ ...common, leaseMs: this.#options.leaseMs });
    const revocations = new RedisRevocations({
      ...common,
      keepMs: limits.tokenLifeMs,
      revoked: (mark) => sink.revoked(mark),
    });
    const channels = new RedisUsage({ ...common, kind: 'channels', sink: sink.channels });
    const users = new RedisUsage({ ...common, kind: 'users', sink: sink.users });
    const { prefix, access } = this.#options;
    const events = new RedisEventQueue({ ...common, group: `${prefix}:${access.database}` });
    this.#sites.push({ broker, presence, revocations, usages: [channels, users], events });
    return { broker, presence, revocations, channels, users, events };
  }

  async start(): Promise<void> {
    try {
      await this.#store.start();
      await this.#peers.start();
      await this.#membership.start();
    } catch (cause) {
      this.#close();
      const { message } = ((cause as Error).cause ?? cause) as Error;
      throw new StartError('ENGINE', `engine.url: expected a Redis, found ${message}`, { cause });
    }
  }

  async stop(): Promise<void> {
    await this.#membership.leave();
    // What is still to be told is for those to tell who stay.
    await Promise.all(
      this.#sites.map(({ events }) =>
        events
          .flush()
          .catch((error: Error) => this.#parts.log.warn({ reason: error.message }, 'events are lost')),
      ),
    );
    this.#close();
  }

  prepare(): Promise<void> {
    return this.start();
  }

  /** Nothing: it is in Redis, where the next process finds it. */
  toRecord(): undefined {
    return undefined;
  }

  load(): void {}

  leave(): Promise<void> {
    return this.stop();
  }

  #close(): void {
    this.#membership.close();
    for (const { broker, presence } of this.#sites) {
      broker.close();
      presence.close();
    }
    this.#store.close();
  }

  async #linked(link: Link, shard: Shard): Promise<void> {
    await this.#warnOfEviction(link);
    await Promise.all(
      this.#sites.flatMap(({ broker, revocations }) => [
        broker.linked(link, (key) => this.#store.isAt(key, shard)),
        this.#store.isAt(revocations.home, shard) ? revocations.linked(link) : Promise.resolve(),
      ]),
    );
    // These ask in the ordinary way, so they can't be waited for here.
    for (const { presence, usages } of this.#sites) {
      presence.renew();
      for (const usage of usages) {
        usage.resume();
      }
    }
  }

  async #warnOfEviction(link: Link): Promise<void> {
    const memory = String(await link.command(['INFO', 'memory']));
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? '';
    if (policy.startsWith('allkeys') && !/^maxmemory:0\r?$/m.test(memory)) {
      this.#parts.log.warn(
        { policy },
        'this Redis may evict revocation marks: set maxmemory-policy to noeviction or a volatile one',
      );
    }
  }

  async #find(): Promise<{ host: string; port: number }> {
    const { mode, addresses, sentinelAccess, master } = this.#options;
    const [first] = addresses;
    return mode === 'sentinel' || first === undefined ? findMaster(addresses, sentinelAccess, master) : first;
  }

  async #eachUsage(work: (usage: RedisUsage) => Promise<void>): Promise<void> {
    await Promise.all(this.#sites.flatMap(({ usages }) => usages.map(work)));
  }

  #keys(site: string): Keys {
    return new Keys(this.#options.prefix, this.#options.access.database, site);
  }
}

function uniqueId(): string {
  return randomUUID().replaceAll('-', '').slice(0, 12);
}
