/**
 * Publishes what was committed: each channel's events in their order, one after the other, channels independent
 * of each other.
 *
 * A publication that fails is told and passed over: what it tells is committed, and readers notice the gap.
 */
export class Publisher<Event> {
  readonly #publish: (channel: string, event: Event) => Promise<void>;
  readonly #failed: (reason: unknown, channel: string, event: Event) => void;
  readonly #channels = new Map<string, Promise<void>>();

  constructor(
    publish: (channel: string, event: Event) => Promise<void>,
    failed: (reason: unknown, channel: string, event: Event) => void,
  ) {
    this.#publish = publish;
    this.#failed = failed;
  }

  /** Takes a channel's next events. */
  announce(channel: string, events: readonly Event[]): void {
    const before = this.#channels.get(channel);
    const done: Promise<void> = this.#run(before, channel, events).then(() => {
      if (this.#channels.get(channel) === done) this.#channels.delete(channel);
    });
    this.#channels.set(channel, done);
  }

  /** Resolves when everything taken so far is published. */
  async settled(): Promise<void> {
    await Promise.all(this.#channels.values());
  }

  async #run(before: Promise<void> | undefined, channel: string, events: readonly Event[]): Promise<void> {
    await before;
    for (const event of events) {
      try {
        await this.#publish(channel, event);
      } catch (reason) {
        this.#failed(reason, channel, event);
      }
    }
  }
}
