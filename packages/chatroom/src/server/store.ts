import type { HistoryPage, Line } from '../shared/line.ts';

/** A line as its author hands it in, checked and normalised. */
export interface Draft {
  readonly room: string;
  readonly uid: number;
  readonly name: string;
  readonly client_id: string;
  readonly body: string;
}

/** Which lines of a room: the newest, or those next to a seq; `limit` at a time. */
export interface Range {
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

/** A page of lines, without what depends on who asks. */
export type StoredPage = Omit<HistoryPage, 'may_write'>;

/**
 * Keeps the lines of all rooms. The commit is the truth: what isn't in the store was never said.
 *
 * Per room, `seq` is 1, 2, 3 … in the order of the commits; nothing makes a hole, nothing is renumbered.
 */
export interface Store {
  /**
   * Adds a line; resolves after it is committed. The same account and `client_id` is the same line, at
   * any later time: its stored row is the answer and nothing is written.
   * @throws ChatError 1404 unknown room · 1409 the `client_id` stands for another line · 1500, 1501 try again
   */
  append(draft: Draft): Promise<Line>;

  /**
   * Reads a page; `head_seq` is read before its lines, so it never names a line that the page left out.
   * @throws ChatError 1404 unknown room · 1500 try again
   */
  page(room: string, range: Range): Promise<StoredPage>;

  /** Commits what waits, then lets go of the database. */
  close(): Promise<void>;
}
