import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock.ts';
import type { ConnectionRecord } from '../connection/record.ts';
import type { Transport } from '../connection/transport.ts';
import { forward } from '../forward.ts';
import type { Gate } from '../gate.ts';
import type { Peers } from '../peers/peers.ts';
import { ClientRequests } from './client-requests.ts';
import type { Connect } from './event-source-endpoint.ts';
import { ForeignOrigins } from './foreign-origins.ts';
import { Greetings } from './greetings.ts';
import { type Handle, socketOn } from './handle.ts';
import type { FrameBounds } from './inbound-frames.ts';
import { type ListenOptions, leavePort, listen, portOf } from './listen.ts';
import { OpenSockets, type OpenSocketsOptions } from './open-sockets.ts';
import { endOnError } from './socket-owner.ts';
import { StreamEndpoints } from './stream-endpoints.ts';
import { WebSocketTransport } from './websocket.ts';
import { type SendOn, WebSocketEndpoint } from './websocket-endpoint.ts';
import type { UpgradeRequest } from './websocket-handshake.ts';
import { wiresByName } from './wire.ts';
import type { WireSink } from './wire-sink.ts';
import { type MovableTransport, type WireRecord, Wires } from './wires.ts';

export interface ClientListenerOptions {
  /** Path before `connection/…`; begins and ends with a slash. */
  readonly publicPath: string;
  readonly maxFrameBytes: number;
  readonly maxFragments: number;
  /** Whether frames are compressed for clients that offer it. */
  readonly mayDeflate: boolean;
  /** How many sockets there may be; one more is cut off. */
  readonly sockets: OpenSocketsOptions;
  /** One was. */
  readonly cutOff: (limit: 'connections' | 'addressConnections') => void;
  /** Certificate and key, where clients come by TLS. */
  readonly tls?: SecureContextOptions | undefined;
  /** Time a client has to make its request. */
  readonly requestTimeoutMs: number;
  /** Origins whose pages may connect, as of now. */
  readonly origins: () => ReadonlySet<string>;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Other servers behind the same address. */
  readonly peers?: Pick<Peers, 'id' | 'send'> | undefined;
  /** Whether one more frame may go to one of them: whose it is, nobody knows here. */
  readonly maySendOn: (request: IncomingMessage) => boolean;
  /** Makes the connection above a new wire. */
  readonly connect: Connect;
  /** Makes the connection above a wire of another process. */
  readonly restore: (transport: Transport, record: ConnectionRecord) => WireSink;
  /** Held while wires go to another process. */
  readonly gate: Gate;
}

/** The port where clients connect. */
export class ClientListener {
  readonly #options: ClientListenerOptions;
  readonly #server: Server | TlsServer;
  readonly #greetings: Greetings;
  readonly #streams: StreamEndpoints;
  readonly #webSockets: WebSocketEndpoint;
  readonly #sockets: OpenSockets;
  /** What is open, and how it gets to another process. */
  readonly wires = new Wires();
  readonly #forget: (this: Duplex) => void;
  #address: AddressInfo | undefined;

