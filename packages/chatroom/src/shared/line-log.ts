import type { HistoryPage, Line } from './line.ts';

/** Lines ahead of a gap that are kept; beyond it they are asked for again. */
const heldLimit = 1000;

/**
 * The lines of one room that a client has: a window without gap or double, ending at the newest.
 *
 * Lines that are ahead of a gap are held until history filled it. A page of history is the truth:
 * what it leaves out doesn't exist.
 */
export class LineLog {
  #epoch: string | undefined;
  #lines: readonly Line[] = [];
  /** The seq that comes next; undefined until the newest page is there. */
  #next: number | undefined;
  #head = 0;
  #hasOlder = false;
  readonly #held = new Map<number, Line>();

  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** Ascending; a new array after every change. */
  get lines(): readonly Line[] {
    return this.#lines;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** The newest seq of which everything up to it is settled; undefined until a first page came. */
  get last(): number | undefined {
    return this.#next === undefined ? undefined : this.#next - 1;
  }

  /** Is a line known to exist that isn't in the window yet? */
  get isBehind(): boolean {
    return this.#next === undefined || this.#head >= this.#next;
  }

  /** Takes a live line, in any order, any number of times. */
  receive(line: Line): void {
    if (this.#epoch !== undefined && line.epoch !== this.#epoch) this.restart();
    this.#epoch ??= line.epoch;
    this.#head = Math.max(this.#head, line.seq);
    if (this.#next !== undefined && line.seq < this.#next) return;
    if (this.#held.size < heldLimit) this.#held.set(line.seq, line);
    this.#settle([]);
  }

  /** Takes a page that was asked for `after` a seq, or the newest page. */
  merge(page: HistoryPage, after: number | undefined): void {
    if (this.#epoch !== undefined && page.epoch !== this.#epoch) {
      // Which of the two lives of the room is the younger one can't be told from here: ask again.
      this.restart();
      return;
    }
    this.#epoch = page.epoch;
    this.#head = Math.max(this.#head, page.head_seq);
    if (after === undefined) {
      this.#lines = [];
      this.#hasOlder = page.more;
      this.#next = page.lines[0]?.seq ?? page.head_seq + 1;
    } else if (this.#next === undefined || after >= this.#next) {
      return;
    }
    this.#settle(page.lines);
    if (!page.more && page.lines.length === 0) this.#next = Math.max(this.#next, page.head_seq + 1);
  }

  /** Takes the page that was asked for `before` a seq. */
  prepend(page: HistoryPage, before: number): void {
    if (page.epoch !== this.#epoch || this.#lines[0]?.seq !== before) return;
    this.#lines = [...page.lines, ...this.#lines];
    this.#hasOlder = page.more;
  }

  /** Forgets the window; the newest page comes next. */
  restart(): void {
    this.#epoch = undefined;
    this.#lines = [];
    this.#next = undefined;
    this.#head = 0;
    this.#hasOlder = false;
    this.#held.clear();
  }

  #settle(page: readonly Line[]): void {
    if (this.#next === undefined) return;
    const added: Line[] = [];
    let next = this.#next;
    for (const line of page) {
      if (line.seq < next) continue;
      added.push(line);
      next = line.seq + 1;
    }
    for (let line = this.#held.get(next); line; line = this.#held.get(next)) {
      added.push(line);
      next = line.seq + 1;
    }
    for (const seq of this.#held.keys()) if (seq < next) this.#held.delete(seq);
    if (added.length > 0) this.#lines = [...this.#lines, ...added];
    this.#next = next;
  }
}
