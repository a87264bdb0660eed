import { type Schedule, timers } from '../shared/backoff.ts';
import { fieldsOf, isText } from '../shared/fields.ts';
import type { RoomLink } from '../shared/room-link.ts';
import type { ChatPreviews, Preview } from './site-previews.ts';

/** How long one stays known that nobody shows, and until one is tried again that could not be looked up. */
const keptMs = 60_000;
/** Many pages hear of the same change: they ask spread over so long. */
const spreadMs = 5_000;

type Watcher = (preview: Preview | undefined) => void;

interface Shown {
  readonly watchers: Set<Watcher>;
  preview: Preview | undefined;
  isKnown: boolean;
  /** Looks so far: only the last one counts. */
  looks: number;
  /** It is to be looked up again. */
  isDoubtful: boolean;
  /** Ends what is to happen to it later. */
  cancel: () => void;
}

/** What a {@link ShownPreviews} works with. */
export interface ShownPreviewsParts {
  readonly previews: ChatPreviews;
  /** Where the site tells that content changed; opened with the first preview. */
  readonly link: () => RoomLink;
  readonly schedule?: Schedule;
  readonly random?: () => number;
}

/**
 * What stands behind the links on a page: looked up once for all who show it, and again when it changes.
 *
 * A connection that comes back may be another reader to Drupal, with other roles: then all are looked up again.
 */
export class ShownPreviews {
  readonly #previews: ChatPreviews;
  readonly #schedule: Schedule;
  readonly #random: () => number;
  readonly #link: () => RoomLink;
  readonly #shown = new Map<string, Shown>();
  #endings: readonly (() => void)[] | undefined;

  constructor({ previews, link, schedule = timers, random = Math.random }: ShownPreviewsParts) {
    this.#previews = previews;
    this.#link = link;
    this.#schedule = schedule;
    this.#random = random;
  }

  /** Calls back with what stands behind an address, now and whenever it changes; returns what ends this. */
  watch(address: string, watcher: Watcher): () => void {
    this.#hear();
    const known = this.#shown.get(address);
    const shown = known ?? this.#add(address);
    shown.watchers.add(watcher);
    if (!known) void this.#look(address, shown);
    else if (shown.isKnown) watcher(shown.preview);
    return () => {
      shown.watchers.delete(watcher);
      if (shown.watchers.size > 0) return;
      if (shown.isDoubtful) this.#forget(address, shown);
      else this.#later(shown, keptMs, () => this.#forget(address, shown));
    };
  }

  close(): void {
    for (const end of this.#endings ?? []) end();
    for (const { cancel } of this.#shown.values()) cancel();
    this.#shown.clear();
  }

  #add(address: string): Shown {
    const shown: Shown = {
      watchers: new Set(),
      preview: undefined,
      isKnown: false,
      looks: 0,
      isDoubtful: false,
      cancel: () => undefined,
    };
    this.#shown.set(address, shown);
    return shown;
  }

  #hear(): void {
    if (this.#endings) return;
    const link = this.#link();
    let wasUp = false;
    this.#endings = [
      link.onPublication((data) => {
        const { type, key } = fieldsOf(data) ?? {};
        // Without a key it may be any of them, such as when the site's permissions were rebuilt.
        if (type === 'content') this.#review((preview) => !isText(key) || preview?.key === key);
      }),
      link.onState((state) => {
        if (state === 'up' && wasUp) this.#review(() => true);
        wasUp ||= state === 'up';
      }),
    ];
  }

  /** Looks again at those of which something may have changed. */
  #review(concerns: (preview: Preview | undefined) => boolean): void {
    for (const [address, shown] of this.#shown) {
      if (!concerns(shown.preview)) continue;
      this.#lookLater(address, shown, this.#random() * spreadMs);
    }
  }

  #lookLater(address: string, shown: Shown, delayMs: number): void {
    if (shown.watchers.size === 0) {
      this.#forget(address, shown);
      return;
    }
    shown.isDoubtful = true;
    this.#later(shown, delayMs, () => {
      void this.#look(address, shown);
    });
  }

  async #look(address: string, shown: Shown): Promise<void> {
    shown.looks += 1;
    const look = shown.looks;
    try {
      const preview = await this.#previews.look(address);
      if (look !== shown.looks) return;
      shown.preview = preview;
      shown.isKnown = true;
      shown.isDoubtful = false;
      for (const watcher of [...shown.watchers]) watcher(preview);
    } catch {
      // The link is there all the same; what was shown stays until the site can say.
      if (look === shown.looks) this.#lookLater(address, shown, keptMs);
    }
  }

  #later(shown: Shown, delayMs: number, task: () => void): void {
    shown.cancel();
    shown.cancel = this.#schedule(task, delayMs);
  }

  #forget(address: string, shown: Shown): void {
    if (shown.watchers.size > 0) return;
    shown.cancel();
    if (this.#shown.get(address) === shown) this.#shown.delete(address);
  }
}
