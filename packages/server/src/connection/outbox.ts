import type { Reply } from '@drupal-nodejs/protocol';
import type { Clock } from '../clock.ts';
import type { Encoding } from '../hub/encoding.ts';
import type { Outlet } from '../hub/listener.ts';
import type { Limits } from '../limits.ts';
import type { ByteSink, Transport } from './transport.ts';

const nothing = Buffer.alloc(0);
const promises = Promise.resolve();

/** How much may wait in an outbox. */
export interface OutboxBounds {
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Pick<Limits, 'queueBytes' | 'queueTimeMs'>;
}

/** Whose outbox it is. */
export interface Reader {
  /** Called once: so much waits for it that nothing more is written. */
  tooSlow(): void;
}

/**
 * What one client is to be told, in order: answers of one turn leave in one write, and nothing piles up.
 *
 * A reader that took too little of what it was already sent, or nothing of it for too long, is closed instead of
 * written to; a reader that took all may get more than the limit at once.
 */
export class Outbox implements Outlet {
  readonly encoding: Encoding;
  readonly #socket: ByteSink;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #maxBytes: number;
  readonly #maxMs: number;
  readonly #reader: Reader;
  #answers: Buffer[] | undefined;
  #answerBytes = 0;
  #isOpen = true;
  #written = 0;
  /** How far it was written when somebody last had to wait, and when that was. */
  #mark = 0;
  #markedAt = 0;

  constructor({ encoding, socket }: Transport, { clock, limits }: OutboxBounds, reader: Reader) {
    this.encoding = encoding;
    this.#socket = socket;
    this.#clock = clock;
    this.#maxBytes = limits.queueBytes;
    this.#maxMs = limits.queueTimeMs;
    this.#reader = reader;
  }

  /** Bytes that wait for the client to read. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** Encodes a reply at once, so that one which can't be encoded fails where it comes from. */
  add(reply: Reply): void {
    this.hold(this.encoding.encode([reply]));
  }

  /** Has encoded bytes leave with the answers of this turn. */
  hold(frame: Buffer): void {
    if (this.#answers === undefined) {
      this.#answers = [];
      // When every promise that can go on has gone on: the answers to one frame leave together. What is on the tick
      // before the promises' queue would go before them.
      void promises.then(() => process.nextTick(() => this.flush()));
    }
    this.#answers.push(frame);
    this.#answerBytes += frame.length;
    if (this.#answerBytes > this.#maxBytes) {
      this.flush();
    }
  }

  /** Writes bytes that other clients may share, behind what was said before. */
  write(frame: Buffer): void {
    if (this.#answers !== undefined) {
      this.flush();
    }
    this.#write(frame);
  }

  flush(): void {
    const answers = this.#answers;
    if (answers !== undefined) {
      this.#answers = undefined;
      this.#answerBytes = 0;
      const [only = nothing] = answers;
      this.#write(answers.length === 1 ? only : Buffer.concat(answers));
    }
  }

  /** Lets nothing more through. */
  close(): void {
    this.#isOpen = false;
  }

  #write(frame: Buffer): void {
    if (!this.#isOpen) {
      return;
    }
    const waiting = this.#socket.writableLength;
    if (waiting > 0 && this.#isTooMuch(waiting)) {
      this.#isOpen = false;
      this.#reader.tooSlow();
    } else {
      this.#written += frame.length;
      this.#socket.write(frame);
    }
  }

  #isTooMuch(waiting: number): boolean {
    const now = this.#clock.now();
    // The head of an answer may wait too, which was not written here; with TLS nothing is taken within the turn.
    const taken = Math.max(0, this.#written - waiting);
    if (taken >= this.#mark) {
      this.#mark = this.#written;
      this.#markedAt = now;
    }
    return waiting > this.#maxBytes || now - this.#markedAt > this.#maxMs;
  }
}
