/** Lines that are kept; how much a reader is further behind, the server tells. */
const keptLines = 1000;

/** The unread lines of a room from a certain one on, as they came, so that nobody is asked what reading some leaves. */
export class UnreadLines {
  #since: number;
  /** By `seq`, ascending; does the line call the reader? */
  readonly #lines = new Map<number, boolean>();

  /** All lines after `since` will be added. */
  constructor(since: number) {
    this.#since = since;
  }

  /** Is each unread line after this one here? */
  knows(seq: number): boolean {
    return seq >= this.#since;
  }

  /** How many there are, and how many of them call the reader. */
  get counts(): { readonly unread: number; readonly mentions: number } {
    const calls = [...this.#lines.values()];
    return { unread: calls.length, mentions: calls.filter((isCall) => isCall).length };
  }

  add(seq: number, isCall: boolean): void {
    this.#lines.set(seq, isCall);
    const [first] = this.#lines.keys();
    if (this.#lines.size > keptLines && first !== undefined) this.read(first);
  }

  /** Lets the lines up to one go. */
  read(seq: number): void {
    this.#since = Math.max(this.#since, seq);
    for (const line of this.#lines.keys()) if (line <= seq) this.#lines.delete(line);
  }

  /** Lets one line go; tells whether it called the reader, undefined where it isn't here. */
  drop(seq: number): boolean | undefined {
    const isCall = this.#lines.get(seq);
    this.#lines.delete(seq);
    return isCall;
  }
}
