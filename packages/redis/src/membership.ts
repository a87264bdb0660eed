import type { Clock, Timer } from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import type { Keys } from './keys.ts';
import { script } from './store/script.ts';
import type { Store } from './store/store.ts';

/**
 * Says that a server is there. KEYS: servers, those to clear up after. ARGV: generation, server, lease ms, longest
 * lease that any of them has, in ms.
 * Returns whether it was there, whether others clear up after it, and whom this one has to clear up after.
 *
 * Only who could say so itself all the time judges the others: after a time in which nobody reached the store, nobody
 * is lost. Who is to be cleared up after stays written down until that is done, as whoever does it may end as well.
 */
const beat = script(`
local now, lease = redis.call('TIME'), tonumber(ARGV[3])
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
local function text(number) return string.format('%.0f', number) end
local known = redis.call('ZSCORE', KEYS[1], ARGV[2])
local isOver = redis.call('ZSCORE', KEYS[2], ARGV[2])
redis.call('ZADD', KEYS[1], text(ms + lease), ARGV[2])
-- Where the clock was set back, nobody else would be missed for as long as that.
local latest = text(ms + tonumber(ARGV[4]))
for _, key in ipairs(KEYS) do
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. latest, '+inf')) do
    redis.call('ZADD', key, latest, name)
  end
end
local gone = {}
if known and tonumber(known) > ms then
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(ms))) do
    redis.call('ZREM', KEYS[1], name)
    redis.call('ZADD', KEYS[2], 0, name)
  end
  gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text(ms))
  for _, name in ipairs(gone) do redis.call('ZADD', KEYS[2], text(ms + lease), name) end
end
return {known and 1 or 0, isOver and 1 or 0, gone}
`);

export interface MembershipParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Names this server. */
  readonly server: string;
  /** Time within which the others know of a server's end. */
  readonly leaseMs: number;
  /** How long what it leaves behind on purpose may wait for its clients to come back elsewhere. */
  readonly leaveMs: number;
  /** The others took this server for lost: what it had is over, and it goes on under another name. */
  readonly renamed: (server: string) => Promise<void>;
  /** A server is lost; told at one of the others. */
  readonly lost: (server: string) => Promise<void>;
  /** Called with each beat. */
  readonly beat: () => Promise<unknown>;
}

/** Said so often within a lease; whoever missed all but one of them is lost, and the others find out in time. */
const beats = 4;

/** Which servers there are: each says so again and again, and one of the others clears up after one that doesn't. */
export class Membership {
  readonly #parts: MembershipParts;
  readonly #key: string;
  readonly #ending: string;
  #name: string;
  #lives = 0;
  #generation: string | undefined;
  #nextBeat: Timer | undefined;
  #isOver = false;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    this.#key = parts.keys.one('servers');
    this.#ending = parts.keys.one('servers:ending');
    this.#name = parts.server;
  }

  async start(): Promise<void> {
    await this.#beat();
    this.#schedule();
  }

  /** Leaves; the others find out, after a while, who did not come back. */
  async leave(): Promise<void> {
    this.close();
    const { store, leaveMs, log } = this.#parts;
    try {
      await store.run(beat, this.#keys, [this.#name, leaveMs, this.#longestMs]);
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'the other servers could not be told of the end');
    }
  }

  close(): void {
    this.#isOver = true;
    this.#nextBeat?.cancel();
  }

  #schedule(): void {
    const { clock, leaseMs, log } = this.#parts;
    this.#nextBeat = clock.schedule(leaseMs / beats, () => {
      this.#beat()
        .catch((error: Error) => log.warn({ reason: error.message }, 'the other servers could not be told'))
        .finally(() => this.#isOver || this.#schedule());
    });
  }

  async #beat(): Promise<void> {
    const { store, leaseMs, server, renamed, lost } = this.#parts;
    const thereMs = (leaseMs * (beats - 1)) / beats;
    const { value, link } = await store.run(beat, this.#keys, [this.#name, thereMs, this.#longestMs]);
    const [wasThere, isOver, gone] = value as [number, number, string[]];
    // Where the store lost it, nobody was told anything.
    if (isOver === 1 || (wasThere === 0 && this.#generation === link.generation)) {
      await store.command(this.#key, ['ZREM', this.#key, this.#name]);
      this.#lives += 1;
      this.#name = `${server}~${this.#lives}`;
      await store.run(beat, this.#keys, [this.#name, thereMs, this.#longestMs]);
      await renamed(this.#name);
    }
    this.#generation = link.generation;
    for (const name of gone) {
      await lost(name);
      await store.command(this.#ending, ['ZREM', this.#ending, name]);
    }
    await this.#parts.beat();
  }

  get #longestMs(): number {
    const { leaseMs, leaveMs } = this.#parts;
    return Math.max(leaseMs, leaveMs);
  }

  get #keys(): readonly string[] {
    return [this.#key, this.#ending];
  }
}
