import type { FastifyBaseLogger } from 'fastify';
import type { Link } from './link.ts';
import type { Routes } from './routes.ts';
import type { Shard } from './shard.ts';
import { Unavailable } from './unavailable.ts';
import { within } from './within.ts';

interface Entry {
  readonly hear: (message: string) => void;
  readonly ready: PromiseWithResolvers<void>;
  /** Where the channel is subscribed to; stays when that is over, until the next one takes its place. */
  link: Link | undefined;
}

/** Names in one command, so that a Redis can do something else in between. */
const sliceSize = 500;
/** A page load ends a channel's only subscription and begins the next. */
const lingerMs = 1_000;
/** Between two tries to find where a channel lives, which the nodes of a Cluster don't learn at once. */
const seekMs = 250;

export interface ListeningParts {
  readonly routes: Routes;
  readonly log: FastifyBaseLogger;
  readonly timeoutMs: number;
  /** Told of channels that were subscribed to anew: what was published meanwhile did not come. */
  readonly resumed: (names: readonly string[], link: Link) => Promise<void>;
}

/**
 * Which channels of Redis this server is subscribed to: those it has a listener for, and no other.
 *
 * What is asked for in one turn of the event loop goes in one command. A new link gets all subscriptions before
 * anybody may ask it anything: whoever reads a channel's past over a link hears what comes after.
 */
export class Listening {
  readonly #parts: ListeningParts;
  readonly #entries = new Map<string, Entry>();
  readonly #leaving = new Set<string>();
  /** Channels that are subscribed to nowhere since a part of the store gave them up, or refused them. */
  readonly #lost = new Set<string>();
  #joining: string[] = [];
  #leave: NodeJS.Timeout | undefined;
  #seek: NodeJS.Timeout | undefined;

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  /** Resolves when messages come. @throws Unavailable when that takes too long */
  async listen(name: string, hear: (message: string) => void): Promise<void> {
    this.#leaving.delete(name);
    let entry = this.#entries.get(name);
    if (entry === undefined) {
      entry = { hear, link: undefined, ready: Promise.withResolvers() };
      this.#entries.set(name, entry);
      if (this.#joining.push(name) === 1) {
        queueMicrotask(() => this.#joinAll());
      }
    }
    if (entry.link === undefined) {
      await within(this.#parts.timeoutMs, entry.ready.promise, () => new Unavailable());
    }
  }

  unlisten(name: string): void {
    if (this.#entries.has(name)) {
      this.#leaving.add(name);
      this.#leave ??= setTimeout(() => this.#leaveAll(), lingerMs).unref();
    }
  }

  /** Takes all subscriptions of a shard to its new link. */
  async take(shard: Shard, link: Link): Promise<void> {
    link.listen({
      hear: (message, name) => this.#entries.get(name)?.hear(message),
      // A confirmation that came just before goes first.
      lost: (name) => setImmediate(() => this.#ended(name, link)),
    });
    const { routes } = this.#parts;
    await this.#subscribe(
      [...this.#entries.keys()].filter((name) => routes.shardOf(name) === shard),
      link,
    );
  }

  /** Subscribes anew to channels that live elsewhere now. */
  async move(): Promise<void> {
    const { routes } = this.#parts;
    await this.#eachLink(
      [...this.#entries.keys()].filter(
        (name) => this.#entries.get(name)?.link !== routes.shardOf(name)?.current,
      ),
    );
  }

  close(): void {
    clearTimeout(this.#leave);
    clearTimeout(this.#seek);
    this.#lost.clear();
  }

  #ended(name: string, link: Link): void {
    // Another link may have taken it over since.
    if (this.#entries.get(name)?.link === link) {
      this.#seekFor([name], 0);
    }
  }

  /** Subscribes anew to channels wherever they live now, which may be where they were. */
  #seekFor(names: readonly string[], pauseMs: number): void {
    for (const name of names) {
      this.#lost.add(name);
    }
    this.#seek ??= setTimeout(async () => {
      try {
        await this.#parts.routes.refresh();
        await this.#eachLink([...this.#lost]);
      } catch (error) {
        this.#parts.log.debug({ reason: (error as Error).message }, 'channels moved, nobody knows where to');
      }
      this.#seek = undefined;
      if (this.#lost.size > 0) {
        this.#seekFor([], seekMs);
      }
    }, pauseMs).unref();
  }

  #joinAll(): void {
    const names = this.#joining;
    this.#joining = [];
    this.#eachLink(names).catch((error: Error) =>
      this.#parts.log.warn({ reason: error.message }, 'channels of Redis could not be subscribed to'),
    );
  }

  /** Without a link it is the next one that takes the names. */
  async #eachLink(names: readonly string[]): Promise<void> {
    const byLink = Map.groupBy(names, (name) => this.#parts.routes.shardOf(name)?.current);
    byLink.delete(undefined);
    await Promise.all(
      [...byLink].map(async ([link, its]) => {
        try {
          await this.#subscribe(its, link as Link);
        } catch (error) {
          // Half a set of subscriptions would be silent holes.
          link?.close(error as Error);
          throw error;
        }
      }),
    );
  }

  async #subscribe(names: readonly string[], link: Link): Promise<void> {
    const resumed: string[] = [];
    await Promise.all(
      this.#parts.routes.slices(names, sliceSize).map(async (slice) => {
        try {
          await link.subscribe(slice);
        } catch (error) {
          if (!livesElsewhere(error as Error)) {
            throw error;
          }
          this.#seekFor(slice, seekMs);
          return;
        }
        for (const name of slice) {
          this.#lost.delete(name);
          const entry = this.#entries.get(name);
          if (entry !== undefined) {
            if (entry.link !== undefined) {
              resumed.push(name);
            }
            entry.link = link;
            entry.ready.resolve();
          }
        }
      }),
    );
    if (resumed.length > 0) {
      await this.#parts.resumed(resumed, link);
    }
  }

  #leaveAll(): void {
    this.#leave = undefined;
    const names = [...this.#leaving];
    this.#leaving.clear();
    const byLink = Map.groupBy(names, (name) => this.#entries.get(name)?.link);
    for (const name of names) {
      this.#entries.delete(name);
      this.#lost.delete(name);
    }
    for (const [link, its] of byLink) {
      for (const slice of this.#parts.routes.slices(its, sliceSize)) {
        link
          ?.unsubscribe(slice)
          .catch((error: Error) =>
            this.#parts.log.debug({ reason: error.message }, 'the link was over before its subscriptions'),
          );
      }
    }
  }
}

/** Whether a node of a Cluster says that it doesn't have this slot, or can't know now who has it. */
function livesElsewhere({ message }: Error): boolean {
  return /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN) /.test(message);
}
