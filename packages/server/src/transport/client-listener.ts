import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../clock.ts';
import type { ConnectionRecord } from '../connection/record.ts';
import type { Transport } from '../connection/transport.ts';
import { forward } from '../forward.ts';
import type { Gate } from '../gate.ts';
import type { Peers } from '../peers/peers.ts';
import { answerEventSource, type Connect } from './event-source-endpoint.ts';
import { ForeignOrigins } from './foreign-origins.ts';
import { type Handle, handleOf, socketOn, stopReading } from './handle.ts';
import type { FrameBounds } from './inbound-frames.ts';
import { type ListenOptions, leavePort, listen, portOf } from './listen.ts';
import { requestOrigin } from './request-origin.ts';
import { StreamEndpoints } from './stream-endpoints.ts';
import { WebSocketTransport } from './websocket.ts';
import {
  accept,
  type ClientRequest,
  endOnError,
  refusal,
  refuse,
  requestedWire,
  type UpgradeRequest,
} from './websocket-handshake.ts';
import { wiresByName } from './wire.ts';
import type { WireSink } from './wire-sink.ts';
import { type MovableTransport, type WireRecord, Wires } from './wires.ts';

/** Takes a client over whose handshake came too late for this process; resolves when its socket may be closed. */
export type SendOn = (request: UpgradeRequest, head: Buffer, handle: Handle) => Promise<void>;

export interface ClientListenerOptions {
  /** Path before `connection/…`; begins and ends with a slash. */
  readonly publicPath: string;
  readonly maxFrameBytes: number;
  readonly maxFragments: number;
  /** Whether frames are compressed for clients that offer it. */
  readonly mayDeflate: boolean;
  /** Sockets at once, as of now; one more is cut off. */
  readonly maxSockets: () => number;
  /** One was. */
  readonly cutOff: () => void;
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
  /** Makes the connection above a new wire. */
  readonly connect: Connect;
  /** Makes the connection above a wire of another process. */
  readonly restore: (transport: Transport, record: ConnectionRecord) => WireSink;
  /** Held while wires go to another process. */
  readonly gate: Gate;
}

/** Where a socket is counted: a function that all share weighs less than a closure for each. */
const watchers = Symbol('sockets');
type WatchedSocket = Socket & { [watchers]?: Set<Socket> };

function forget(this: WatchedSocket): void {
  this[watchers]?.delete(this);
}

/** The port where clients connect. */
export class ClientListener {
  readonly #options: ClientListenerOptions;
  readonly #server: Server | TlsServer;
  readonly #streams: StreamEndpoints;
  readonly #foreignOrigins: ForeignOrigins;
  readonly #sockets = new Set<Socket>();
  /** What is open, and how it gets to another process. */
  readonly wires = new Wires();
  #address: AddressInfo | undefined;
  #sendOn: SendOn | undefined;

