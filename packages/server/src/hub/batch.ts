import type { Reply } from '@drupal-nodejs/protocol';
import type { Encoding } from './encoding.ts';

/** Pushes that leave together, as the same bytes for all who share an encoding. */
export class Batch {
  readonly #replies: readonly Reply[];
  readonly #frames = new Map<Encoding, Buffer>();

  constructor(replies: readonly Reply[]) {
    this.#replies = replies;
  }

  frame(encoding: Encoding): Buffer {
    if (encoding.isPersonal) {
      return encoding.encode(this.#replies);
    }
    let frame = this.#frames.get(encoding);
    if (frame === undefined) {
      frame = encoding.encode(this.#replies);
      this.#frames.set(encoding, frame);
    }
    return frame;
  }
}
