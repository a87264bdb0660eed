import { readSendReceipt } from './answers.ts';
import { Backoff, type Schedule } from './backoff.ts';
import { ChatErrorCode, readFailure } from './error-code.ts';
import { type Keep, keepLines, keptLines } from './keep.ts';
import { type Line, type Words, wordsOf } from './line.ts';
import { Outbox, type PendingLine } from './outbox.ts';
import type { RoomLink } from './room-link.ts';

/** Bytes of a line on the wire; a server hangs up on a message of more than 64 KB, so nobody could be told why. */
const mostBytes = 60_000;

/** How long an acknowledged line may stay away before the sender asks where it is. */
const lateLineMs = 1000;

/** What a {@link Sender} works with. */
export interface SenderParts {
  readonly room: string;
  readonly link: Pick<RoomLink, 'rpc'>;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** Is the link up and history complete, so that a line which is already in the room is known? */
  readonly isReady: () => boolean;
  /** Called after every change of `lines`. */
  readonly changed: () => void;
  /** Called when an acknowledged line stays away: a publication lost as the last one leaves no gap. */
  readonly missing: () => Promise<void>;
  /** Where own lines wait over a reload. */
  readonly keep: Keep | undefined;
}

/** Brings own lines into the room: one after the other, each under one id until its fate is known. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #outbox = new Outbox();
  readonly #backoff: Backoff;
  #isSending = false;
  #written: readonly PendingLine[] | undefined;
  #cancelLate: (() => void) | undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.schedule, parts.random);
    if (parts.keep) this.#outbox.restore(keptLines(parts.keep));
  }

  /** Own lines that aren't in the room's window yet, in typing order. */
  get lines(): readonly PendingLine[] {
    return this.#outbox.lines;
  }

  add(clientId: string, words: Words): void {
    this.#outbox.add(clientId, words);
    this.#parts.changed();
    void this.drain();
  }

  resend(clientId: string): void {
    this.#outbox.resend(clientId);
    this.#parts.changed();
    void this.drain();
  }

  discard(clientId: string): void {
    this.#outbox.remove((line) => line.client_id === clientId && line.state === 'refused');
    this.#parts.changed();
  }

  /** Drops the lines that the room's window holds or has passed. */
  settle(window: readonly Line[], last: number): void {
    if (this.lines.length > 0) {
      const inRoom = new Set(window.map(({ client_id }) => client_id));
      this.#outbox.remove(({ client_id, seq = Infinity }) => inRoom.has(client_id) || seq <= last);
    }
    this.#writeDown();
  }

  /** Sends what waits, as long as the feed is ready. */
  async drain(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let line = this.#outbox.next; line && this.#parts.isReady(); line = this.#outbox.next) {
      await this.#submit(line);
    }
    this.#isSending = false;
  }

  /** The link changed: what pauses is tried at once. */
  hurry(): void {
    this.#backoff.reset();
  }

  close(): void {
    this.#cancelLate?.();
    this.#backoff.reset();
  }

  #writeDown(): void {
    const { keep } = this.#parts;
    if (!keep || this.#written === this.lines) return;
    this.#written = this.lines;
    keepLines(keep, this.lines);
  }

  async #submit(line: PendingLine): Promise<void> {
    const { room, link, changed, isReady } = this.#parts;
    const { client_id } = line;
    if (isHuge(line.body)) {
      const message = 'The line is too long; make several of it.';
      this.#outbox.refused(client_id, { code: ChatErrorCode.lineTooLong, message });
      changed();
      return;
    }
    this.#outbox.sending(client_id);
    changed();
    try {
      const { files, ...words } = wordsOf(line);
      const fids = files && { files: files.map(({ fid }) => fid) };
      const receipt = readSendReceipt(await link.rpc('chat.send', { room, client_id, ...words, ...fids }));
      if (!receipt) throw new TypeError('chat.send: expected a receipt');
      this.#outbox.sent(client_id, receipt.seq);
      this.#backoff.reset();
      changed();
      this.#expectLines();
    } catch (reason) {
      const { code, message, isTemporary } = readFailure(reason);
      // Codes of the connection itself say nothing to an author, who sees that it is away.
      const error = code < ChatErrorCode.storeUnavailable ? undefined : { code, message };
      if (isTemporary) this.#outbox.waiting(client_id, error);
      else this.#outbox.refused(client_id, { code, message });
      changed();
      if (isTemporary && isReady()) await this.#backoff.pause();
    }
  }

  #expectLines(): void {
    if (this.#cancelLate || !this.#isAnySent) return;
    this.#cancelLate = this.#parts.schedule(() => {
      this.#cancelLate = undefined;
      if (this.#isAnySent) void this.#lookForLines();
    }, lateLineMs);
  }

  async #lookForLines(): Promise<void> {
    await this.#parts.missing();
    // History is complete and doesn't have it: the room was wiped since. The same id makes another try harmless.
    if (this.#parts.isReady()) {
      for (const { client_id, state } of this.lines) if (state === 'sent') this.#outbox.waiting(client_id);
      this.#parts.changed();
      void this.drain();
    }
    this.#expectLines();
  }

  get #isAnySent(): boolean {
    return this.lines.some(({ state }) => state === 'sent');
  }
}

function isHuge(body: string): boolean {
  // No character takes more than six bytes in JSON.
  return body.length * 6 > mostBytes && new TextEncoder().encode(JSON.stringify(body)).length > mostBytes;
}
