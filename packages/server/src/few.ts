/** Things by key of which there is mostly one: a map would weigh more than all else there, so it comes with the second. */
export abstract class Few<T extends object> {
  #all: T | Map<string, T> | undefined;

  protected abstract keyOf(one: T): string;

  get size(): number {
    return this.#all instanceof Map ? this.#all.size : Number(this.#all !== undefined);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  get(key: string): T | undefined {
    const all = this.#all;
    if (all instanceof Map) {
      return all.get(key);
    }
    return all !== undefined && this.keyOf(all) === key ? all : undefined;
  }

  /** Takes one of a key that has none yet. */
  add(one: T): void {
    const all = this.#all;
    if (all === undefined) {
      this.#all = one;
    } else if (all instanceof Map) {
      all.set(this.keyOf(one), one);
    } else {
      this.#all = new Map([all, one].map((each) => [this.keyOf(each), each]));
    }
  }

  delete(key: string): void {
    if (this.#all instanceof Map) {
      this.#all.delete(key);
    } else if (this.has(key)) {
      this.#all = undefined;
    }
  }

  /** In the order in which they were added; they may be deleted meanwhile. */
  *values(): Generator<T> {
    if (this.#all instanceof Map) {
      yield* this.#all.values();
    } else if (this.#all !== undefined) {
      yield this.#all;
    }
  }

  *keys(): Generator<string> {
    for (const one of this.values()) {
      yield this.keyOf(one);
    }
  }
}
