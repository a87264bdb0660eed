import type { Duplex } from 'node:stream';
import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import { type Handle, handleOf } from './handle.ts';
import { type FrameBounds, type FrameEvents, InboundFrames } from './inbound-frames.ts';
import { endWith, own, type SocketOwner } from './socket-owner.ts';
import { encodeClose, encodeFrame, opcode } from './websocket-frame.ts';
import { nameOf, type Wire, webSocketProtobuf } from './wire.ts';
import { hear, type WireSink } from './wire-sink.ts';
import type { MovableTransport, TransportRecord } from './wires.ts';

/** A WebSocket on a bare socket: frames are written as shared bytes, and there is no object of a library between. */
export class WebSocketTransport implements MovableTransport, FrameEvents, SocketOwner {
  readonly encoding: Wire;
  readonly socket: Duplex;
  readonly #frames: InboundFrames;
  #sink: WireSink | undefined;
  #isClosing = false;

  constructor(socket: Duplex, wire: Wire, bounds: FrameBounds) {
    this.encoding = wire;
    this.socket = socket;
    this.#frames = new InboundFrames(this, bounds, wire.isDeflated);
  }

  get handle(): Handle | undefined {
    return this.#isClosing ? undefined : handleOf(this.socket);
  }

  /**
   * Begins to listen.
   *
   * @param head what came behind the handshake, or the unfinished message of a record
   * @param first the text that came with the handshake
   */
  open(sink: WireSink, head: Buffer, first?: Buffer): void {
    this.#sink = sink;
    own(this.socket, this);
    if (first !== undefined) {
      this.message(first, false);
    }
    this.#frames.read(head);
  }

  read(chunk: Buffer): void {
    this.#frames.read(chunk);
  }

  left(_socket: Duplex, isClosed: boolean): void {
    if (isClosed) {
      this.#frames.destroy();
    }
    this.#sink?.ended();
  }

  message(data: Buffer, isBinary: boolean): void {
    if (this.#sink === undefined || this.#isClosing) {
      return;
    }
    if (isBinary === (this.encoding.codec === webSocketProtobuf.codec)) {
      hear(this.#sink, this.encoding.codec, data);
    } else {
      this.#sink.close(new Disconnect(DisconnectCode.badRequest, 'expected the other kind of frames'));
    }
  }

  // By way of the sink, which bounds what waits for a reader that does not read.
  ping(data: Buffer): void {
    this.#sink?.receiveControl();
    this.#sink?.write(encodeFrame(opcode.pong, data));
  }

  pong(): void {
    this.#sink?.receiveControl();
  }

  concluded(code: number): void {
    this.#end(code === 1005 ? 1000 : code, '');
    this.#sink?.ended();
  }

  failed(error: Error & { readonly code?: string }): void {
    this.#end(closeCodes[error.code ?? ''] ?? 1002, error.message);
    this.#sink?.ended();
  }

  toRecord(): TransportRecord {
    const { unfinished } = this.#frames;
    return {
      wire: nameOf(this.encoding),
      ...(unfinished.length === 0 ? {} : { unfinished: unfinished.toString('base64') }),
    };
  }

  abandon(): void {
    this.#isClosing = true;
    this.socket.destroy();
  }

  close({ code, reason }: Disconnect): void {
    this.#end(code, reason);
  }

  #end(code: number, reason: string): void {
    if (this.#isClosing) {
      return;
    }
    this.#isClosing = true;
    this.#frames.stop();
    endWith(this.socket, encodeClose(code, reason));
  }
}

// The close codes of RFC 6455 §7.4.1 that say best what was wrong.
const closeCodes: Readonly<Record<string, number>> = {
  WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009,
  WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: 1009,
  WS_ERR_TOO_MANY_BUFFERED_PARTS: 1008,
  WS_ERR_INVALID_UTF8: 1007,
  INVALID_DEFLATE: 1007,
};
