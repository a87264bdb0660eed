import type { Socket } from 'node:net';
import { type Disconnect, isReconnectCode } from '@drupal-nodejs/protocol';
import { EndlessAnswer } from './endless-answer.ts';
import type { Handle } from './handle.ts';
import { serverOf } from './session-server.ts';
import { nameOf, type Wire } from './wire.ts';
import type { MovableTransport, TransportRecord } from './wires.ts';

/** An answer without end; what the client says comes in requests of its own. */
export class StreamTransport implements MovableTransport {
  readonly encoding: Wire;
  readonly session: string;
  readonly socket: Socket;
  readonly #answer: EndlessAnswer;

  /** @param gone is called once the client is gone */
  constructor(socket: Socket, wire: Wire, session: string, gone: () => void) {
    this.encoding = wire;
    this.session = session;
    this.socket = socket;
    this.#answer = new EndlessAnswer(socket, gone);
  }

  /** Absent also where other servers know the client by the process that it is at. */
  get handle(): Handle | undefined {
    return serverOf(this.session) === undefined ? this.#answer.handle : undefined;
  }

  /** Sends the head of the answer. */
  open(headers: Readonly<Record<string, string>>): void {
    this.#answer.begin(headers);
  }

  toRecord(): TransportRecord {
    return { wire: nameOf(this.encoding), session: this.session };
  }

  /** Goes on with an answer that another process began. */
  goOn(): void {
    this.#answer.goOn();
  }

  abandon(): void {
    this.#answer.abandon();
  }

  close({ code, reason }: Disconnect): void {
    // An answer has no close frame: the reason travels as the last push.
    const push = { disconnect: { code, reason, reconnect: isReconnectCode(code) } };
    this.#answer.end(this.encoding.encode([{ push }]));
  }
}
