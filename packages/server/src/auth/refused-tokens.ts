import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** Tokens that Drupal refused a moment ago, so that a client that doesn't give up can't keep it busy. */
export class RefusedTokens {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #capacity: number;
  // By digest, since whoever brings a wrong token also decides how long it is. In the order of their ends.
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, keepMs: number, capacity: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#capacity = capacity;
  }

  add(token: string): void {
    const now = this.#clock.now();
    const key = digest(token);
    this.#until.delete(key);
    this.#until.set(key, now + this.#keepMs);
    for (const [oldest, until] of this.#until) {
      if (until > now && this.#until.size <= this.#capacity) {
        return;
      }
      this.#until.delete(oldest);
    }
  }

  has(token: string): boolean {
    return (this.#until.get(digest(token)) ?? 0) > this.#clock.now();
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
