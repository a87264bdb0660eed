/** Reads what is found under keys; keys without an entry were not found. */
export type ReadAll<Key, Value> = (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;

/**
 * Gathers what is asked for in one turn of the event loop, and while a statement is under way, into one statement.
 *
 * Whoever asks gets what was read after they asked, never an answer that was already on its way.
 */
export class Batch<Key, Value> {
  readonly #size: number;
  readonly #readAll: ReadAll<Key, Value>;
  readonly #waiting = new Map<Key, PromiseWithResolvers<Value | undefined>>();
  #isUnderWay = false;

  /** @param size keys in one statement at most */
  constructor(size: number, readAll: ReadAll<Key, Value>) {
    this.#size = size;
    this.#readAll = readAll;
  }

  /** Rejects for all of a statement's keys when it fails. */
  read(key: Key): Promise<Value | undefined> {
    const known = this.#waiting.get(key);
    if (known) return known.promise;
    const asked = Promise.withResolvers<Value | undefined>();
    this.#waiting.set(key, asked);
    if (!this.#isUnderWay) {
      this.#isUnderWay = true;
      setImmediate(() => this.#work());
    }
    return asked.promise;
  }

  async #work(): Promise<void> {
    while (this.#waiting.size > 0) {
      const taken = [...this.#waiting].slice(0, this.#size);
      for (const [key] of taken) this.#waiting.delete(key);
      try {
        const found = await this.#readAll(taken.map(([key]) => key));
        for (const [key, { resolve }] of taken) resolve(found.get(key));
      } catch (error) {
        for (const [, { reject }] of taken) reject(error);
      }
    }
    this.#isUnderWay = false;
  }
}
