import type { HistoryPage } from './answers.ts';
import type { RoomLog } from './room-log.ts';

/** Where a page of history is: next to a line, around one, or at the end. */
export interface Place {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
}

/** What a {@link PageTurner} works with. */
export interface PageTurnerParts {
  readonly log: RoomLog;
  /** Asks the server for a page. */
  readonly history: (place: Place) => Promise<HistoryPage>;
  /** Called after each page, or after it wasn't to be had. */
  readonly turned: () => void;
}

/** Moves the window over a room: one page at a time, and never one that is older than what is shown. */
export class PageTurner {
  readonly #parts: PageTurnerParts;
  #turning: { readonly wish: string; readonly done: Promise<void> } | undefined;

  constructor(parts: PageTurnerParts) {
    this.#parts = parts;
  }

  older(): Promise<void> {
    const { log } = this.#parts;
    return this.#turn('older', async () => {
      const before = log.window.lines[0]?.seq;
      if (before === undefined || !log.window.hasOlder) return;
      log.prepend(await this.#fresh({ before }), before);
    });
  }

  newer(): Promise<void> {
    const { log } = this.#parts;
    return this.#turn('newer', async () => {
      const after = log.window.lines.at(-1)?.seq;
      if (after === undefined || !log.window.hasNewer) return;
      log.append(await this.#fresh({ after }), after);
    });
  }

  goTo(seq: number): Promise<void> {
    return this.#turn(`to ${seq}`, async () => this.#parts.log.show(await this.#fresh({ around: seq })));
  }

  goToEnd(): Promise<void> {
    const { log } = this.#parts;
    return this.#turn('to the end', async () => {
      if (log.window.hasNewer) log.show(await this.#fresh({}));
    });
  }

  /** The same wish is one; another waits for it. */
  #turn(wish: string, load: () => Promise<void>): Promise<void> {
    if (this.#turning?.wish === wish) return this.#turning.done;
    const before = this.#turning?.done.catch(() => undefined) ?? Promise.resolve();
    const done = before.then(load).finally(() => {
      if (this.#turning?.done === done) this.#turning = undefined;
      this.#parts.turned();
    });
    this.#turning = { wish, done };
    return done;
  }

  async #fresh(place: Place): Promise<HistoryPage> {
    const { log, history } = this.#parts;
    let page = await history(place);
    while (log.isStale(page)) page = await history(place);
    return page;
  }
}
