import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Shorter ones save nothing that is worth the work. */
const leastBytes = 256;
/** What a sync flush ends with, and RFC 7692 §7.2.1 has left out. */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** Compresses a message by itself; nothing where it is better sent as it is. */
export function deflate(message: Uint8Array): Buffer | undefined {
  if (message.length < leastBytes) {
    return undefined;
  }
  // The lowest level: of a burst it leaves a tenth more bytes than the default, in a quarter of the time.
  const deflated = deflateRawSync(message, { level: 1, finishFlush: constants.Z_SYNC_FLUSH });
  const length = deflated.length - tail.length;
  return length < message.length ? deflated.subarray(0, length) : undefined;
}

/** Why a compressed message can't be had; its `code` tells how the connection ends. */
export class InflateError extends Error {
  override readonly name = 'InflateError';
  readonly code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' | 'INVALID_DEFLATE';

  constructor(cause: unknown) {
    const isTooLong = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    super(isTooLong ? 'message too long' : 'expected compressed data', { cause });
    this.code = isTooLong ? 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' : 'INVALID_DEFLATE';
  }
}

/** Blows a whole message up, to at most so many bytes. @throws InflateError */
export function inflate(message: Buffer, maxBytes: number): Buffer {
  try {
    return inflateRawSync(Buffer.concat([message, tail]), {
      finishFlush: constants.Z_SYNC_FLUSH,
      maxOutputLength: maxBytes,
    });
  } catch (cause) {
    throw new InflateError(cause);
  }
}

/** Blows up messages that come in pieces, as the `Receiver` of ws asks for it. */
export class Inflater {
  readonly #maxBytes: number;
  readonly #isForNobody: () => boolean;
  #pieces: Buffer[] = [];

  /** @param isForNobody whether nothing is read any more */
  constructor(maxBytes: number, isForNobody: () => boolean) {
    this.#maxBytes = maxBytes;
    this.#isForNobody = isForNobody;
  }

  decompress(
    piece: Buffer,
    isLast: boolean,
    done: (error: InflateError | null, message?: Buffer) => void,
  ): void {
    this.#pieces.push(Buffer.from(piece));
    // Its reader counts on being answered later.
    process.nextTick(() => {
      if (!isLast || this.#isForNobody()) {
        done(null, Buffer.alloc(0));
        return;
      }
      const message = Buffer.concat(this.#pieces.splice(0));
      try {
        done(null, inflate(message, this.#maxBytes));
      } catch (error) {
        done(error as InflateError);
      }
    });
  }
}
