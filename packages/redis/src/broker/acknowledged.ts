import type { Retention } from '@drupal-nodejs/server';

interface Entry {
  epoch: string;
  retention: Retention;
  readonly kept: { readonly offset: number; readonly at: number }[];
}

/** Channels whose acknowledged publications are remembered; those that were published to longest ago go first. */
const most = 10_000;

/** What this server acknowledged and what must still be there, so that what a Redis loses is counted. */
export class Acknowledged {
  readonly #channels = new Map<string, Entry>();

  add(channel: string, epoch: string, offset: number, retention: Retention, now: number): void {
    const known = this.#channels.get(channel);
    const entry = known?.epoch === epoch ? known : { epoch, retention, kept: [] };
    entry.retention = retention;
    entry.kept.push({ offset, at: now });
    if (entry.kept.length > retention.size) {
      entry.kept.shift();
    }
    this.#channels.delete(channel);
    this.#channels.set(channel, entry);
    for (const [oldest] of this.#channels) {
      if (this.#channels.size <= most) {
        break;
      }
      this.#channels.delete(oldest);
    }
  }

  /** Channels whose newest publication was acknowledged under another epoch than this generation has. */
  *of(generation: string): Generator<readonly [channel: string, retention: Retention]> {
    for (const [channel, { epoch, retention }] of this.#channels) {
      if (!epoch.endsWith(`.${generation}`)) {
        yield [channel, retention];
      }
    }
  }

  /** Epoch of the newest publication that was acknowledged. */
  epochOf(channel: string): string | undefined {
    return this.#channels.get(channel)?.epoch;
  }

  /**
   * Counts what is gone of a channel that has a new epoch, and forgets it.
   *
   * @param began offset at which the new epoch goes on, if it goes on from the old one
   */
  settle(channel: string, epoch: string, began: number, now: number): number {
    const entry = this.#channels.get(channel);
    if (entry === undefined || entry.epoch === epoch) {
      return 0;
    }
    this.#channels.delete(channel);
    const still = baseOf(entry.epoch) === baseOf(epoch) ? began : 0;
    // Other servers may have published since: what was pushed out of the history by then isn't lost.
    const oldest = Math.max(still, (entry.kept.at(-1)?.offset ?? 0) - entry.retention.size);
    return entry.kept.filter(({ offset, at }) => offset > oldest && now - at <= entry.retention.ttlMs).length;
  }
}

function baseOf(epoch: string): string {
  return epoch.slice(0, epoch.lastIndexOf('.'));
}
