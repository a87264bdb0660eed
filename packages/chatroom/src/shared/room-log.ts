import type { HistoryPage, RoomEvent, SyncPage } from './answers.ts';
import { EventLog } from './event-log.ts';
import type { Line } from './line.ts';
import { LineWindow } from './line-window.ts';

/**
 * What a client has of a room: its events up to a point, and a window of its lines as they were there.
 *
 * Events that are ahead of a gap are held until the server told what is in it.
 */
export class RoomLog {
  readonly #events = new EventLog();
  readonly #window = new LineWindow();
  #epoch: string | undefined;
  /** Pages of a sync under way: shown together, for a line may come on a later page than one after it. */
  #sync: { lines: Line[]; to: number } | undefined;

  get epoch(): string | undefined {
    return this.#epoch;
  }

  get window(): Pick<LineWindow, 'lines' | 'hasOlder' | 'hasNewer'> {
    return this.#window;
  }

  /** The newest event of which everything up to it is shown; undefined until a first page came. */
  get last(): number | undefined {
    return this.#events.last;
  }

  /** The event after which to ask for more; undefined when a first page is to be asked for. */
  get since(): number | undefined {
    return this.#sync?.to ?? this.last;
  }

  /** Is something known to exist that isn't shown yet? */
  get isBehind(): boolean {
    return this.#sync !== undefined || this.#events.isBehind;
  }

  /** Takes a live event, in any order, any number of times. */
  receive(event: RoomEvent): void {
    if (this.#epoch !== undefined && event.epoch !== this.#epoch) this.restart();
    this.#epoch ??= event.epoch;
    this.#apply(this.#events.receive(event));
  }

  /** Takes the newest page, or the page around a line, in place of what was shown. */
  show(page: HistoryPage): void {
    if (!this.#isOf(page)) return;
    if (this.isStale(page)) return;
    this.#sync = undefined;
    this.#window.show(page);
    // A window that was there follows its own events; the page may be ahead of them, and they change nothing then.
    if (this.last === undefined) this.#apply(this.#events.reach(page.head_seq, page.head_seq));
  }

  /** Takes what was asked for with `since`. */
  sync(page: SyncPage, since: number): void {
    if (!this.#isOf(page) || since !== this.since) return;
    this.#sync ??= { lines: [], to: since };
    this.#sync.lines.push(...page.lines);
    this.#sync.to = Math.max(since, page.to_seq);
    if (page.more) return;
    const { lines, to } = this.#sync;
    this.#sync = undefined;
    this.#window.apply(lines);
    this.#apply(this.#events.reach(to, page.head_seq));
  }

  /** Was the page read before events that are shown already? Then it is to be asked for again. */
  isStale({ epoch, head_seq }: HistoryPage): boolean {
    return epoch === this.#epoch && head_seq < (this.last ?? 0);
  }

  /** Takes the page that was asked for before a line. */
  prepend(page: HistoryPage, before: number): void {
    if (page.epoch === this.#epoch && this.#window.lines[0]?.seq === before) this.#window.prepend(page);
  }

  /** Takes the page that was asked for after a line. */
  append(page: HistoryPage, after: number): void {
    if (page.epoch === this.#epoch && this.#window.lines.at(-1)?.seq === after) this.#window.append(page);
  }

  /** Lets the oldest lines of the window go until so many are left. */
  keepNewest(count: number): void {
    this.#window.keepNewest(count);
  }

  /** Forgets everything; the newest page comes next. */
  restart(): void {
    this.#epoch = undefined;
    this.#sync = undefined;
    this.#events.restart();
    this.#window.show({ lines: [], older: false, newer: false });
  }

  #isOf({ epoch }: { readonly epoch: string }): boolean {
    if (this.#epoch !== undefined && epoch !== this.#epoch) {
      // Which of the two lives of the room is the younger one can't be told from here: ask again.
      this.restart();
      return false;
    }
    this.#epoch = epoch;
    return true;
  }

  #apply(events: readonly RoomEvent[]): void {
    if (events.length > 0) this.#window.apply(events.flatMap(({ lines }) => lines));
  }
}
