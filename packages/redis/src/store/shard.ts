import type { FastifyBaseLogger } from 'fastify';
import type { Access, Address } from './access.ts';
import { Link } from './link.ts';
import { Unavailable } from './unavailable.ts';
import { within } from './within.ts';

export interface ShardParts {
  readonly access: Access;
  readonly log: FastifyBaseLogger;
  /** Finds the process that takes writes; asked before each try. */
  readonly find: () => Promise<Address>;
  /** Called with each new link, before anybody else may use it. */
  readonly linked: (shard: Shard, link: Link) => Promise<void>;
}

const firstPauseMs = 50;
const longestPauseMs = 2_000;

/** One part of the store, a master with its replicas: keeps up a link to whoever is master there. */
export class Shard {
  readonly #parts: ShardParts;
  #link = Promise.withResolvers<Link>();
  #current: Link | undefined;
  #isClosed = false;
  /** Why there is no link. */
  #reason: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(parts: ShardParts) {
    this.#parts = parts;
    this.#keep();
  }

  get current(): Link | undefined {
    return this.#current;
  }

  /** The link, as soon as there is one. @throws Unavailable when that takes too long */
  async link(withinMs = this.#parts.access.timeoutMs): Promise<Link> {
    if (this.#current !== undefined) {
      return this.#current;
    }
    return within(withinMs, this.#link.promise, () => new Unavailable(this.#reason));
  }

  /** Looks anew for who is master. */
  drop(reason: Error): void {
    this.#current?.close(reason);
  }

  close(): void {
    this.#isClosed = true;
    this.drop(new Error('the server stops'));
    this.#wake();
  }

  async #keep(): Promise<void> {
    const { access, find, linked, log } = this.#parts;
    let failures = 0;
    while (!this.#isClosed) {
      let reason: Error;
      try {
        const link = await Link.open(await find(), access);
        try {
          await linked(this, link);
          failures = 0;
          this.#current = link;
          this.#link.resolve(link);
          reason = await link.ended;
        } finally {
          link.close(new Error('the link could not be used'));
          this.#current = undefined;
          this.#link = Promise.withResolvers();
        }
      } catch (error) {
        reason = error as Error;
      }
      this.#reason = reason;
      if (this.#isClosed) {
        return;
      }
      log.warn({ reason: reason.message, failures }, 'Redis can’t be reached');
      // Servers that lost it together must not come back together.
      await this.#pause(Math.min(firstPauseMs * 2 ** failures, longestPauseMs) * (0.5 + Math.random() / 2));
      failures = Math.min(failures + 1, 10);
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
