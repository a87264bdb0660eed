import type { HistoryPage, SyncPage } from '../shared/answers.ts';
import type { Line, Words } from '../shared/line.ts';

/** What a line says, checked, normalised and rendered. */
export type Text = Pick<Line, 'kind' | 'body' | 'html' | 'mentions' | 'calls'>;

/** A line as its author hands it in. */
export interface Draft extends Text, Omit<Words, 'files'> {
  readonly room: string;
  readonly uid: number;
  readonly name: string;
  readonly client_id: string;
  /** Drupal's files, brought to the room by the same account and in no line yet. */
  readonly files?: readonly number[];
}

/** What somebody does to a line that is there. */
export type Deed =
  | { readonly does: 'edit'; readonly text: Text }
  | { readonly does: 'delete' }
  | { readonly does: 'react'; readonly emoji: string; readonly on: boolean }
  | { readonly does: 'pin'; readonly on: boolean };

/** A deed, at which line, and by whom. */
export interface Change {
  readonly room: string;
  /** The line's `seq`. */
  readonly seq: number;
  readonly uid: number;
  /** May do what belongs to the line's author, and more. */
  readonly mayModerate: boolean;
  readonly deed: Deed;
}

/** Which lines: the newest, those next to a seq, or those around one; of the room or of a thread in it. */
export interface Range {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  /** `seq` of the thread's root. */
  readonly thread?: number;
  readonly limit: number;
}

/** A page of lines, without what depends on who asks. */
export type StoredPage = Omit<HistoryPage, 'may_write'>;
export type StoredSync = Omit<SyncPage, 'may_write'>;

/**
 * Keeps the lines of all rooms. The commit is the truth: what isn't in the store was never said.
 *
 * Every change of a room takes the next of its numbers 1, 2, 3 … in the order of the commits; nothing makes
 * a hole, nothing is renumbered. A line's `seq` is the number of the change that brought it.
 */
export interface Store {
  /**
   * Adds a line; resolves after it is committed. The same account and `client_id` is the same line, at
   * any later time: its stored row is the answer and nothing is written.
   * @throws ChatError 1404 unknown room · 1405 no such line to answer · 1409 the `client_id` stands for another
   * line · 1410 no such file · 1500, 1501 try again
   */
  append(draft: Draft): Promise<Line>;

  /**
   * Changes a line; resolves with it as it is after the commit. What is so already changes nothing and takes
   * no number, so a repeated change is none.
   * @throws ChatError 1404 unknown room · 1405 unknown line · 1406 too many reactions · 1407 not the caller's ·
   * 1500, 1501 try again
   */
  change(change: Change): Promise<Line>;

  /**
   * Reads a page; `head_seq` is read before its lines, so it never names a change that the page left out.
   * @throws ChatError 1404 unknown room · 1405 unknown thread or line to go to · 1500 try again
   */
  page(room: string, range: Range): Promise<StoredPage>;

  /**
   * Reads what changed after the change `since`, each line once and as it is now.
   * @throws ChatError 1404 unknown room · 1500 try again
   */
  sync(room: string, since: number, limit: number): Promise<StoredSync>;

  /** Commits what waits, then lets go of the database. */
  close(): Promise<void>;
}
