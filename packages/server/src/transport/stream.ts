import type { Socket } from 'node:net';
import { type Disconnect, isReconnectCode } from '@drupal-nodejs/protocol';
import type { Transport } from '../connection/transport.ts';
import type { Wire } from './wire.ts';
import type { WireSink } from './wire-sink.ts';

const closeTimeoutMs = 5_000;

/**
 * An HTTP answer without end, for clients that can't have a WebSocket; what they say comes in requests of its own.
 *
 * The answer is written to the bare socket, ended by its close: so the hub's shared bytes go out as they are, at the
 * price of a WebSocket's.
 */
export class StreamTransport implements Transport {
  readonly encoding: Wire;
  readonly session: string;
  readonly #socket: Socket;
  #isClosing = false;

  constructor(socket: Socket, wire: Wire, session: string) {
    this.#socket = socket;
    this.encoding = wire;
    this.session = session;
  }

  get waitingBytes(): number {
    return this.#socket.writableLength;
  }

  /** Sends the head of the answer and tells the sink when the client is gone. */
  open(sink: WireSink, headers: Readonly<Record<string, string>>): void {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    this.#socket.write(`HTTP/1.1 200 OK\r\n${lines.join('')}Connection: close\r\n\r\n`);
    this.#socket.on('end', () => this.#socket.end());
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => sink.ended());
  }

  write(frame: Buffer): void {
    if (!this.#isClosing) {
      this.#socket.write(frame);
    }
  }

  close({ code, reason }: Disconnect): void {
    if (this.#isClosing) {
      return;
    }
    // An answer has no close frame: the reason travels as the last push.
    this.write(
      this.encoding.encode([{ push: { disconnect: { code, reason, reconnect: isReconnectCode(code) } } }]),
    );
    this.#isClosing = true;
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), closeTimeoutMs).unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }
}
