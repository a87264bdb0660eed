import type { Reply } from '@drupal-nodejs/protocol';
import type { Encoding } from '../hub/encoding.ts';
import type { Outlet } from '../hub/listener.ts';
import type { ByteSink, Transport } from './transport.ts';

/** Whose outbox it is. */
export interface Reader {
  /** Called once: so much waits for it that nothing more is written. */
  tooSlow(): void;
}

/**
 * What one client is to be told, in order: answers of one turn leave in one write, and nothing piles up.
 *
 * A reader that took too little of what it was already sent is closed instead of written to; a reader that took all
 * may get more than the limit at once.
 */
export class Outbox implements Outlet {
  readonly encoding: Encoding;
  readonly #socket: ByteSink;
  readonly #maxBytes: number;
  readonly #reader: Reader;
  #answers: Buffer[] | undefined;
  #answerBytes = 0;
  #isOpen = true;

  constructor({ encoding, socket }: Transport, maxBytes: number, reader: Reader) {
    this.encoding = encoding;
    this.#socket = socket;
    this.#maxBytes = maxBytes;
    this.#reader = reader;
  }

  /** Bytes that wait for the client to read. */
  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** Encodes a reply at once, so that one which can't be encoded fails where it comes from. */
  add(reply: Reply): void {
    const frame = this.encoding.encode([reply]);
    if (this.#answers === undefined) {
      this.#answers = [];
      // When every promise that can go on has gone on: the answers to one frame leave together.
      process.nextTick(() => this.flush());
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
      this.#write(Buffer.concat(answers));
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
    if (this.#socket.writableLength > this.#maxBytes) {
      this.#isOpen = false;
      this.#reader.tooSlow();
    } else {
      this.#socket.write(frame);
    }
  }
}
