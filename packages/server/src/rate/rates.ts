import type { Awaitable } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { addressKey, isPublic } from './address-key.ts';
import { TokenBuckets } from './token-buckets.ts';
import { Turnstile } from './turnstile.ts';

export interface RatesParts {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Whether a private address is a client's own, since proxies say for whom they ask. */
  readonly areProxiesTrusted: boolean;
}

/** How many clients there are from where, and how fast they come and ask: what keeps one from taking all. */
export class Rates {
  readonly #parts: RatesParts;
  readonly #connections = new Map<string, number>();
  readonly #turnstile: Turnstile;
  readonly #addresses: TokenBuckets;
  readonly #frames: TokenBuckets;
  readonly #users: TokenBuckets;
  readonly #sessions: TokenBuckets;
  readonly #acts: Readonly<Record<'publishRate' | 'rpcRate', TokenBuckets>>;

  constructor(parts: RatesParts) {
    const { clock } = parts;
    this.#parts = parts;
    this.#turnstile = new Turnstile(clock);
    this.#addresses = new TokenBuckets(clock);
    this.#frames = new TokenBuckets(clock);
    this.#users = new TokenBuckets(clock);
    this.#sessions = new TokenBuckets(clock);
    this.#acts = { publishRate: new TokenBuckets(clock), rpcRate: new TokenBuckets(clock) };
  }

  /** A connection from an address begins, to be followed by {@link leave}; returns the limit that keeps it out. */
  enter(address: string): keyof Limits | undefined {
    const { limits } = this.#parts;
    const key = this.keyOf(address);
    const there = this.#connections.get(key) ?? 0;
    if (key !== '' && there >= limits.addressConnections) {
      return 'addressConnections';
    }
    if (key !== '' && !this.#addresses.take(key, limits.addressConnectionRate, limits.rememberedRates)) {
      return 'addressConnectionRate';
    }
    this.#connections.set(key, there + 1);
    return undefined;
  }

  /** A connection that another process let in, to be followed by {@link leave}. */
  restore(address: string): void {
    const key = this.keyOf(address);
    this.#connections.set(key, (this.#connections.get(key) ?? 0) + 1);
  }

  /** A connection that was let in has ended. */
  leave(address: string): void {
    const key = this.keyOf(address);
    const others = (this.#connections.get(key) ?? 1) - 1;
    if (others > 0) {
      this.#connections.set(key, others);
    } else {
      this.#connections.delete(key);
    }
  }

  /** Whether one more frame of an address may go to another server. */
  sendOn(address: string): boolean {
    const { limits } = this.#parts;
    const key = this.keyOf(address);
    return key === '' || this.#frames.take(key, limits.addressFrameRate, limits.rememberedRates);
  }

  /** Tells when it is a client's turn to say who it is; with false where `connectionRate` keeps it out. */
  turn(): Awaitable<boolean> {
    const { limits } = this.#parts;
    return this.#turnstile.pass(() => limits.connectionRate, limits.connectionWaitMs);
  }

  /** A client turned out to be somebody; returns the limit that keeps it out. */
  connect(site: string, user: string, sid: string | undefined): keyof Limits | undefined {
    const { userConnects, sessionConnects, rememberedRates } = this.#parts.limits;
    if (sid !== undefined && !this.#sessions.take(`${site} ${sid}`, sessionConnects, rememberedRates)) {
      return 'sessionConnects';
    }
    if (user !== '' && !this.#users.take(`${site} ${user}`, userConnects, rememberedRates)) {
      return 'userConnects';
    }
    return undefined;
  }

  /** Whether a user may do one more of something; who has no name is told by the address. */
  act(limit: 'publishRate' | 'rpcRate', site: string, user: string, address: string): boolean {
    const { limits } = this.#parts;
    const who = user === '' ? `address ${addressKey(address)}` : `user ${user}`;
    return this.#acts[limit].take(`${site} ${who}`, limits[limit], limits.rememberedRates);
  }

  /** What tells who is behind an address; "" where nothing does. */
  keyOf(address: string): string {
    return this.#parts.areProxiesTrusted || isPublic(address) ? addressKey(address) : '';
  }
}
