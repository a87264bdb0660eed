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
  #tookMs = 0;
  /** What the one before took: one that others kept from the processor says nothing about the next. */
  #lastTookMs = Number.POSITIVE_INFINITY;
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

  began(now: number): void {
    this.#sinceLastMs = now - this.#beganAt;
    this.#beganAt = now;
    this.#tookMs = 0;
  }

  worked(ms: number): void {
    this.#tookMs += ms;
  }

  ended(pushes: number, now: number): void {
    const costMs = Math.min(this.#tookMs, this.#lastTookMs);
    this.#lastTookMs = this.#tookMs;
    const load = (pushes * costMs) / this.#sinceLastMs;
    const times = load > bearableLoad ? Math.min(mostTimes, load - bearableLoad) : 0;
    this.#readyAt = now + Math.min(this.#longestWaitMs, times * costMs);
  }
}
