import { BoundedMap } from './bounded-map.ts';

/** Channels that were made by name, and which users were put into which: kept until taken away, or the process ends. */
export class Memberships {
  readonly #made: BoundedMap<string, true>;
  readonly #channelsOf: BoundedMap<string, Set<string>>;

  constructor(capacity: number) {
    this.#made = new BoundedMap(capacity);
    this.#channelsOf = new BoundedMap(capacity);
  }

  /** Whether a channel was made, or a user was put into it. */
  has(channel: string): boolean {
    return (
      this.#made.has(channel) || [...this.#channelsOf.values()].some((channels) => channels.has(channel))
    );
  }

  make(channel: string): void {
    this.#made.set(channel, true);
  }

  /** Forgets a channel and who was put into it. */
  remove(channel: string): void {
    this.#made.delete(channel);
    for (const [user, channels] of [...this.#channelsOf]) {
      if (channels.has(channel)) {
        this.leave(user, channel);
      }
    }
  }

  of(user: string): readonly string[] {
    return [...(this.#channelsOf.get(user) ?? [])];
  }

  enter(user: string, channel: string): void {
    this.#channelsOf.set(user, (this.#channelsOf.get(user) ?? new Set()).add(channel));
  }

  leave(user: string, channel: string): void {
    const channels = this.#channelsOf.get(user);
    if (channels?.delete(channel) && channels.size === 0) {
      this.#channelsOf.delete(user);
    }
  }

  /** Forgets what a user was put into. */
  forget(user: string): void {
    this.#channelsOf.delete(user);
  }
}
