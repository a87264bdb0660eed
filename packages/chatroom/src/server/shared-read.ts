interface Reads<Value> {
  readonly running: Promise<Value>;
  next: Promise<Value> | undefined;
}

/**
 * Reads the same thing once for all who ask for it together, as a whole room does that comes back after a cut.
 *
 * Who asks while a read is under way shares the next one: no answer is older than its question.
 */
export class SharedRead<Value> {
  readonly #reads = new Map<string, Reads<Value>>();

  /** Reads what `key` stands for. */
  read(key: string, run: () => Promise<Value>): Promise<Value> {
    const reads = this.#reads.get(key);
    if (!reads) return this.#start(key, run);
    reads.next ??= reads.running.then(
      () => this.#start(key, run),
      () => this.#start(key, run),
    );
    return reads.next;
  }

  #start(key: string, run: () => Promise<Value>): Promise<Value> {
    const running = run();
    const reads: Reads<Value> = { running, next: undefined };
    this.#reads.set(key, reads);
    const done = (): void => {
      // Whoever waits begins the next, in place of this one.
      if (reads.next === undefined) this.#reads.delete(key);
    };
    running.then(done, done);
    return running;
  }
}
