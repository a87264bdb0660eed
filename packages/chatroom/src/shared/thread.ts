import { readHistoryPage, readRoomEvent } from './answers.ts';
import type { Line } from './line.ts';
import type { RoomLink } from './room-link.ts';

/** Lines of a thread that are shown; older ones are there, but not here. */
const threadLimit = 100;

/** What a {@link Thread} follows. */
export interface ThreadOptions {
  readonly room: string;
  /** `seq` of the line that began it. */
  readonly root: number;
  readonly link: RoomLink;
}

/** The newest answers in a thread: loaded when the link is up, kept as they are by the room's events. */
export class Thread {
  readonly #options: ThreadOptions;
  readonly #lines = new Map<number, Line>();
  readonly #listeners = new Set<(lines: readonly Line[]) => void>();
  readonly #endings: (() => void)[];

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { link } = options;
    this.#endings = [
      link.onPublication((data) => {
        const event = readRoomEvent(data);
        if (event) this.#take(event.lines);
      }),
      link.onState((state) => {
        if (state === 'up') void this.#load();
      }),
    ];
  }

  /** Calls back at once and after every change; returns what ends it. */
  onChange(listener: (lines: readonly Line[]) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#sorted);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Leaves the link, which stays with its owner. */
  close(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
  }

  get #sorted(): readonly Line[] {
    return [...this.#lines.values()].sort((a, b) => a.seq - b.seq);
  }

  async #load(): Promise<void> {
    const { room, root, link } = this.#options;
    try {
      const page = readHistoryPage(
        await link.rpc('chat.history', { room, thread: root, limit: threadLimit }),
      );
      if (page) this.#take(page.lines);
    } catch {
      // The link went down again, or the room is closed: the next time it is up this is asked for anew.
    }
  }

  #take(lines: readonly Line[]): void {
    const news = lines.filter(
      ({ thread, seq, changed }) =>
        thread === this.#options.root && changed > (this.#lines.get(seq)?.changed ?? 0),
    );
    if (news.length === 0) return;
    for (const line of news) this.#lines.set(line.seq, line);
    for (const listener of this.#listeners) listener(this.#sorted);
  }
}
