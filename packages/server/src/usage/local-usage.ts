import type { Usage, UsageSink } from './usage.ts';

/** What is in use where there is one server: its first use is the first of all. */
export class LocalUsage implements Usage {
  readonly #sink: UsageSink;
  readonly #keys = new Set<string>();

  constructor(sink: UsageSink) {
    this.#sink = sink;
  }

  begin(key: string): void {
    if (!this.#keys.has(key)) {
      this.#keys.add(key);
      this.#sink.began(key);
    }
  }

  end(key: string): void {
    if (this.#keys.delete(key)) {
      this.#sink.ended(key);
    }
  }

  get keys(): readonly string[] {
    return [...this.#keys];
  }

  /** Goes on with keys that another process used: nobody is told. */
  load(keys: readonly string[]): void {
    for (const key of keys) {
      this.#keys.add(key);
    }
  }

  async which(keys?: readonly string[]): Promise<readonly string[]> {
    return keys === undefined ? [...this.#keys] : keys.filter((key) => this.#keys.has(key));
  }
}
