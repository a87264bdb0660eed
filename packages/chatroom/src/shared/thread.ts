import { type HistoryPage, readHistoryPage, readRoomEvent } from './answers.ts';
import { Backoff, type Schedule, timers } from './backoff.ts';
import { readFailure } from './error-code.ts';
import { EventLog } from './event-log.ts';
import type { Line } from './line.ts';
import { LineWindow } from './line-window.ts';
import type { RoomLink } from './room-link.ts';

/** Lines of a thread that are shown; older ones are there, but not here. */
const threadLimit = 100;

/** What a {@link Thread} follows. */
export interface ThreadOptions {
  readonly room: string;
  /** `seq` of the line that began it. */
  readonly root: number;
  readonly link: RoomLink;
  /** @default the platform's timers */
  readonly schedule?: Schedule;
  /** @default Math.random */
  readonly random?: () => number;
}

/**
 * The newest answers in a thread, without a gap: kept as they are by the room's events.
 *
 * Whenever one of those may have been missed, the newest page is asked for and stands in place of what was shown.
 */
export class Thread {
  readonly #options: ThreadOptions;
  readonly #events = new EventLog();
  readonly #window: LineWindow;
  readonly #listeners = new Set<(lines: readonly Line[]) => void>();
  readonly #endings: (() => void)[];
  readonly #backoff: Backoff;
  #epoch: string | undefined;
  #isUp = false;
  #isDoubtful = false;
  #isLoading = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
    this.#window = new LineWindow(options.root);
    const { link, schedule = timers, random = Math.random } = options;
    this.#backoff = new Backoff(schedule, random);
    this.#endings = [
      link.onPublication((data) => this.#receive(data)),
      link.onState((state) => {
        this.#isUp = state === 'up';
        this.#backoff.reset();
        void this.#doubt();
      }),
    ];
  }

  /** Are the lines that are shown the newest ones, as far as anybody knows? */
  get isLoaded(): boolean {
    return this.#events.last !== undefined;
  }

  /** Calls back at once and after every change; returns what ends it. */
  onChange(listener: (lines: readonly Line[]) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#window.lines);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Leaves the link, which stays with its owner. */
  close(): void {
    for (const end of this.#endings) end();
    this.#listeners.clear();
    this.#isUp = false;
    this.#backoff.reset();
  }

  #receive(data: unknown): void {
    const event = readRoomEvent(data);
    if (!event) return;
    this.#live(event.epoch);
    this.#apply(this.#events.receive(event).flatMap(({ lines }) => lines));
    if (this.#events.isBehind && !this.#isLoading) void this.#doubt();
  }

  async #doubt(): Promise<void> {
    this.#isDoubtful = true;
    if (this.#isLoading) return;
    this.#isLoading = true;
    while (this.#isDoubtful && this.#isUp) {
      this.#isDoubtful = false;
      try {
        await this.#load();
      } catch (reason) {
        // Where it is refused for good, there is nothing to ask for until the link comes up anew.
        this.#isDoubtful = readFailure(reason).isTemporary;
      }
      if (this.#isDoubtful) await this.#backoff.pause();
      else this.#backoff.reset();
    }
    this.#isLoading = false;
  }

  async #load(): Promise<void> {
    const { room, root, link } = this.#options;
    // What comes from here on waits for the page.
    this.#events.restart();
    const page = readHistoryPage(await link.rpc('chat.history', { room, thread: root, limit: threadLimit }));
    if (page) this.#show(page);
  }

  #show(page: HistoryPage): void {
    this.#live(page.epoch);
    this.#window.show(page);
    const { head_seq } = page;
    this.#apply(this.#events.reach(head_seq, head_seq).flatMap(({ lines }) => lines));
    this.#isDoubtful ||= this.#events.isBehind;
  }

  /** Lines of a life that the room has left behind go. */
  #live(epoch: string): void {
    if (epoch === this.#epoch) return;
    if (this.#epoch !== undefined) {
      this.#events.restart();
      this.#window.show({ lines: [], older: false, newer: false });
    }
    this.#epoch = epoch;
  }

  #apply(lines: readonly Line[]): void {
    this.#window.apply(lines);
    for (const listener of this.#listeners) listener(this.#window.lines);
  }
}
