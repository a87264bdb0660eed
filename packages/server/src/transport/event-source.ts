import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Disconnect, DisconnectCode, isReconnectCode } from '@drupal-nodejs/protocol';
import type { Cursor } from '../connection/cursor.ts';
import type { ByteSink, Transport } from '../connection/transport.ts';
import { EndlessAnswer } from './endless-answer.ts';
import type { EventStream } from './event-stream.ts';

/** A browser waits so long before it comes back; different for each, so that they don't come all at once. */
const retryMs = { least: 1_000, most: 3_000 };

/**
 * Events for a browser's EventSource, which says nothing and comes back by itself.
 *
 * It does so after any 200 that ends, and never after another status: so a client that is refused for good is refused
 * by status, and one that should try again gets an answer that ends.
 */
export class EventSourceTransport implements Transport, ByteSink {
  readonly encoding: EventStream;
  readonly isOneWay = true as const;
  readonly #response: ServerResponse;
  readonly #answer: EndlessAnswer;
  readonly #headers: Readonly<Record<string, string>>;

  /** @param gone is called once the client is gone */
  constructor(
    response: ServerResponse,
    socket: Socket,
    encoding: EventStream,
    headers: Readonly<Record<string, string>>,
    gone: () => void,
  ) {
    this.encoding = encoding;
    this.#response = response;
    this.#answer = new EndlessAnswer(socket, gone);
    this.#headers = headers;
  }

  get cursor(): Cursor {
    return this.encoding.cursor;
  }

  get socket(): ByteSink {
    return this;
  }

  get writableLength(): number {
    return this.#answer.writableLength;
  }

  write(frame: Buffer): void {
    this.#begin();
    this.#answer.write(frame);
  }

  close(reason: Disconnect): void {
    if (this.#answer.isSilent && !isReconnectCode(reason.code)) {
      this.#refuse(reason);
    } else {
      this.#begin();
      this.#answer.end(this.encoding.encodeEnd(reason));
    }
  }

  #begin(): void {
    if (this.#answer.isSilent) {
      this.#answer.begin({ 'Content-Type': 'text/event-stream', ...this.#headers });
      const pause = retryMs.least + Math.random() * (retryMs.most - retryMs.least);
      this.#answer.write(Buffer.from(`retry: ${Math.round(pause)}\n\n`));
    }
  }

  #refuse({ code, reason }: Disconnect): void {
    const headers = { 'Content-Type': 'application/json', Connection: 'close', ...this.#headers };
    this.#response.writeHead(statuses[code] ?? 403, headers);
    this.#response.end(JSON.stringify({ error: { code, message: reason } }));
  }
}

const statuses: Readonly<Record<number, number>> = {
  [DisconnectCode.invalidToken]: 401,
  [DisconnectCode.badRequest]: 400,
  [DisconnectCode.channelLimit]: 400,
};
