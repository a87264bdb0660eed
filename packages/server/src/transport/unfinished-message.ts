import { opcode } from './websocket-frame.ts';

const none = Buffer.alloc(0);

/**
 * The bytes of the message that a client has begun and not finished, as they came.
 *
 * Another process that is fed them stands where this one stood. The parser of ws does not give them back: it has
 * unmasked them, and of a head it keeps what it says, not what it was.
 */
export class UnfinishedMessage {
  /** Grows as bytes come, to twice its length each time: they may come one by one. */
  #buffer = none;
  #length = 0;
  /** Where the frame under way begins, behind whole fragments of the same message. */
  #frameAt = 0;
  /** Bytes that are missing of the frame under way; 0 also while its head is not whole. */
  #missing = 0;
  #kind = 0;

  /** To be told everything before the parser is: the parser changes it. */
  take(chunk: Buffer): void {
    let rest = chunk;
    if (this.#missing > 0) {
      const part = rest.subarray(0, this.#missing);
      this.#append(part);
      this.#missing -= part.length;
      if (this.#missing > 0) {
        return;
      }
      this.#finish(this.#kind);
      rest = rest.subarray(part.length);
    } else if (this.#length > this.#frameAt) {
      rest = Buffer.concat([this.#buffer.subarray(this.#frameAt, this.#length), rest]);
      this.#length = this.#frameAt;
    }
    while (rest.length > 0) {
      const [kind = 0] = rest;
      const length = frameLength(rest);
      if (length === undefined || length > rest.length) {
        this.#append(rest);
        this.#missing = length === undefined ? 0 : length - rest.length;
        this.#kind = kind;
        return;
      }
      if (isFragment(kind)) {
        this.#append(rest.subarray(0, length));
      }
      this.#finish(kind);
      rest = rest.subarray(length);
    }
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #append(part: Buffer): void {
    const length = this.#length + part.length;
    if (length > this.#buffer.length) {
      const longer = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length));
      this.#buffer.copy(longer, 0, 0, this.#length);
      this.#buffer = longer;
    }
    part.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  #finish(kind: number): void {
    if (isFragment(kind)) {
      this.#frameAt = this.#length;
    } else if (isControl(kind)) {
      // May stand between two fragments, and was answered.
      this.#length = this.#frameAt;
    } else {
      this.#buffer = none;
      this.#length = 0;
      this.#frameAt = 0;
    }
  }
}

function isControl(kind: number): boolean {
  return (kind & 0x0f) >= opcode.close;
}

/** Whether more of the same message is to come behind a frame. */
function isFragment(kind: number): boolean {
  return !isControl(kind) && (kind & 0x80) === 0;
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
