import type { Clock } from '../clock.ts';
import type { Rate } from '../units.ts';
import { TokenBucket } from './token-bucket.ts';

/** A bucket for each of many keys; beyond a number of them, who was quiet for the longest time is forgotten. */
export class TokenBuckets {
  readonly #clock: Clock;
  // Not one in the order of their last use, where each use takes a key out and puts it in again.
  #recent = new Map<string, TokenBucket>();
  #older = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#recent.size + this.#older.size;
  }

  /** Takes one of a key's, if there is one. @param capacity most keys to remember; half of them are forgotten together */
  take(key: string, rate: Rate, capacity: number): boolean {
    let bucket = this.#recent.get(key);
    if (bucket === undefined) {
      bucket = this.#older.get(key) ?? new TokenBucket();
      this.#older.delete(key);
      this.#recent.set(key, bucket);
      if (this.#recent.size >= capacity / 2) {
        this.#older = this.#recent;
        this.#recent = new Map();
      }
    }
    return bucket.take(rate, this.#clock.now());
  }
}