  constructor(options: ClientListenerOptions) {
    this.#options = options;
    this.#foreignOrigins = new ForeignOrigins(options.clock, options.log);
    this.#streams = new StreamEndpoints({
      ...options,
      connect: this.#connect,
      forward: (request, response, body) => this.#forward(request, response, body),
    });
    const { requestTimeoutMs } = options;
    const timeouts = {
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
    };
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      this.#answer(request, response).catch((err: unknown) => {
        options.log.error({ err }, 'a client request failed');
        response.destroy();
      });
    };
    this.#server =
      options.tls === undefined
        ? createServer(timeouts, answer)
        : createTlsServer({ ...timeouts, handshakeTimeout: requestTimeoutMs, ...options.tls }, answer);
    this.#server.on('upgrade', (request, socket, head) => {
      // Not by a closure here: it would keep the request as long as the socket lives.
      endOnError(socket);
      const failed = (err: unknown): void => {
        options.log.error({ err }, 'a handshake failed');
        socket.destroy();
      };
      if (!options.gate.isOpen) {
        this.#upgradeLater(request, socket, head).catch(failed);
        return;
      }
      try {
        this.#upgrade(request, socket, head);
      } catch (error) {
        failed(error);
      }
    });
    this.#server.on('connection', (socket) => {
      if (this.#sockets.size >= options.maxSockets()) {
        socket.destroy();
        options.cutOff();
      } else {
        this.#watch(socket);
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
    this.#watch(socket);
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
    this.#watch(socket);
    this.#upgrade({ ...request, socket }, socket, head);
  }

  /** Leaves the port and every new client to another process. */
  leave(sendOn: SendOn): void {
    this.#sendOn = sendOn;
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = requestOrigin(request.headers, this.#options.origins());
    if (origin === null) {
      this.#foreignOrigins.refused(request.headers.origin);
      refuseRequest(
        response,
        403,
        { code: ProtocolErrorCode.permissionDenied, message: 'origin not listed' },
        {},
      );
      return;
    }
    const cors = origin === undefined ? {} : corsFor(origin);
    try {
      await this.#route(request, response, origin, cors);
    } catch (error) {
      if (!(error instanceof ProtocolError)) {
        throw error;
      }
      refuseRequest(response, 400, error, cors);
    }
  }

  async #route(
    request: IncomingMessage,
    response: ServerResponse,
    origin: string | undefined,
    cors: Readonly<Record<string, string>>,
  ): Promise<void> {
    switch (`${request.method} ${this.#endpoint(request)}`) {
      case 'POST connection/http_stream':
        return this.#streams.httpStream(request, response, origin, cors);
      case 'GET connection/sse':
        return this.#streams.sse(request, response, origin, cors);
      case 'GET connection/uni_sse':
        return this.#options.gate.pass(
          async () => answerEventSource(request, response, origin, cors, this.#connect),
          async () => {
            response.writeHead(503, cors).end();
          },
        );
      case 'POST emulation':
        return this.#streams.emulation(request, response, cors);
      case 'OPTIONS connection/http_stream':
      case 'OPTIONS connection/uni_sse':
      case 'OPTIONS emulation':
        response.writeHead(204, {
          ...cors,
          'Access-Control-Allow-Headers': 'Content-Type, Last-Event-ID',
          'Access-Control-Max-Age': '86400',
        });
        response.end();
        return;
      default:
        refuseRequest(response, 404, { code: ProtocolErrorCode.methodNotFound, message: 'not found' }, cors);
    }
  }

  #watch(socket: Socket): void {
    this.#sockets.add(socket);
    (socket as WatchedSocket)[watchers] = this.#sockets;
    socket.on('close', forget);
  }

  readonly #connect: Connect = (transport, request, origin) =>
    this.#keep(transport, this.#options.connect(transport, request, origin), request.socket);

  #keep<S extends WireSink>(transport: Transport, sink: S, socket: Duplex): S {
    // Not once, which would keep a closure more for each: it comes but once.
    socket.on('close', this.wires.add(transport, sink));
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

  #upgradeLater(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    return this.#options.gate.pass(
      async () => this.#upgrade(request, socket, head),
      () => this.#upgradeElsewhere(request, socket, head),
    );
  }

  async #upgradeElsewhere(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
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

  #upgrade(request: ClientRequest, socket: Duplex, head: Buffer): void {
    const origin = requestOrigin(request.headers, this.#options.origins());
    if (this.#endpoint(request) !== 'connection/websocket') {
      refuse(socket, { status: 404, reason: 'Not Found' });
      return;
    }
    if (origin === null) {
      this.#foreignOrigins.refused(request.headers.origin);
      refuse(socket, { status: 403, reason: 'Forbidden' });
      return;
    }
    const refused = refusal(request);
    if (refused !== undefined) {
      refuse(socket, refused);
      return;
    }
    const wire = requestedWire(request, this.#options.mayDeflate);
    accept(socket, request, wire);
    const transport = new WebSocketTransport(socket, wire, this.#frameBounds);
    transport.open(this.#connect(transport, request, origin), head);
  }

  /** What a request is for, without the public path and the query. */
  #endpoint({ url = '' }: UpgradeRequest): string | undefined {
    const { publicPath } = this.#options;
    const [path = ''] = url.split('?', 1);
    return path.startsWith(publicPath) ? path.slice(publicPath.length) : undefined;
  }
}

// With its cookies, as a WebSocket comes anyway: htmx listens so.
function corsFor(origin: string): Readonly<Record<string, string>> {
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Credentials': 'true',
    Vary: 'Origin',
  };
}

function refuseRequest(
  response: ServerResponse,
  status: number,
  { code, message }: { readonly code: number; readonly message: string },
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message } }));
}
