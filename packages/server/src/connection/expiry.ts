import type { Clock } from '../clock.ts';

/** What a client is told of a time when something ends. */
export interface Life {
  readonly expires: true;
  /** Seconds. */
  readonly ttl: number;
}

/** When something ends, unless the client refreshes it in time. */
export class Expiry {
  /** Seconds since 1970. */
  readonly at: number;
  readonly #clock: Clock;
  readonly #cancel: () => void;

  private constructor(at: number, clock: Clock, cancel: () => void) {
    this.at = at;
    this.#clock = clock;
    this.#cancel = cancel;
  }

  /**
   * Runs a task when it is over.
   *
   * @param at seconds since 1970; nothing for what does not end
   * @param graceMs time in which the client may still refresh it
   */
  static schedule(
    at: number | undefined,
    clock: Clock,
    graceMs: number,
    task: () => void,
  ): Expiry | undefined {
    if (at === undefined) {
      return undefined;
    }
    const delayMs = at * 1000 - clock.now() + graceMs;
    return new Expiry(at, clock, clock.schedule(Math.max(0, delayMs), task));
  }

  /** What is left of it, at least 1 second: the SDK takes 0 for "never". */
  get life(): Life {
    return { expires: true, ttl: Math.max(1, Math.floor(this.at - this.#clock.now() / 1000)) };
  }

  cancel(): void {
    this.#cancel();
  }
}
