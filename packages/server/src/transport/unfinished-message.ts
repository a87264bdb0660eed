import { opcode } from './websocket-frame.ts';

const none: readonly Buffer[] = [];

/**
 * The bytes of the message that a client has begun and not finished, as they came.
 *
 * Another process that is fed them stands where this one stood. The parser of ws does not give them back: it has
 * unmasked them, and of a head it keeps what it says, not what it was.
 */
export class UnfinishedMessage {
  /** Whole fragments of the message under way. */
  #fragments = none;
  /** What there is of the frame under way. */
  #frame = none;
  /** Bytes that are missing of the frame under way; 0 also while its head is not whole. */
  #missing = 0;
  #kind = 0;

  /** To be told everything before the parser is: the parser changes it. */
  take(chunk: Buffer): void {
    let rest = chunk;
    if (this.#missing > 0) {
      const part = rest.subarray(0, this.#missing);
      this.#frame = [...this.#frame, Buffer.from(part)];
      this.#missing -= part.length;
      if (this.#missing > 0) {
        return;
      }
      this.#finish(this.#kind, this.#frame);
      rest = rest.subarray(part.length);
    } else if (this.#frame.length > 0) {
      rest = Buffer.concat([...this.#frame, rest]);
    }
    this.#frame = none;
    while (rest.length > 0) {
      const [kind = 0] = rest;
      const length = frameLength(rest);
      if (length === undefined || length > rest.length) {
        this.#frame = [Buffer.from(rest)];
        this.#missing = length === undefined ? 0 : length - rest.length;
        this.#kind = kind;
        return;
      }
      this.#finish(kind, [rest.subarray(0, length)]);
      rest = rest.subarray(length);
    }
  }

  get bytes(): Buffer {
    return Buffer.concat([...this.#fragments, ...this.#frame]);
  }

  #finish(kind: number, frame: readonly Buffer[]): void {
    const isControl = (kind & 0x0f) >= opcode.close;
    if (isControl) {
      // May stand between two fragments, and was answered.
      return;
    }
    const isFinal = (kind & 0x80) !== 0;
    this.#fragments = isFinal ? none : [...this.#fragments, ...frame.map((part) => Buffer.from(part))];
  }
}

/** How long a client's frame is, head and mask included; nothing while that isn't known. */
function frameLength(bytes: Buffer): number | undefined {
  const [, second = 0] = bytes;
  const short = second & 0x7f;
  const head = (short < 126 ? 2 : short === 126 ? 4 : 10) + (second & 0x80 ? 4 : 0);
  if (bytes.length < head) {
    return undefined;
  }
  const payload =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return head + payload;
}
