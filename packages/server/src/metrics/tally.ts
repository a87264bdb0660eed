import { Counter, type CounterConfiguration } from 'prom-client';

/** One of a tally's numbers. */
interface Entry<L extends string> {
  readonly labels: Readonly<Record<L, string | number>>;
  count: number;
}

/**
 * Numbers that only grow, by their labels.
 *
 * Counted here, and by the registry only when somebody asks: what it does for one count takes longer than many messages.
 */
export class Tally<L extends string> {
  readonly #entries = new Map<string, Entry<L>>();

  constructor(configuration: CounterConfiguration<L>) {
    const entries = this.#entries;
    new Counter({
      ...configuration,
      collect() {
        this.reset();
        for (const { labels, count } of entries.values()) {
          this.inc(labels, count);
        }
      },
    });
  }

  /** The number with these labels; begins at 0. @param key stands for the labels */
  of(key: string, labels: () => Readonly<Record<L, string | number>>): { count: number } {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { labels: labels(), count: 0 };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}
