import { DemoError } from '../demo-error.ts';

/** What arrived, in order, and whoever waits for something in it. */
export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting = new Set<() => void>();

  add(item: T): void {
    this.#items.push(item);
    for (const look of [...this.#waiting]) look();
  }

  get all(): readonly T[] {
    return this.#items;
  }

  /** Resolves with what `pick` finds, now or when it has come; rejects after `limitMs`, naming what was expected. */
  async until<R>(what: string, pick: (items: readonly T[]) => R | undefined, limitMs = 10_000): Promise<R> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new DemoError('check-failed', `expected ${what} within ${limitMs / 1000} s`));
      }, limitMs);
      const look = (): void => {
        const found = pick(this.#items);
        if (found === undefined) return;
        clearTimeout(patience);
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
