import type { Clock } from '../clock.ts';
import type { Rate } from '../units.ts';
import { TokenBucket } from './token-bucket.ts';

/** A bucket for each of many keys; beyond a number of them, who was quiet for the longest time is forgotten. */
export class TokenBuckets {
  readonly #clock: Clock;
  // In the order of their last use.
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes one of a key's, if there is one. */
  take(key: string, rate: Rate, capacity: number): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#clock);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    while (this.#buckets.size > capacity) {
      const [oldest = ''] = this.#buckets.keys();
      this.#buckets.delete(oldest);
    }
    return bucket.take(rate);
  }
}
