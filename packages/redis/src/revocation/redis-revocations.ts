import {
  type Clock,
  type Grant,
  MemoryRevocations,
  type Revocation,
  type Revocations,
} from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from '../keys.ts';
import type { Link } from '../store/link.ts';
import { script } from '../store/script.ts';
import type { Store } from '../store/store.ts';

/**
 * Keeps the newest mark of each kind, and forgets what no token can outlive. KEYS: marks. ARGV: generation, oldest, at,
 * mark, … Returns how many are kept.
 *
 * It forgets first: a Redis that is full lets a script go on that has written already, and a mark is small.
 */
const add = script(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
for n = 3, #ARGV, 2 do
  redis.call('ZADD', KEYS[1], 'GT', ARGV[n], ARGV[n + 1])
end
return redis.call('ZCARD', KEYS[1])
`);

/** Forgets what no token can outlive. KEYS: marks. ARGV: generation, oldest. Returns mark, at, … */
const load = script(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
return redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
`);

export interface RedisRevocationsParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** How long marks are kept. */
  readonly keepMs: number;
  /** Told of each mark that was set elsewhere while this server could not be told. */
  readonly revoked: (mark: Revocation) => void;
}

/**
 * Revocation marks in Redis, with a copy at each server: it decides about each connect, and brings them back where
 * Redis lost them.
 */
export class RedisRevocations implements Revocations {
  readonly #parts: RedisRevocationsParts;
  readonly #key: string;
  readonly #here: MemoryRevocations;
  #loadedFrom: Link | undefined;

  constructor(parts: RedisRevocationsParts) {
    this.#parts = parts;
    this.#key = parts.keys.one('marks');
    this.#here = new MemoryRevocations(parts.clock, parts.keepMs);
  }

  async add(revocation: Revocation): Promise<void> {
    const here = this.#here.add(revocation);
    await this.#parts.store.run(add, [this.#key], [this.#oldest, revocation.at, toText(revocation)]);
    await here;
  }

  find(grant: Grant, channels?: readonly string[]): Revocation | undefined {
    return this.#here.find(grant, channels);
  }

  isCurrent(): boolean {
    return this.#loadedFrom !== undefined && this.#loadedFrom === this.#parts.store.current(this.#key);
  }

  /** Makes this server's marks and those of the store the same. */
  async linked(link: Link): Promise<void> {
    const { revoked } = this.#parts;
    const flat = (await link.run(load, [this.#key], [this.#oldest])) as string[];
    const here = new Map(this.#here.toRecord().map((mark) => [toText(mark), mark.at]));
    const news: Revocation[] = [];
    for (let n = 0; n < flat.length; n += 2) {
      const [text = '', at = ''] = flat.slice(n, n + 2);
      if ((here.get(text) ?? 0) < Number(at)) {
        news.push(...this.#read(text, Number(at)));
      } else if (here.get(text) === Number(at)) {
        here.delete(text);
      }
    }
    this.#here.load(news);
    if (here.size > 0) {
      await link.run(add, [this.#key], [this.#oldest, ...[...here].flatMap(([text, at]) => [at, text])]);
    }
    this.#loadedFrom = link;
    for (const mark of news) {
      revoked(mark);
    }
  }

  /** Brings back what an eviction took away, and forgets what is over: nobody may link anew for months. */
  async confirm(): Promise<void> {
    const link = this.#parts.store.current(this.#key);
    if (link !== undefined && this.isCurrent()) {
      const kept = (await link.run(add, [this.#key], [this.#oldest])) as number;
      if (kept < this.#here.toRecord().length) {
        await this.linked(link);
      }
    }
  }

  /** Whoever can write to Redis must still not be able to keep everybody out by what is no mark. */
  #read(text: string, at: number): Revocation[] {
    try {
      return [fromText(text, at)];
    } catch {
      this.#parts.log.error('Redis holds a mark that no server wrote');
      return [];
    }
  }

  /** What is older is over, in seconds since 1970. */
  get #oldest(): number {
    const { clock, keepMs } = this.#parts;
    return (clock.now() - keepMs) / 1000;
  }

  /** Where its marks live in the store. */
  get home(): string {
    return this.#key;
  }
}

function toText({ user, sid, channel, mode }: Revocation): string {
  return JSON.stringify([user, sid ?? null, channel ?? null, mode]);
}

function fromText(text: string, at: number): Revocation {
  const mark: unknown = JSON.parse(text);
  const [user, sid, channel, mode] = Array.isArray(mark) ? (mark as readonly unknown[]) : [];
  if (
    typeof user !== 'string' ||
    (sid !== null && typeof sid !== 'string') ||
    (channel !== null && typeof channel !== 'string') ||
    (mode !== 'end' && mode !== 'refresh')
  ) {
    throw new SyntaxError('expected a mark, got something else');
  }
  return { user, ...(sid === null ? {} : { sid }), ...(channel === null ? {} : { channel }), mode, at };
}
