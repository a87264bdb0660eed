import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';
import { TokenBucket } from '../rate/token-bucket.ts';
import type { Timer } from '../timer.ts';

export interface RecallsParts {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'refreshRate'>;
  /** Longest time over which clients are sent. */
  readonly windowMs: () => number;
}

const sliceMs = 50;

/**
 * Sends clients for new tokens, one after the other: Drupal must not be asked by everybody at once because the
 * permissions of a role changed. They hear nothing from the revocation on, so nobody is in a hurry but they.
 */
export class Recalls {
  readonly #parts: RecallsParts;
  readonly #pace = new TokenBucket();
  #waiting: (() => void)[] = [];
  #endsAt = 0;
  #timer: Timer | undefined;

  constructor(parts: RecallsParts) {
    this.#parts = parts;
  }

  /** Calls `send` when it is this client's turn: at once where few are sent. */
  add(send: () => void): void {
    const { clock, limits, windowMs } = this.#parts;
    if (this.#waiting.length === 0 && this.#pace.take(limits.refreshRate, clock.now())) {
      send();
      return;
    }
    this.#waiting.push(send);
    this.#endsAt = clock.now() + windowMs();
    this.#timer ??= clock.schedule(sliceMs, () => this.#sendSome());
  }

  /** Sends everybody who waits: another process would not know of them. */
  finish(): void {
    const waiting = this.#waiting;
    this.stop();
    for (const send of waiting) {
      send();
    }
  }

  /** Sends nobody any more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting = [];
  }

  #sendSome(): void {
    const { clock, limits } = this.#parts;
    const { amount, perMs } = limits.refreshRate;
    const leftMs = Math.max(0, this.#endsAt - clock.now());
    const isTooSlow = this.#waiting.length > (amount * leftMs) / perMs;
    const fair = isTooSlow ? Math.ceil(this.#waiting.length / Math.max(1, Math.floor(leftMs / sliceMs))) : 0;
    let count = 0;
    while (
      count < this.#waiting.length &&
      (this.#pace.take(limits.refreshRate, clock.now()) || count < fair)
    ) {
      count += 1;
    }
    const turn = this.#waiting.splice(0, count);
    this.#timer = this.#waiting.length > 0 ? clock.schedule(sliceMs, () => this.#sendSome()) : undefined;
    for (const send of turn) {
      send();
    }
  }
}
