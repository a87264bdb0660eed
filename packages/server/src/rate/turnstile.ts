import type { Awaitable } from '../awaitable.ts';
import type { Clock } from '../clock.ts';
import type { Rate } from '../units.ts';
import { TokenBucket } from './token-bucket.ts';

/** What may pass at once. */
const sliceMs = 50;

/**
 * Lets so many pass in so long, evenly and in the order in which they came: a crowd that comes at once waits, and
 * nobody has to come again.
 */
export class Turnstile {
  readonly #clock: Clock;
  readonly #pace = new TokenBucket();
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Tells when it is this one's turn: with false at once when that would take too long. @param rate as of then */
  pass(rate: () => Rate, longestMs: number): Awaitable<boolean> {
    if (this.#waiting.length === 0 && this.#pace.take(sliceOf(rate()), this.#clock.now())) {
      return true;
    }
    const { amount, perMs } = rate();
    if (this.#waiting.length + 1 > (amount * longestMs) / perMs) {
      return false;
    }
    return new Promise((resolve) => {
      if (this.#waiting.push(() => resolve(true)) === 1) {
        this.#clock.schedule(sliceMs, () => this.#turn(rate));
      }
    });
  }

  #turn(rate: () => Rate): void {
    const slice = sliceOf(rate());
    let count = 0;
    while (count < this.#waiting.length && this.#pace.take(slice, this.#clock.now())) {
      count += 1;
    }
    const passing = this.#waiting.splice(0, count);
    if (this.#waiting.length > 0) {
      this.#clock.schedule(sliceMs, () => this.#turn(rate));
    }
    for (const pass of passing) {
      pass();
    }
  }
}

/** The same rate, of which less may be taken at once. */
function sliceOf({ amount, perMs }: Rate): Rate {
  const slices = Math.max(1, Math.min(amount, perMs / sliceMs));
  return { amount: amount / slices, perMs: perMs / slices };
}
