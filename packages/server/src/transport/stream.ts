import type { Socket } from 'node:net';
import { type Disconnect, isReconnectCode } from '@drupal-nodejs/protocol';
import type { Transport } from '../connection/transport.ts';
import { EndlessAnswer } from './endless-answer.ts';
import type { Wire } from './wire.ts';

/** An answer without end; what the client says comes in requests of its own. */
export class StreamTransport implements Transport {
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

  /** Sends the head of the answer. */
  open(headers: Readonly<Record<string, string>>): void {
    this.#answer.begin(headers);
  }

  close({ code, reason }: Disconnect): void {
    // An answer has no close frame: the reason travels as the last push.
    const push = { disconnect: { code, reason, reconnect: isReconnectCode(code) } };
    this.#answer.end(this.encoding.encode([{ push }]));
  }
}
