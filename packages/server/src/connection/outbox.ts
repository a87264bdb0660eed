import type { Reply } from '@drupal-nodejs/protocol';
import type { Transport } from './transport.ts';

/**
 * What one client is to be told, in order: answers of one turn leave in one write, and nothing piles up.
 *
 * A reader that took too little of what it was already sent is closed instead of written to; a reader that took all
 * may get more than the limit at once.
 */
export class Outbox {
  readonly #transport: Transport;
  readonly #maxBytes: number;
  readonly #overflow: () => void;
  #replies: Buffer[] = [];
  #replyBytes = 0;

  constructor(transport: Transport, maxBytes: number, overflow: () => void) {
    this.#transport = transport;
    this.#maxBytes = maxBytes;
    this.#overflow = overflow;
  }

  /** Encodes a reply at once, so that one which can't be encoded fails where it comes from. */
  add(reply: Reply): void {
    const frame = this.#transport.encoding.encode([reply]);
    this.#replyBytes += frame.length;
    if (this.#replies.push(frame) === 1) {
      queueMicrotask(() => this.flush());
    }
    if (this.#replyBytes > this.#maxBytes) {
      this.flush();
    }
  }

  /** Writes bytes that other clients may share, behind what was said before. */
  write(frame: Buffer): void {
    this.flush();
    this.#write(frame);
  }

  flush(): void {
    const replies = this.#replies;
    if (replies.length > 0) {
      this.#replies = [];
      this.#replyBytes = 0;
      this.#write(Buffer.concat(replies));
    }
  }

  #write(frame: Buffer): void {
    if (this.#transport.waitingBytes > this.#maxBytes) {
      this.#overflow();
    } else {
      this.#transport.write(frame);
    }
  }
}
