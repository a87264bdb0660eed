import type { ChatRefusal } from './error-code.ts';
import { type Words, wordsOf } from './line.ts';

/**
 * One own line that isn't in the room's window yet.
 *
 * `waiting`: goes out by itself · `sending`: asked, no answer yet · `sent`: committed, its line is on
 * the way · `refused`: final, the text is kept for the author.
 */
export interface PendingLine extends Words {
  readonly client_id: string;
  readonly state: 'waiting' | 'sending' | 'sent' | 'refused';
  /** Known once `sent`. */
  readonly seq?: number;
  /** Why it isn’t in the room: for good when `refused`, for now while it is tried again. */
  readonly error?: ChatRefusal;
}

/**
 * Own lines in typing order; the first one that is neither sent nor refused goes next.
 *
 * One at a time, so that the room holds them in the order of typing. A refused line doesn't hold up
 * the others: its answer is known, and its author sees it.
 */
export class Outbox {
  #lines: readonly PendingLine[] = [];

  /** In typing order; a new array after every change. */
  get lines(): readonly PendingLine[] {
    return this.#lines;
  }

  get next(): PendingLine | undefined {
    return this.#lines.find(({ state }) => state === 'waiting' || state === 'sending');
  }

  add(clientId: string, words: Words): void {
    this.#lines = [...this.#lines, { ...wordsOf(words), client_id: clientId, state: 'waiting' }];
  }

  /** Takes up lines of an earlier page. */
  restore(lines: readonly PendingLine[]): void {
    this.#lines = lines;
  }

  sending(clientId: string): void {
    this.#replace(clientId, (words, error) => ({ ...words, state: 'sending', ...(error && { error }) }));
  }

  waiting(clientId: string, error?: ChatRefusal): void {
    this.#replace(clientId, (words) => ({ ...words, state: 'waiting', ...(error && { error }) }));
  }

  sent(clientId: string, seq: number): void {
    this.#replace(clientId, (words) => ({ ...words, state: 'sent', seq }));
  }

  refused(clientId: string, error: ChatRefusal): void {
    this.#replace(clientId, (words) => ({ ...words, state: 'refused', error }));
  }

  /** Puts a refused line at the end of the queue again, under the same id. */
  resend(clientId: string): void {
    const refused = this.#lines.find((line) => line.client_id === clientId && line.state === 'refused');
    if (!refused) return;
    this.remove((line) => line === refused);
    this.add(clientId, refused);
  }

  remove(isSettled: (line: PendingLine) => boolean): void {
    const kept = this.#lines.filter((line) => !isSettled(line));
    if (kept.length < this.#lines.length) this.#lines = kept;
  }

  #replace(
    clientId: string,
    change: (words: Words, error: ChatRefusal | undefined) => Omit<PendingLine, 'client_id'>,
  ): void {
    this.#lines = this.#lines.map((line) =>
      line.client_id === clientId ? { client_id: clientId, ...change(wordsOf(line), line.error) } : line,
    );
  }
}
