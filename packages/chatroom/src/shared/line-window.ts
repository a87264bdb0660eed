import type { HistoryPage } from './answers.ts';
import type { Line } from './line.ts';

/**
 * Lines of a room or of a thread that stand next to each other, without gap or double.
 *
 * It may end before the newest line: a reader who jumped back reads there while the room goes on.
 */
export class LineWindow {
  readonly #thread: number | undefined;
  #lines: readonly Line[] = [];
  #hasOlder = false;
  #hasNewer = false;

  /** `thread` is the `seq` of its root; without it the window is the room's own. */
  constructor(thread?: number) {
    this.#thread = thread;
  }

  /** Ascending by `seq`; a new array after every change, the same object for a line that didn't change. */
  get lines(): readonly Line[] {
    return this.#lines;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** Does the room go on after the last line? */
  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  /** Shows a page and nothing else. */
  show({ lines, older, newer }: Pick<HistoryPage, 'lines' | 'older' | 'newer'>): void {
    this.#lines = lines;
    this.#hasOlder = older;
    this.#hasNewer = newer;
  }

  /** Takes lines as they are now: those in the window change, new ones come at its end. */
  apply(changes: readonly Line[]): void {
    const mine = changes.filter((line) => line.thread === this.#thread && this.#isNews(line));
    if (mine.length === 0) return;
    if (this.#areNext(mine)) {
      this.#lines = [...this.#lines, ...mine];
      return;
    }
    const bySeq = new Map(this.#lines.map((line) => [line.seq, line]));
    for (const line of mine) bySeq.set(line.seq, line);
    this.#lines = [...bySeq.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Lets the oldest lines go until so many are left; they come back as the page before the first one. */
  keepNewest(count: number): void {
    if (this.#lines.length <= count) return;
    this.#lines = this.#lines.slice(-count);
    this.#hasOlder = true;
  }

  /** Takes the page before the first line. */
  prepend({ lines, older }: Pick<HistoryPage, 'lines' | 'older'>): void {
    this.#lines = [...lines, ...this.#lines];
    this.#hasOlder = older;
  }

  /** Takes the page after the last line. */
  append({ lines, newer }: Pick<HistoryPage, 'lines' | 'newer'>): void {
    this.#lines = [...this.#lines, ...lines];
    this.#hasNewer = newer;
  }

  /** Do lines follow the last one, in order? So they do unless something was missed or changed. */
  #areNext(lines: readonly Line[]): boolean {
    let last = this.#lines.at(-1)?.seq ?? 0;
    return lines.every(({ seq }) => {
      const isNext = seq > last;
      last = seq;
      return isNext;
    });
  }

  #isNews({ seq, changed }: Line): boolean {
    const first = this.#lines[0];
    const last = this.#lines.at(-1);
    if (last === undefined || seq > last.seq) return !this.#hasNewer;
    if (first !== undefined && seq < first.seq) return !this.#hasOlder;
    const known = this.#lines.find((line) => line.seq === seq);
    return known === undefined || known.changed < changed;
  }
}
