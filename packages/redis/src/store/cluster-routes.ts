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
      let isLost = false;
      const find = async (): Promise<Address> => {
        if (isLost) {
          // Another may have taken over; whether anybody knows is seen when this one is tried.
          this.refresh().catch(() => undefined);
        }
        isLost = true;
        return address;
      };
      shard = new Shard({ access, log, find, linked });
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
    const view = agreed(await this.#ask());
    const shards = new Map([...new Set(view)].map((address) => [address, address && this.at(address)]));
    const owners = view.map((address) => shards.get(address));
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

  /** Asks all that are linked, else the addresses of the configuration by turns. @throws Error when nobody knows */
  async #ask(): Promise<readonly View[]> {
    const reasons: string[] = [];
    const links = [...this.#shards.values()].flatMap(({ current }) => current ?? []);
    const answers = await Promise.all(
      links.map(async (link) => {
        try {
          return [toView(await link.command(['CLUSTER', 'SLOTS']), link.address)];
        } catch (error) {
          reasons.push((error as Error).message);
          return [];
        }
      }),
    );
    const views = answers.flat();
    if (views.length > 0) {
      return views;
    }
    for (const node of this.#parts.nodes) {
      try {
        // It may be a replica, which no link leads to.
        return [toView(await Link.askOnce(node, this.#parts.access, ['CLUSTER', 'SLOTS']), node)];
      } catch (error) {
        reasons.push(`${node.host}:${node.port} ${(error as Error).message}`);
      }
    }
    throw new Error(`nobody knows the Cluster: ${reasons.join(', ')}`);
  }
}

/** Where the master of each slot is, as one node has it. */
type View = readonly (Address | undefined)[];

const slotCount = 16_384;

/** Where a node names no host, because it knows none or hides it, that of the node itself is meant. */
function toView(ranges: unknown, asked: Address): View {
  const view = new Array<Address | undefined>(slotCount).fill(undefined);
  for (const [from, to, [host, port]] of ranges as readonly [
    number,
    number,
    readonly [string | null, number],
  ][]) {
    view.fill({ host: host || asked.host, port }, from, to + 1);
  }
  return view;
}

/** What most nodes say: one that is cut off from the others doesn't know who took over from it. */
function agreed(views: readonly View[]): View {
  const [first = []] = views;
  return first.map((own, slot) => {
    if (views.every((view) => isSame(view[slot], own))) {
      return own;
    }
    const said = views.map((view) => view[slot]);
    const votes = said.map((one) => said.filter((other) => isSame(one, other)).length);
    return said[votes.indexOf(Math.max(...votes))];
  });
}

function isSame(one: Address | undefined, other: Address | undefined): boolean {
  return one?.port === other?.port && one?.host === other?.host;
}
