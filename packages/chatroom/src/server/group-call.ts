interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * One call for everything that waits; the next starts when it is done.
 *
 * The slower a call, the more share the next one, so that the cost of a durable commit is paid per group and not
 * per line. For reads it means as well that nobody gets an answer that was on its way before they asked.
 */
export class GroupCall<Item, Result> {
  readonly #call: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #limit: number;
  #waiting: Waiting<Item, Result>[] = [];
  #running: Promise<void> | undefined;

  /** `call` answers each item at its own place, or rejects for all of them; at most `limit` items at once. */
  constructor(call: (items: readonly Item[]) => Promise<readonly Result[]>, limit: number) {
    this.#call = call;
    this.#limit = limit;
  }

  /** Items that no call has taken yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves with the item's result after the call that holds it. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Let the sockets of this turn be read first: what arrived together goes together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#callGroup(this.#waiting.splice(0, this.#limit));
    this.#running = undefined;
  }

  async #callGroup(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.#call(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const result = results[index];
        if (result === undefined) reject(new Error('group call: an item got no result'));
        else resolve(result);
      });
    } catch (reason) {
      for (const { reject } of group) reject(reason);
    }
  }
}
