import type { Clock } from '../clock.ts';
import type { Rate } from '../units.ts';

/** Lets so many through in so long: a full one all at once, then one by one as it fills again. */
export class TokenBucket {
  readonly #clock: Clock;
  #spent = 0;
  #at = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes one, if there is one. */
  take({ amount, perMs }: Rate): boolean {
    const now = this.#clock.now();
    // Time may be set back.
    const elapsed = Math.max(0, now - this.#at);
    const spent = Math.max(0, Math.min(this.#spent, amount) - (elapsed * amount) / perMs);
    this.#at = now;
    const isThere = spent + 1 <= amount;
    this.#spent = isThere ? spent + 1 : spent;
    return isThere;
  }
}
