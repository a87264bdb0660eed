import type { Socket } from 'node:net';
import { type Handle, handleOf } from './handle.ts';
import { endWith, own, type SocketOwner } from './socket-owner.ts';

// Proxies must hand on every piece at once; X-Accel-Buffering says so to nginx.
const unbuffered = { 'Cache-Control': 'no-cache, no-store', 'X-Accel-Buffering': 'no', Connection: 'close' };

/**
 * An HTTP answer without end, for clients that can't have a WebSocket.
 *
 * It is written to the bare socket, ended by its close: so the hub's shared bytes go out as they are, at the price of
 * a WebSocket's.
 */
export class EndlessAnswer implements SocketOwner {
  readonly #socket: Socket;
  readonly #gone: () => void;
  #state: 'silent' | 'begun' | 'ended' = 'silent';

  /** @param gone is called when the client is gone, perhaps twice */
  constructor(socket: Socket, gone: () => void) {
    this.#socket = socket;
    this.#gone = gone;
    own(socket, this);
  }

  left(): void {
    this.#gone();
  }

  get isSilent(): boolean {
    return this.#state === 'silent';
  }

  /** Absent where no other process can have the wire. */
  get handle(): Handle | undefined {
    return this.#state === 'begun' ? handleOf(this.#socket) : undefined;
  }

  get writableLength(): number {
    return this.#socket.writableLength;
  }

  /** Sends the head; to be called once, before anything else. */
  begin(headers: Readonly<Record<string, string>>): void {
    const lines = Object.entries({ ...headers, ...unbuffered }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    this.#state = 'begun';
    this.#socket.write(`HTTP/1.1 200 OK\r\n${lines.join('')}\r\n`);
  }

  /** Goes on with an answer that another process began. */
  goOn(): void {
    this.#state = 'begun';
    // Nothing is to be heard but the end.
    this.#socket.resume();
  }

  /** Leaves the wire to another process. */
  abandon(): void {
    this.#state = 'ended';
    this.#socket.destroy();
  }

  write(bytes: Buffer): void {
    if (this.#state === 'begun') {
      this.#socket.write(bytes);
    }
  }

  /** Ends the answer; words without an answer that they end are not said. */
  end(lastWords: Buffer): void {
    if (this.#state !== 'ended') {
      endWith(this.#socket, this.isSilent ? undefined : lastWords);
      this.#state = 'ended';
    }
  }
}
