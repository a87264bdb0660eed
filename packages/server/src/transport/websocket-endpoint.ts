import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyBaseLogger } from 'fastify';
import type { Gate } from '../gate.ts';
import type { Connect } from './event-source-endpoint.ts';
import type { ForeignOrigins } from './foreign-origins.ts';
import { type Handle, handleOf, stopReading } from './handle.ts';
import type { FrameBounds } from './inbound-frames.ts';
import { requestEndpoint } from './request-endpoint.ts';
import { requestOrigin } from './request-origin.ts';
import { endOnError } from './socket-owner.ts';
import { WebSocketTransport } from './websocket.ts';
import {
  acceptance,
  type ClientRequest,
  firstFrame,
  firstFrameProtocol,
  type Refusal,
  refusal,
  refuse,
  requestedWire,
  type UpgradeRequest,
} from './websocket-handshake.ts';

/** Takes a client over whose handshake came too late for this process; resolves when its socket may be closed. */
export type SendOn = (request: UpgradeRequest, head: Buffer, handle: Handle) => Promise<void>;

export interface WebSocketEndpointOptions {
  /** Path before `connection/…`; begins and ends with a slash. */
  readonly publicPath: string;
  readonly frameBounds: FrameBounds;
  /** Whether frames are compressed for clients that offer it. */
  readonly mayDeflate: boolean;
  /** Origins whose pages may connect, as of now. */
  readonly origins: () => ReadonlySet<string>;
  readonly foreignOrigins: ForeignOrigins;
  /** Makes the connection above a new wire. */
  readonly connect: Connect;
  /** Held while wires go to another process. */
  readonly gate: Gate;
  readonly log: FastifyBaseLogger;
}

/** `GET connection/websocket`: answers handshakes, and refuses them. */
export class WebSocketEndpoint {
  readonly #options: WebSocketEndpointOptions;
  #sendOn: SendOn | undefined;

  constructor(options: WebSocketEndpointOptions) {
    this.#options = options;
  }

  /** Leaves every new client to another process, once the gate has moved. */
  leave(sendOn: SendOn): void {
    this.#sendOn = sendOn;
  }

  /** Opens a WebSocket if that can be done here and now; tells whether it did, and did nothing where it didn't. */
  open(request: ClientRequest, socket: Socket, head: Buffer): boolean {
    const origin = this.#originOf(request);
    if (!this.#options.gate.isOpen || origin === null || this.#refusalOf(request, origin) !== undefined) {
      return false;
    }
    this.#accept(request, socket, head, origin);
    return true;
  }

  /** Answers a handshake, whatever it is. */
  answer(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // Not by a closure here: it would keep the request as long as the socket lives.
    endOnError(socket);
    if (this.#options.gate.isOpen) {
      this.upgrade(request, socket, head);
    } else {
      this.#answerLater(request, socket, head).catch((err: unknown) => this.#fail(err, socket));
    }
  }

  /** Opens a WebSocket, or says why not. */
  upgrade(request: ClientRequest, socket: Duplex, head: Buffer): void {
    const origin = this.#originOf(request);
    const refused = this.#refusalOf(request, origin);
    if (refused !== undefined || origin === null) {
      if (refused === foreign) {
        this.#options.foreignOrigins.refused(request.headers.origin);
      }
      refuse(socket, refused ?? foreign);
      return;
    }
    this.#accept(request, socket, head, origin);
  }

  // Still with a refusal: a first frame that is none is found out only when it is read.
  #accept(request: ClientRequest, socket: Duplex, head: Buffer, origin: string | undefined): void {
    const { mayDeflate, frameBounds, connect } = this.#options;
    try {
      const wire = requestedWire(request, mayDeflate);
      const first = firstFrame(request, wire);
      if (first !== undefined && (first.length > frameBounds.maxBytes || !isUtf8(first))) {
        refuse(socket, badRequest);
        return;
      }
      const transport = new WebSocketTransport(socket, wire, frameBounds);
      const sink = connect(transport, request, origin);
      if (first === undefined) {
        socket.write(acceptance(request, wire));
      } else {
        sink.hold(Buffer.from(acceptance(request, wire, firstFrameProtocol), 'latin1'));
      }
      transport.open(sink, head, first);
    } catch (error) {
      this.#fail(error, socket);
    }
  }

  #fail(err: unknown, socket: Duplex): void {
    this.#options.log.error({ err }, 'a handshake failed');
    socket.destroy();
  }

  #answerLater(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    return this.#options.gate.pass(
      async () => this.upgrade(request, socket, head),
      () => this.#sendElsewhere(request, socket, head),
    );
  }

  async #sendElsewhere(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const handle = handleOf(socket);
    if (handle === undefined || this.#sendOn === undefined) {
      refuse(socket, { status: 503, reason: 'Service Unavailable' });
      return;
    }
    stopReading(handle);
    const { method, url, headers, httpVersion } = request;
    const rest: Buffer | null = socket.read();
    await this.#sendOn(
      { method, url, headers, httpVersion },
      rest === null ? head : Buffer.concat([head, rest]),
      handle,
    );
    socket.destroy();
  }

  #originOf({ headers }: ClientRequest): string | null | undefined {
    return requestOrigin(headers, this.#options.origins());
  }

  #refusalOf(request: ClientRequest, origin: string | null | undefined): Refusal | undefined {
    if (requestEndpoint(request, this.#options.publicPath) !== 'connection/websocket') {
      return { status: 404, reason: 'Not Found' };
    }
    return origin === null ? foreign : refusal(request);
  }
}

const badRequest: Refusal = { status: 400, reason: 'Bad Request' };
const foreign: Refusal = { status: 403, reason: 'Forbidden' };
