/** Something read from the database, read anew when it is older than a bound. */
export class Fresh<T> {
  readonly #maxAgeMs: number;
  readonly #read: () => Promise<T>;
  #readAt = 0;
  #value: Promise<T> | undefined;

  constructor(maxAgeMs: number, read: () => Promise<T>) {
    this.#maxAgeMs = maxAgeMs;
    this.#read = read;
  }

  /** As it was at most `maxAgeMs` ago; all who ask meanwhile share one read. When that fails, nothing older stands in. */
  async current(): Promise<T> {
    const now = performance.now();
    if (this.#value === undefined || now - this.#readAt >= this.#maxAgeMs) {
      this.#readAt = now;
      this.#value = this.#read();
    }
    const reading = this.#value;
    try {
      return await reading;
    } catch (error) {
      if (this.#value === reading) this.#value = undefined;
      throw error;
    }
  }
}
