import type { Clock } from './clock.ts';
import type { Timer } from './timer.ts';

/**
 * Which keys are in use, or were a moment ago; says when one begins and when it is over.
 *
 * A page load ends a user's only connection and opens the next: that is no leaving.
 */
export class Lingering {
  readonly #clock: Clock;
  readonly #graceMs: number;
  readonly #began: (key: string) => void;
  readonly #ended: (key: string) => void;
  readonly #counts = new Map<string, number>();
  readonly #ending = new Map<string, Timer>();

  constructor(clock: Clock, graceMs: number, began = told, ended = told) {
    this.#clock = clock;
    this.#graceMs = graceMs;
    this.#began = began;
    this.#ended = ended;
  }

  enter(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    const end = this.#ending.get(key);
    end?.cancel();
    this.#ending.delete(key);
    if (count === 0 && end === undefined) {
      this.#began(key);
    }
  }

  leave(key: string): void {
    const count = this.#counts.get(key) ?? 0;
    if (count > 1) {
      this.#counts.set(key, count - 1);
      return;
    }
    if (this.#counts.delete(key)) {
      this.#endLater(key);
    }
  }

  /** Takes a key for one that left a moment ago: who comes back in time is no news. */
  linger(key: string): void {
    if (!this.has(key)) {
      this.#endLater(key);
    }
  }

  has(key: string): boolean {
    return this.#counts.has(key) || this.#ending.has(key);
  }

  *keys(): Generator<string> {
    yield* this.#counts.keys();
    yield* this.#ending.keys();
  }

  /** Forgets everything without a word. */
  stop(): void {
    for (const end of this.#ending.values()) {
      end.cancel();
    }
    this.#ending.clear();
    this.#counts.clear();
  }

  #endLater(key: string): void {
    const end = this.#clock.schedule(this.#graceMs, () => {
      this.#ending.delete(key);
      this.#ended(key);
    });
    this.#ending.set(key, end);
  }
}

function told(_key: string): void {}
