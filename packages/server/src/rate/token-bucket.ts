import type { Rate } from '../units.ts';

/** Lets so many through in so long: a full one all at once, then one by one as it fills again. */
export class TokenBucket {
  #spent = 0;
  #at = 0;

  /** Takes one, if there is one. @param now milliseconds of the clock that all calls go by */
  take({ amount, perMs }: Rate, now: number): boolean {
    // Time may be set back.
    const elapsed = Math.max(0, now - this.#at);
    const spent = Math.max(0, Math.min(this.#spent, amount) - (elapsed * amount) / perMs);
    this.#at = now;
    const isThere = spent + 1 <= amount;
    this.#spent = isThere ? spent + 1 : spent;
    return isThere;
  }
}
