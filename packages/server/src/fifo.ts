/** What was put in first is taken out first, at the same small cost however much is in it: an array's `shift` moves all. */
export class Fifo<T> implements Iterable<T> {
  #items: (T | undefined)[];
  /** Where the oldest stands; before it is what was taken out. */
  #first = 0;

  constructor(items: Iterable<T> = []) {
    this.#items = [...items];
  }

  get length(): number {
    return this.#items.length - this.#first;
  }

  get oldest(): T | undefined {
    return this.#items[this.#first];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Takes the oldest out, if there is one. */
  drop(): void {
    if (this.length === 0) {
      return;
    }
    this.#items[this.#first] = undefined;
    this.#first += 1;
    if (this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = this.#first; i < this.#items.length; i += 1) {
      yield this.#items[i] as T;
    }
  }
}
