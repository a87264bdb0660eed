import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { PublicationSink } from '../../src/broker/broker.ts';
import type { Clock } from '../../src/clock.ts';
import type { SimulatedRedis } from './simulated-redis.ts';

/** The connections of one server to the store while they last: commands and answers, and what is pushed. */
export class RedisLink {
  readonly #redis: SimulatedRedis;
  readonly #sink: PublicationSink;
  /** Of the server: what comes to one that was killed comes to nobody. */
  readonly #clock: Clock;
  readonly #heard = new Set<string>();
  readonly #ended = Promise.withResolvers<never>();
  readonly #cut: () => void;
  #isOpen = true;
  #arrivesAt = 0;
  #answeredAt = 0;
  #pushedAt = 0;

  constructor(redis: SimulatedRedis, sink: PublicationSink, clock: Clock, cut: () => void) {
    this.#redis = redis;
    this.#sink = sink;
    this.#clock = clock;
    this.#cut = cut;
    this.#ended.promise.catch(() => undefined);
    redis.links.add(this);
  }

  hears(channel: string): boolean {
    return this.#heard.has(channel);
  }

  listen(channel: string): void {
    this.#heard.add(channel);
  }

  unlisten(channel: string): void {
    this.#heard.delete(channel);
  }

  /** Ends it: what is on its way, to and fro, never comes. */
  cut(): void {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#redis.links.delete(this);
      const { ledger } = this.#redis.options;
      ledger.isLossy = true;
      ledger.isLeaky = true;
      this.#ended.reject(unavailable());
      this.#cut();
    }
  }

  push(channel: string, tell: (sink: PublicationSink) => void): void {
    if (this.#heard.has(channel)) {
      this.#pushedAt = this.#after(this.#pushedAt);
      this.#at(this.#clock, this.#pushedAt, () => tell(this.#sink));
    }
  }

  /** The server has ended: what it asked for may still be done. */
  abandon(): void {
    this.#redis.links.delete(this);
  }

  /** Has the store do something; whether it was done isn't known where this rejects. */
  ask<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#arrivesAt = this.#after(this.#arrivesAt);
    // On its way it needs no server any more.
    this.#at(this.#redis.options.clock, this.#arrivesAt, () => {
      work().then((answer) => {
        this.#answeredAt = this.#after(this.#answeredAt);
        this.#at(this.#clock, this.#answeredAt, () => resolve(answer));
      }, reject);
    });
    return Promise.race([promise, this.#ended.promise]);
  }

  /** Resolves when all has come that was pushed before it got to the store. */
  caughtUp(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pushedAt = this.#after(this.#pushedAt);
    this.#at(this.#clock, this.#pushedAt, resolve);
    return Promise.race([promise, this.#ended.promise]);
  }

  #after(last: number): number {
    const { clock, random, mostMs } = this.#redis.options;
    return Math.max(last, clock.now() + random.next() * mostMs);
  }

  #at(clock: Clock, time: number, task: () => void): void {
    clock.schedule(time - clock.now(), () => this.#isOpen && task());
  }
}

/** What a server is told by the store's rooms while the store can't be asked. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === ProtocolErrorCode.internal;
}

export function unavailable(): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.internal, 'the store can’t be reached');
}