  constructor(options: ClientListenerOptions) {
    this.#options = options;
    this.#sockets = new OpenSockets(options.sockets);
    this.#forget = forgetterOf(this.#sockets, this.wires);
    const foreignOrigins = new ForeignOrigins(options.clock, options.log);
    const connect = this.#connect;
    this.#streams = new StreamEndpoints({
      ...options,
      connect,
      forward: (request, response, body) => this.#forward(request, response, body),
    });
    this.#webSockets = new WebSocketEndpoint({
      ...options,
      frameBounds: this.#frameBounds,
      foreignOrigins,
      connect,
    });
    const requests = new ClientRequests({ ...options, foreignOrigins, streams: this.#streams, connect });
    const { requestTimeoutMs } = options;
    const timeouts = {
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
    };
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      requests.answer(request, response).catch((err: unknown) => {
        options.log.error({ err }, 'a client request failed');
        response.destroy();
      });
    };
    this.#server =
      options.tls === undefined
        ? createServer(timeouts, answer)
        : createTlsServer({ ...timeouts, handshakeTimeout: requestTimeoutMs, ...options.tls }, answer);
    this.#greetings = new Greetings(this.#server, options.clock, requestTimeoutMs, this.#webSockets);
    this.#server.on('upgrade', (request, socket, head) => this.#webSockets.answer(request, socket, head));
    this.#server.on('connection', (socket) => {
      const limit = this.#sockets.enter(socket);
      if (limit === undefined) {
        socket.on('close', this.#forget);
      } else {
        socket.destroy();
        options.cutOff(limit);
      }
    });
  }

  /** Listens; returns where. @throws StartError LISTEN */
  async listen(address: string, options?: ListenOptions): Promise<AddressInfo> {
    this.#address = await listen(this.#server, address, 'listen', options);
    return this.#address;
  }

  /** Takes another certificate for those who come from now on. */
  reloadTls(context: SecureContextOptions): void {
    if (this.#server instanceof TlsServer) {
      this.#server.setSecureContext(context);
    }
  }

  /** Sockets that are open. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** What it listens on, for another process. */
  get port(): Handle | undefined {
    return portOf(this.#server);
  }

  /** Goes on with a wire of another process; the returned function begins to read. */
  adopt({ transport: record, connection }: WireRecord, handle: Handle): () => void {
    const socket = socketOn(handle);
    this.#adopt(socket);
    const wire = wiresByName[record.wire];
    const restore = (transport: MovableTransport): WireSink =>
      this.#keep(transport, this.#options.restore(transport, connection), socket);
    if (record.session !== undefined) {
      const stream = this.#streams.adopt(socket, wire, record.session, restore);
      return () => stream.goOn();
    }
    const transport = new WebSocketTransport(socket, wire, this.#frameBounds);
    const sink = restore(transport);
    return () => transport.open(sink, Buffer.from(record.unfinished ?? '', 'base64'));
  }

  /** Goes on with a handshake that came to another process. */
  adoptUpgrade(request: UpgradeRequest, head: Buffer, handle: Handle): void {
    const socket = socketOn(handle);
    endOnError(socket);
    this.#adopt(socket);
    this.#webSockets.upgrade({ ...request, socket }, socket, head);
  }

  /** Leaves the port and every new client to another process. */
  leave(sendOn: SendOn): void {
    this.#webSockets.leave(sendOn);
    leavePort(this.#server);
  }

  /** Takes what a client said to another server. */
  take(letter: string): void {
    this.#streams.take(letter);
  }

  /** Takes no more connections; those that are open stay. */
  stopAccepting(): void {
    this.#server.close();
    this.#server.closeIdleConnections();
    this.#greetings.stop();
  }

  /** Resolves when the last wire is gone, or after a while without it. */
  async drained(withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (this.#sockets.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  get #frameBounds(): FrameBounds {
    const { maxFrameBytes, maxFragments } = this.#options;
    return { maxBytes: maxFrameBytes, maxFragments };
  }

  #adopt(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', this.#forget);
  }

  readonly #connect: Connect = (transport, request, origin) =>
    this.#keep(transport, this.#options.connect(transport, request, origin), request.socket);

  #keep<S extends WireSink>(transport: Transport, sink: S, socket: Duplex): S {
    this.wires.add(socket, transport, sink);
    // With TLS it is not the socket that is counted, but the one above.
    if (!this.#sockets.has(socket)) {
      socket.on('close', this.#forget);
    }
    return sink;
  }

  async #forward(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (this.#options.tls !== undefined) {
      // Who can't be moved either is sent back in a moment.
      response.writeHead(503).end();
    } else if (this.#address !== undefined) {
      await forward(this.#address, request, response, body);
    }
  }
}

/** Takes sockets that close out of what is open: one function for all weighs less than a closure for each. */
function forgetterOf(...open: { delete(socket: Duplex): void }[]): (this: Duplex) => void {
  return function () {
    for (const all of open) {
      all.delete(this);
    }
  };
}
