import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Access, Address } from './access.ts';
import type { Link } from './link.ts';
import { Listening } from './listening.ts';
import type { Routes } from './routes.ts';
import type { Script } from './script.ts';
import type { Shard, ShardParts } from './shard.ts';
import { Unavailable } from './unavailable.ts';

export interface StoreParts {
  readonly access: Access;
  readonly log: FastifyBaseLogger;
  /** Makes what knows where things are, out of what every part needs. */
  readonly routes: (parts: Pick<ShardParts, 'access' | 'log'> & Hooks) => Routes;
}

/** What the store wants to be told of its parts. */
export interface Hooks {
  readonly linked: (shard: Shard, link: Link) => Promise<void>;
  readonly moved: () => Promise<void>;
}

/** What a script answered, and in which generation of the data. */
export interface Answer {
  readonly value: unknown;
  readonly link: Link;
}

/** Told of channels whose messages may not all have come. */
export type Resumed = (names: readonly string[], link: Link) => Promise<void>;

/** Told of a new link to a part of the store. */
export type Linked = (link: Link, shard: Shard) => Promise<void>;

const retryMs = 25;

/** Redis, however many processes it is made of: runs scripts where their keys live, and listens. */
export class Store {
  readonly #parts: StoreParts;
  readonly #routes: Routes;
  readonly #listening: Listening;
  readonly #resumed = new Set<Resumed>();
  readonly #linked = new Set<Linked>();

  constructor(parts: StoreParts) {
    this.#parts = parts;
    const { access, log } = parts;
    this.#routes = parts.routes({
      access,
      log,
      linked: async (shard, link) => {
        await this.#listening.take(shard, link);
        await Promise.all([...this.#linked].map((linked) => linked(link, shard)));
      },
      moved: () => this.#listening.move(),
    });
    this.#listening = new Listening({
      routes: this.#routes,
      log,
      timeoutMs: access.timeoutMs,
      resumed: async (names, link) => {
        await Promise.all([...this.#resumed].map((resumed) => resumed(names, link)));
      },
    });
  }

  /** Connects. @throws Unavailable when Redis can't be reached */
  async start(): Promise<void> {
    await this.#routes.start();
  }

  close(): void {
    this.#listening.close();
    this.#routes.close();
  }

  /** Registers who is told of channels that were subscribed to anew, before the new link is used. */
  onResumed(resumed: Resumed): void {
    this.#resumed.add(resumed);
  }

  /** Registers who is told of each new link, before it is used. */
  onLinked(linked: Linked): void {
    this.#linked.add(linked);
  }

  /** The link to where a key lives, if there is one now. */
  current(key: string): Link | undefined {
    return this.#routes.shardOf(key)?.current;
  }

  /** Whether a key lives in a part of the store. */
  isAt(key: string, shard: Shard): boolean {
    return this.#routes.shardOf(key) === shard;
  }

  /** Runs a script; all keys live together. @throws Unavailable, Error as Redis answers */
  run(script: Script, keys: readonly string[], args: readonly (string | number)[] = []): Promise<Answer> {
    return this.#at(keys[0] ?? '', async (link) => ({ value: await link.run(script, keys, args), link }));
  }

  /** Sends one command about a key. @throws Unavailable, Error as Redis answers */
  command(key: string, args: readonly string[]): Promise<unknown> {
    return this.#at(key, (link) => link.command(args));
  }

  /** Resolves when messages of a channel come. @throws Unavailable */
  listen(name: string, hear: (message: string) => void): Promise<void> {
    return this.#listening.listen(name, hear);
  }

  unlisten(name: string): void {
    this.#listening.unlisten(name);
  }

  async #at<T>(key: string, work: (link: Link) => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.#parts.access.timeoutMs;
    for (;;) {
      const shard = this.#routes.shardOf(key);
      if (shard === undefined) {
        throw new Unavailable();
      }
      const link = shard.current ?? (await shard.link());
      try {
        return await work(link);
      } catch (error) {
        // Each of these says that nothing was done.
        const [word = '', , place = ''] = error instanceof Error ? error.message.split(' ') : [];
        if (Date.now() > deadline || !(await this.#mayRetry(word, error as Error, shard))) {
          throw error;
        }
        if (word === 'ASK') {
          return await this.#ask(addressOf(place, link.address), work);
        }
      }
    }
  }

  async #mayRetry(word: string, error: Error, shard: Shard): Promise<boolean> {
    switch (word) {
      case 'ASK':
        return true;
      case 'MOVED':
        await this.#routes.refresh();
        return true;
      case 'READONLY':
        shard.drop(error);
        return true;
      case 'CLUSTERDOWN':
        await pause(retryMs);
        // Others may have elected another master.
        await this.#routes.refresh();
        return true;
      case 'TRYAGAIN':
      case 'LOADING':
        await pause(retryMs);
        return true;
      default:
        return false;
    }
  }

  /** A slot is on its way to this address: only who says so may ask there. */
  async #ask<T>(place: Address, work: (link: Link) => Promise<T>): Promise<T> {
    const link = await this.#routes.at(place).link();
    const ask = async (): Promise<T> => {
      const [, answer] = await Promise.all([link.command(['ASKING']), work(link)]);
      return answer;
    };
    // The leave holds for one command: a script that had to be loaded first comes too late.
    return ask().catch(ask);
  }
}

/** Without a host, that of the node is meant which said so. */
function addressOf(place: string, said: Address): Address {
  const colon = place.lastIndexOf(':');
  return { host: place.slice(0, colon) || said.host, port: Number(place.slice(colon + 1)) };
}
