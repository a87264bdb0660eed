/** As long as fewer pushes than this come in the time of one fan-out, the next one follows at once. */
const bearableLoad = 3;

/** How many times its own length a fan-out is waited for, at most: at 3 a channel takes a quarter of the processor. */
const mostTimes = 3;

/**
 * When the fan-outs of one channel may follow each other.
 *
 * A fan-out costs about the same however much it carries. While pushes come singly, waiting for more would gain nothing
 * and take time; the more of them come while one fan-out lasts, the longer the next waits for others to come along.
 * Where dear and cheap ones take turns, each is reckoned with what the cheap ones cost.
 */
export class Pace {
  readonly #longestWaitMs: number;
  #beganAt = Number.NEGATIVE_INFINITY;
  #sinceLastMs = Number.POSITIVE_INFINITY;
  /** Pushes that came in that time. */
  #pushes = 0;
  #tookMs = 0;
  /** What the one before would have taken for all: one that others kept from the processor says nothing about the next. */
  #lastWholeMs = Number.POSITIVE_INFINITY;
  #readyAt = Number.NEGATIVE_INFINITY;

  constructor(longestWaitMs: number) {
    this.#longestWaitMs = longestWaitMs;
  }

  /** Time that the fan-out under way has taken, or the last one took. */
  get tookMs(): number {
    return this.#tookMs;
  }

  /** Milliseconds until the next fan-out may begin; 0 or less when it may now. */
  wait(now: number): number {
    return this.#readyAt - now;
  }

  /** A fan-out begins; so many pushes have come since the one before began. */
  began(pushes: number, now: number): void {
    this.#pushes = pushes;
    this.#sinceLastMs = now - this.#beganAt;
    this.#beganAt = now;
    this.#tookMs = 0;
  }

  worked(ms: number): void {
    this.#tookMs += ms;
  }

  /** The fan-out is over, which wrote to that share of the listeners: others had all of it by the one before. */
  ended(share: number, now: number): void {
    const wholeMs = share > 0 ? this.#tookMs / Math.min(share, 1) : 0;
    const costMs = Math.min(wholeMs, this.#lastWholeMs);
    this.#lastWholeMs = wholeMs;
    const load = (this.#pushes * costMs) / this.#sinceLastMs;
    const times = load > bearableLoad ? Math.min(mostTimes, load - bearableLoad) : 0;
    this.#readyAt = now + Math.min(this.#longestWaitMs, times * costMs);
  }
}
