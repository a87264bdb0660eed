import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock.ts';
import { TokenBucket } from '../rate/token-bucket.ts';
import { TokenBuckets } from '../rate/token-buckets.ts';

/** A page that isn't listed tries for ever, and anybody may send whatever they like as their origin. */
const perOrigin = { amount: 1, perMs: 60_000 };
const ofAll = { amount: 20, perMs: 60_000 };
const remembered = 1_000;

/** Tells the log of pages that were refused for their origin: the first thing to look for when no page connects. */
export class ForeignOrigins {
  readonly #log: FastifyBaseLogger;
  readonly #origins: TokenBuckets;
  readonly #clock: Clock;
  readonly #all = new TokenBucket();
  #untold = 0;

  constructor(clock: Clock, log: FastifyBaseLogger) {
    this.#log = log;
    this.#origins = new TokenBuckets(clock);
    this.#clock = clock;
  }

  refused(header = 'hidden'): void {
    // A header may have 16 KB; no name of a host is longer than this.
    const origin = header.slice(0, 300);
    if (!this.#origins.take(origin, perOrigin, remembered) || !this.#all.take(ofAll, this.#clock.now())) {
      this.#untold += 1;
      return;
    }
    const others = this.#untold === 0 ? {} : { untold: this.#untold };
    this.#untold = 0;
    this.#log.warn({ origin, ...others }, 'a page was refused: its origin is not listed in origins');
  }
}
