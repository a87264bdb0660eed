import type { FastifyBaseLogger } from 'fastify';
import type { Access, Address } from './access.ts';
import { Link } from './link.ts';
import { type Routes, startMs } from './routes.ts';
import { Shard } from './shard.ts';
import { slotOf } from './slot.ts';
import type { Hooks } from './store.ts';

export interface ClusterRoutesParts extends Hooks {
  readonly access: Access;
  readonly log: FastifyBaseLogger;
  /** Some of its nodes, from which the others are found. */
  readonly nodes: readonly Address[];
}

/** Between two looks whether something moved that nobody spoke of. */
const lookMs = 5_000;

/** A Redis Cluster: each master keeps a part of the slots. */
export class ClusterRoutes implements Routes {
  readonly #parts: ClusterRoutesParts;
  readonly #shards = new Map<string, Shard>();
  #owners: readonly (Shard | undefined)[] = [];
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ClusterRoutesParts) {
    this.#parts = parts;
  }

  shardOf(name: string): Shard | undefined {
    return this.#owners[slotOf(name)];
  }

  at(address: Address): Shard {
    const { access, log, linked } = this.#parts;
    const name = `${address.host}:${address.port}`;
    let shard = this.#shards.get(name);
    if (shard === undefined) {
      shard = new Shard({ access, log, find: async () => address, linked });
      this.#shards.set(name, shard);
    }
    return shard;
  }

  slices(names: readonly string[], size: number): string[][] {
    return [...Map.groupBy(names, slotOf).values()].flatMap((its) =>
      Array.from({ length: Math.ceil(its.length / size) }, (_, n) => its.slice(n * size, (n + 1) * size)),
    );
  }

  async start(): Promise<void> {
    await this.#look();
    await Promise.all([...new Set(this.#owners)].map((shard) => shard?.link(startMs)));
    this.#timer = setInterval(() => {
      this.refresh().catch((error: Error) =>
        this.#parts.log.warn({ reason: error.message }, 'the Cluster can’t be looked at'),
      );
    }, lookMs).unref();
  }

  async refresh(): Promise<void> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const shard of this.#shards.values()) {
      shard.close();
    }
  }

  async #look(): Promise<void> {
    const ranges = await this.#ask();
    const owners: (Shard | undefined)[] = new Array(16_384);
    for (const [from, to, [host, port]] of ranges) {
      owners.fill(this.at({ host, port }), from, to + 1);
    }
    const isChanged = owners.some((shard, slot) => shard !== this.#owners[slot]);
    const isFirst = this.#owners.length === 0;
    this.#owners = owners;
    const used = new Set(owners);
    for (const [name, shard] of this.#shards) {
      if (!used.has(shard)) {
        shard.close();
        this.#shards.delete(name);
      }
    }
    if (isChanged && !isFirst) {
      await this.#parts.moved();
    }
  }

  /** Asks those that are linked first, then the addresses of the configuration. @throws Error when nobody knows */
  async #ask(): Promise<readonly Range[]> {
    const reasons: string[] = [];
    for (const shard of this.#shards.values()) {
      if (shard.current !== undefined) {
        try {
          const { current } = shard;
          return findable(await current.command(['CLUSTER', 'SLOTS']), current.address);
        } catch (error) {
          reasons.push((error as Error).message);
        }
      }
    }
    for (const node of this.#parts.nodes) {
      try {
        // It may be a replica, which no link leads to.
        return findable(await Link.askOnce(node, this.#parts.access, ['CLUSTER', 'SLOTS']), node);
      } catch (error) {
        reasons.push(`${node.host}:${node.port} ${(error as Error).message}`);
      }
    }
    throw new Error(`nobody knows the Cluster: ${reasons.join(', ')}`);
  }
}

type Range = readonly [from: number, to: number, master: readonly [host: string, port: number]];

/** Where a node names no host, because it knows none or hides it, that of the node itself is meant. */
function findable(slots: unknown, asked: Address): readonly Range[] {
  return (slots as readonly [number, number, readonly [string | null, number]][]).map(
    ([from, to, [host, port]]) => [from, to, [host || asked.host, port]],
  );
}
