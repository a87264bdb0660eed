import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { Clock } from '../clock.ts';
import type { Timer } from '../timer.ts';
import { readPlainHandshake } from './plain-handshake.ts';
import { disown, own, type SocketOwner } from './socket-owner.ts';
import type { WebSocketEndpoint } from './websocket-endpoint.ts';

/**
 * What clients say first.
 *
 * Nearly all of them send a plain WebSocket handshake in one piece, which is read here: making a parser, a request and
 * its listeners, and taking them off again, costs more than the handshake. As soon as anything else comes the socket
 * goes to `node:http`, as if it had just been accepted.
 */
export class Greetings implements SocketOwner {
  readonly #webSockets: WebSocketEndpoint;
  readonly #serve: (socket: Socket) => void;
  readonly #clock: Clock;
  readonly #silenceMs: number;
  #nextSweep: Timer;
  #silent = new Set<Socket>();
  #silentForLong = new Set<Socket>();

  /**
   * Takes the place of the server's own listener.
   *
   * @param silenceMs time after which, and before twice of it, a socket is destroyed that says nothing
   */
  constructor(server: Server | TlsServer, clock: Clock, silenceMs: number, webSockets: WebSocketEndpoint) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#webSockets = webSockets;
    const event = server instanceof TlsServer ? 'secureConnection' : 'connection';
    const before = server.listeners(event);
    server.removeAllListeners(event);
    this.#serve = (socket) => {
      for (const listener of before) {
        listener.call(server, socket);
      }
    };
    server.on(event, (socket: Socket) => this.#begin(socket));
    this.#nextSweep = this.#planSweep();
  }

  read(chunk: Buffer, socket: Socket): void {
    this.#forget(socket);
    const handshake = readPlainHandshake(chunk);
    if (
      handshake !== undefined &&
      this.#webSockets.open({ ...handshake.request, socket }, socket, handshake.head)
    ) {
      return;
    }
    disown(socket, chunk);
    this.#serve(socket);
    socket.resume();
  }

  left(socket: Socket): void {
    this.#forget(socket);
  }

  /** Waits for nobody any more. */
  stop(): void {
    this.#nextSweep.cancel();
    // Those of both ages.
    this.#sweep();
    this.#sweep();
  }

  #begin(socket: Socket): void {
    this.#silent.add(socket);
    own(socket, this);
  }

  #forget(socket: Socket): void {
    if (!this.#silent.delete(socket)) {
      this.#silentForLong.delete(socket);
    }
  }

  #planSweep(): Timer {
    return this.#clock.schedule(this.#silenceMs, () => {
      this.#sweep();
      this.#nextSweep = this.#planSweep();
    });
  }

  #sweep(): void {
    for (const socket of this.#silentForLong) {
      socket.destroy();
    }
    this.#silentForLong = this.#silent;
    this.#silent = new Set();
  }
}
