/** Something read from the database, read anew when it is older than a bound. */
export class Fresh<T> {
  readonly #maxAgeMs: number;
  readonly #read: () => Promise<T>;
  #readAt = 0;
  #reading: Promise<T> | undefined;
  /** What that gave, once it has. */
  #given: { readonly value: T } | undefined;

  constructor(maxAgeMs: number, read: () => Promise<T>) {
    this.#maxAgeMs = maxAgeMs;
    this.#read = read;
  }

  /**
   * As it was at most `maxAgeMs` ago, at once where it is known; all who ask meanwhile share one read. When that fails,
   * nothing older stands in.
   */
  current(): T | Promise<T> {
    const now = performance.now();
    if (this.#reading === undefined || now - this.#readAt >= this.#maxAgeMs) {
      this.#readAt = now;
      this.#reading = this.#start();
    }
    return this.#given ? this.#given.value : this.#reading;
  }

  #start(): Promise<T> {
    const reading = this.#read();
    this.#given = undefined;
    reading.then(
      (value) => {
        if (this.#reading === reading) this.#given = { value };
      },
      () => {
        if (this.#reading === reading) this.#reading = undefined;
      },
    );
    return reading;
  }
}
