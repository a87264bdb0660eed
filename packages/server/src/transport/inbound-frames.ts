import { isUtf8 } from 'node:buffer';
import { Receiver } from 'ws';
import { type InflateError, Inflater, inflate } from './deflate.ts';
import { UnfinishedMessage } from './unfinished-message.ts';
import { compressed, opcode } from './websocket-frame.ts';

/** How much a client may say at once. */
export interface FrameBounds {
  /** Of a whole message. */
  readonly maxBytes: number;
  /** Pieces that a message comes in. */
  readonly maxFragments: number;
}

/** Who is told what a client's frames hold. */
export interface FrameEvents {
  message(data: Buffer, isBinary: boolean): void;
  ping(data: Buffer): void;
  /** Nobody asked for it. */
  pong(): void;
  /** The client began to close; `code` is 1005 when it gave none. */
  concluded(code: number): void;
  /** The client broke the protocol. */
  failed(error: Error & { readonly code?: string }): void;
}

/**
 * Reads the frames of one client.
 *
 * Nearly all of them are short, whole and in one piece: these are read here. As soon as anything else comes, it and all
 * that follows go to the `Receiver` of ws, the best tested parser there is; clients that never need one have none,
 * since it is heavier than everything else that is kept for a connection.
 */
export class InboundFrames {
  readonly #events: FrameEvents;
  readonly #maxBytes: number;
  readonly #maxFragments: number;
  readonly #isDeflated: boolean;
  #isStopped = false;
  #receiver: Receiver | undefined;
  /** What the receiver has not handed out. */
  #unfinished: UnfinishedMessage | undefined;

  /** @param isDeflated whether messages may be compressed */
  constructor(events: FrameEvents, { maxBytes, maxFragments }: FrameBounds, isDeflated = false) {
    this.#events = events;
    this.#isDeflated = isDeflated;
    this.#maxBytes = maxBytes;
    this.#maxFragments = maxFragments;
  }

  /** Reads what came; changes it. */
  read(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.#receiver === undefined && !this.#isStopped) {
      const length = this.#readPlain(rest);
      if (length === 0) {
        this.#receiver = this.#createReceiver();
        this.#unfinished = new UnfinishedMessage();
      }
      rest = rest.subarray(length);
    }
    if (rest.length > 0 && !this.#isStopped) {
      this.#unfinished?.take(rest);
      this.#receiver?.write(rest);
    }
  }

  /** What came of a message that is not whole. */
  get unfinished(): Buffer {
    return this.#unfinished?.bytes ?? Buffer.alloc(0);
  }

  /** Reads no more: what comes is for nobody, and would still have to be blown up. */
  stop(): void {
    this.#isStopped = true;
  }

  destroy(): void {
    this.#receiver?.destroy();
  }

  /** Reads a frame if it is whole and plain; returns its length, or 0 when it is another's business. */
  #readPlain(bytes: Buffer): number {
    const [first = 0, second = 0] = bytes;
    const isCompressed = this.#isDeflated && (first & compressed) !== 0;
    const kind = isCompressed ? first & ~compressed : first;
    const short = second - masked;
    const head = short < 126 ? 2 : 4;
    // Without a mask `short` is negative: then it is no frame of a client.
    if (short < 0 || short > 126 || bytes.length < head + maskLength || !plainKinds.has(kind)) {
      return 0;
    }
    const length = head === 2 ? short : bytes.readUInt16BE(2);
    const begin = head + maskLength;
    const end = begin + length;
    const isControl = kind === plainPing || kind === plainPong;
    if (end > bytes.length || length > this.#maxBytes || (isControl && (head !== 2 || isCompressed))) {
      return 0;
    }
    const mask = bytes.subarray(head, begin);
    const payload = bytes.subarray(begin, end);
    unmask(payload, mask);
    if (isCompressed) {
      this.#readCompressed(payload, kind === plainBinary);
      return end;
    }
    if (kind === plainText && !isUtf8(payload)) {
      unmask(payload, mask);
      return 0;
    }
    if (kind === plainPing) {
      this.#events.ping(payload);
    } else if (kind === plainPong) {
      this.#events.pong();
    } else {
      this.#events.message(payload, kind === plainBinary);
    }
    return end;
  }

  #readCompressed(payload: Buffer, isBinary: boolean): void {
    let message: Buffer;
    try {
      message = inflate(payload, this.#maxBytes);
    } catch (error) {
      this.#fail(error as InflateError);
      return;
    }
    if (isBinary || isUtf8(message)) {
      this.#events.message(message, isBinary);
    } else {
      this.#fail(Object.assign(new Error('expected UTF-8'), { code: 'WS_ERR_INVALID_UTF8' }));
    }
  }

  #fail(error: Error & { readonly code?: string }): void {
    this.stop();
    this.#events.failed(error);
  }

  #createReceiver(): Receiver {
    const events = this.#events;
    const receiver = new Receiver({
      isServer: true,
      maxPayload: this.#maxBytes,
      maxFragments: this.#maxFragments,
      maxBufferedChunks: fewestChunks + Math.ceil(this.#maxBytes / shortChunk),
      extensions: this.#isDeflated
        ? { 'permessage-deflate': new Inflater(this.#maxBytes, () => this.#isStopped) }
        : {},
    });
    receiver.on('message', (data, isBinary) => events.message(data, isBinary));
    receiver.on('ping', (data) => events.ping(data));
    receiver.on('pong', () => events.pong());
    receiver.on('conclude', (code) => events.concluded(code));
    receiver.on('error', (error) => events.failed(error));
    return receiver;
  }
}

// Each read of a socket is kept with far more than its bytes: who sends a long frame byte by byte would have a hundred
// times its length kept. No network cuts a message so small.
const shortChunk = 64;
const fewestChunks = 64;

// RFC 6455 §5.2: the first bit says that a frame is the last of its message, the three behind it are reserved.
const final = 0x80;
const masked = 0x80;
const maskLength = 4;
const plainText = final | opcode.text;
const plainBinary = final | opcode.binary;
const plainPing = final | opcode.ping;
const plainPong = final | opcode.pong;
const plainKinds: ReadonlySet<number> = new Set([plainText, plainBinary, plainPing, plainPong]);

/** Takes the mask off, or puts it on again. */
function unmask(payload: Buffer, mask: Buffer): void {
  const [a = 0, b = 0, c = 0, d = 0] = mask;
  if ((a | b | c | d) === 0) {
    return;
  }
  const bits = [a, b, c, d] as const;
  for (let i = 0; i < payload.length; i += 1) {
    payload[i] = (payload[i] ?? 0) ^ (bits[(i & 3) as 0] ?? 0);
  }
}
