/** Pauses between tries that grow with each failure, and differ between servers that failed together. */
export class Backoff {
  readonly #firstMs = 1_000;
  readonly #longestMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor(longestMs: number, random: () => number = Math.random) {
    this.#longestMs = longestMs;
    this.#random = random;
  }

  /** Milliseconds until the next try. */
  next(): number {
    const mostMs = Math.min(this.#firstMs * 2 ** this.#failures, this.#longestMs);
    this.#failures = Math.min(this.#failures + 1, 30);
    return mostMs * (0.5 + this.#random() / 2);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
