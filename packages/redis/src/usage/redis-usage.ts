import { createHash } from 'node:crypto';
import type { Usage, UsageSink } from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from '../keys.ts';
import { script } from '../store/script.ts';
import type { Store } from '../store/store.ts';

/**
 * Notes what a server begins (+) and ends (-) to use. KEYS: counts, the server's own. ARGV: generation, +key, -key, …
 * Returns for each whether it was the first use of all servers, or the end of the last.
 */
const note = script(`
local told = {}
for n = 2, #ARGV do
  local sign, key = string.sub(ARGV[n], 1, 1), string.sub(ARGV[n], 2)
  told[n - 1] = 0
  if sign == '+' and redis.call('SADD', KEYS[2], key) == 1 then
    if redis.call('HINCRBY', KEYS[1], key, 1) == 1 then told[n - 1] = 1 end
  elseif sign == '-' and redis.call('SREM', KEYS[2], key) == 1 then
    if redis.call('HINCRBY', KEYS[1], key, -1) <= 0 then
      redis.call('HDEL', KEYS[1], key)
      told[n - 1] = 1
    end
  end
end
return told
`);

/** Ends a part of what a lost server used. KEYS: counts, the server's own. Returns how much is left, keys that ended. */
const reap = script(`
local ended = {}
for _, key in ipairs(redis.call('SPOP', KEYS[2], 500)) do
  if redis.call('HINCRBY', KEYS[1], key, -1) <= 0 then
    redis.call('HDEL', KEYS[1], key)
    ended[#ended + 1] = key
  end
end
return {redis.call('SCARD', KEYS[2]), ended}
`);

/** So many parts, which a Cluster can spread. */
const parts = 16;

export interface RedisUsageParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly log: FastifyBaseLogger;
  readonly sink: UsageSink;
  /** What is counted, such as `users`. */
  readonly kind: string;
  /** Names this server. */
  readonly server: string;
}

/** One use of a key by this server, and whether it was told that it began. */
interface Use {
  isTold: boolean;
}

/** A use that begins; without it, one that ends. */
interface Note {
  readonly key: string;
  readonly use?: Use;
}

/** What is in use, counted in Redis over all servers; what a lost server used is ended by one of the others. */
export class RedisUsage implements Usage {
  readonly #parts: RedisUsageParts;
  #server: string;
  /** What this server uses, and whether the others were told that it began. */
  readonly #here = new Map<string, Use>();
  #waiting: Note[] = [];
  #working: Promise<void> = Promise.resolve();
  /** Whether the store says of this server what is so, as far as is known. */
  #isRight = true;
  /** Names under which the others took it for lost. */
  readonly #former = new Set<string>();

  constructor(own: RedisUsageParts) {
    this.#parts = own;
    this.#server = own.server;
  }

  begin(key: string): void {
    const use = { isTold: false };
    this.#here.set(key, use);
    this.#note({ key, use });
  }

  end(key: string): void {
    this.#here.delete(key);
    this.#note({ key });
  }

  async which(keys?: readonly string[]): Promise<readonly string[]> {
    const { store } = this.#parts;
    if (keys === undefined) {
      const found = await Promise.all(
        Array.from({ length: parts }, (_, part) => {
          const [counts] = this.#keys(part);
          return store.command(counts, ['HKEYS', counts]) as Promise<string[]>;
        }),
      );
      return found.flat();
    }
    const found = await Promise.all(
      [...Map.groupBy(keys, partOf)].map(async ([part, some]) => {
        const [counts] = this.#keys(part);
        const values = (await store.command(counts, ['HMGET', counts, ...some])) as (string | null)[];
        return some.filter((_, n) => values[n] !== null && values[n] !== undefined);
      }),
    );
    return found.flat();
  }

  /** Goes on under another name: all that was used under the old one was taken for ended. */
  async rejoin(server: string): Promise<void> {
    this.#isRight = false;
    // After what is on its way under the old name.
    this.#working = this.#working.then(() => {
      this.#former.add(this.#server);
      this.#server = server;
      for (const entry of this.#here.values()) {
        entry.isTold = false;
      }
      return this.#reconcile();
    });
    await this.#working;
  }

  /** Looks again where something could not be noted. */
  async confirm(): Promise<void> {
    if (!this.#isRight) {
      await this.resume();
    }
  }

  /** Makes what the store says of this server right again, where it lost some of it. */
  async resume(): Promise<void> {
    this.#isRight = false;
    // After what is on its way: what is read is to be what it left.
    this.#working = this.#working.then(() => this.#reconcile());
    await this.#working;
  }

  async #reconcile(): Promise<void> {
    const { store, log } = this.#parts;
    try {
      // Before anything is added: what this noted after the others had cleared up would be taken for another's.
      for (const name of this.#former) {
        await this.reap(name);
        this.#former.delete(name);
      }
      await Promise.all(
        Array.from({ length: parts }, async (_, part) => {
          const [, own] = this.#keys(part);
          const noted = new Set((await store.command(own, ['SMEMBERS', own])) as string[]);
          const begun = [...this.#here].filter(([key]) => partOf(key) === part && !noted.has(key));
          const ended = [...noted].filter((key) => !this.#here.has(key));
          await this.#send([...begun.map(([key, use]) => ({ key, use })), ...ended.map((key) => ({ key }))]);
        }),
      );
      this.#isRight = true;
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'what is in use could not be compared');
    }
  }

  /** Ends what a lost server used. */
  async reap(server: string): Promise<void> {
    for (let part = 0; part < parts; part += 1) {
      for (let left = 1; left > 0; ) {
        const { value } = await this.#parts.store.run(reap, this.#keys(part, server));
        const [rest, ended] = value as [number, string[]];
        left = rest;
        for (const key of ended) {
          this.#parts.sink.ended(key);
        }
      }
    }
  }

  #note(note: Note): void {
    if (this.#waiting.push(note) > 1) {
      return;
    }
    // One after the other: a beginning must not overtake an end.
    this.#working = this.#working
      .then(() => this.#send(this.#waiting.splice(0)))
      .catch((error: Error) => {
        this.#isRight = false;
        this.#parts.log.warn({ reason: error.message }, 'what is in use could not be noted');
      });
  }

  async #send(notes: readonly Note[]): Promise<void> {
    const { store, sink } = this.#parts;
    await Promise.all(
      [...Map.groupBy(notes, ({ key }) => partOf(key))].map(async ([part, some]) => {
        const texts = some.map(({ key, use }) => `${use === undefined ? '-' : '+'}${key}`);
        const { value } = await store.run(note, this.#keys(part), texts);
        for (const [n, isToTell] of (value as number[]).entries()) {
          const { key, use } = some[n] ?? { key: '' };
          if (use === undefined && isToTell === 1) {
            sink.ended(key);
          } else if (use !== undefined && !use.isTold) {
            use.isTold = true;
            if (isToTell === 1) {
              sink.began(key);
            }
          }
        }
      }),
    );
  }

  #keys(part: number, server = this.#server): [counts: string, own: string] {
    const { keys, kind } = this.#parts;
    return [keys.used(kind, part), keys.usedAt(kind, part, server)];
  }
}

function partOf(key: string): number {
  return (createHash('md5').update(key).digest()[0] ?? 0) % parts;
}
