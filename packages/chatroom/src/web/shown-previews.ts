import { type Schedule, timers } from '../shared/backoff.ts';
import type { ChatPreviews, Preview } from './site-previews.ts';

/** What a reader may see can change. */
const keptMs = 60_000;

/** Previews that were looked up in the last minute; what failed is looked up again. */
export class RecentPreviews {
  readonly #previews: ChatPreviews;
  readonly #schedule: Schedule;
  readonly #recent = new Map<string, Promise<Preview | undefined>>();

  constructor(previews: ChatPreviews, schedule: Schedule = timers) {
    this.#previews = previews;
    this.#schedule = schedule;
  }

  /** As {@link ChatPreviews.look}, once for all who ask within a minute. @throws what looking was rejected with */
  look(address: string): Promise<Preview | undefined> {
    const known = this.#recent.get(address);
    if (known) return known;
    const looked = this.#previews.look(address).catch((reason: unknown) => {
      this.#recent.delete(address);
      cancel();
      throw reason;
    });
    const cancel = this.#schedule(() => this.#recent.delete(address), keptMs);
    this.#recent.set(address, looked);
    return looked;
  }
}
