import type { Subscription } from './subscription.ts';

/** The subscriptions of one connection, by channel, in the order in which they were made. */
export class Subscriptions {
  /** Most connections have one, for which a map would take 300 bytes more; a map since there was a second. */
  #all: Subscription | Map<string, Subscription> | undefined;

  get size(): number {
    return this.#all instanceof Map ? this.#all.size : Number(this.#all !== undefined);
  }

  has(channel: string): boolean {
    return this.get(channel) !== undefined;
  }

  get(channel: string): Subscription | undefined {
    const all = this.#all;
    if (all instanceof Map) {
      return all.get(channel);
    }
    return all?.channel === channel ? all : undefined;
  }

  /** Takes one of a channel that has none yet. */
  add(subscription: Subscription): void {
    const all = this.#all;
    if (all === undefined) {
      this.#all = subscription;
    } else if (all instanceof Map) {
      all.set(subscription.channel, subscription);
    } else {
      this.#all = new Map([all, subscription].map((one) => [one.channel, one]));
    }
  }

  delete(channel: string): void {
    if (this.#all instanceof Map) {
      this.#all.delete(channel);
    } else if (this.#all?.channel === channel) {
      this.#all = undefined;
    }
  }

  /** They may be deleted meanwhile. */
  *values(): Generator<Subscription> {
    if (this.#all instanceof Map) {
      yield* this.#all.values();
    } else if (this.#all !== undefined) {
      yield this.#all;
    }
  }

  *keys(): Generator<string> {
    for (const { channel } of this.values()) {
      yield channel;
    }
  }
}
