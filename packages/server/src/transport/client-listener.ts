import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { FastifyBaseLogger } from 'fastify';
import { StartError } from '../errors.ts';
import type { Peers } from '../peers/peers.ts';
import { answerEventSource, type Connect } from './event-source-endpoint.ts';
import { requestOrigin } from './request-origin.ts';
import { StreamEndpoints } from './stream-endpoints.ts';
import { WebSocketTransport } from './websocket.ts';
import { accept, refusal, refuse, requestedWire } from './websocket-handshake.ts';

export interface ClientListenerOptions {
  /** Path before `connection/…`; begins and ends with a slash. */
  readonly publicPath: string;
  readonly maxFrameBytes: number;
  /** Time a client has to make its request. */
  readonly requestTimeoutMs: number;
  /** Origins whose pages may connect, as of now. */
  readonly origins: () => ReadonlySet<string>;
  readonly log: FastifyBaseLogger;
  /** Other servers behind the same address. */
  readonly peers?: Pick<Peers, 'id' | 'send'> | undefined;
  /** Makes the connection above a new wire. */
  readonly connect: Connect;
}

/** The port where clients connect. */
export class ClientListener {
  readonly #options: ClientListenerOptions;
  readonly #server: Server;
  readonly #streams: StreamEndpoints;
  readonly #sockets = new Set<Socket>();

  constructor(options: ClientListenerOptions) {
    this.#options = options;
    this.#streams = new StreamEndpoints(options);
    const { requestTimeoutMs } = options;
    const timeouts = {
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
    };
    this.#server = createServer(timeouts, (request, response) => {
      this.#answer(request, response).catch((err: unknown) => {
        options.log.error({ err }, 'a client request failed');
        response.destroy();
      });
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Listens; returns where. @throws StartError LISTEN */
  async listen(address: string): Promise<AddressInfo> {
    return listen(this.#server, address, 'listen');
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

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = requestOrigin(request.headers, this.#options.origins());
    if (origin === null) {
      this.#logForeign(request);
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
        return answerEventSource(request, response, origin, cors, this.#options.connect);
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

  // The first thing to look for when no page connects.
  #logForeign({ headers: { origin = 'hidden' } }: IncomingMessage): void {
    this.#options.log.warn({ origin }, 'a page was refused: its origin is not listed in origins');
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const origin = requestOrigin(request.headers, this.#options.origins());
    if (this.#endpoint(request) !== 'connection/websocket') {
      refuse(socket, { status: 404, reason: 'Not Found' });
      return;
    }
    if (origin === null) {
      this.#logForeign(request);
      refuse(socket, { status: 403, reason: 'Forbidden' });
      return;
    }
    const refused = refusal(request);
    if (refused !== undefined) {
      refuse(socket, refused);
      return;
    }
    const wire = requestedWire(request);
    accept(socket, request, wire);
    const transport = new WebSocketTransport(socket, wire, this.#options.maxFrameBytes);
    transport.open(this.#options.connect(transport, request, origin), head);
  }

  /** What a request is for, without the public path and the query. */
  #endpoint({ url = '' }: IncomingMessage): string | undefined {
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

/** Binds a server to `host:port`. @throws StartError LISTEN, naming the key */
export async function listen(server: Server, address: string, key: string): Promise<AddressInfo> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port: Number(address.slice(colon + 1)) }, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    const found = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new StartError('LISTEN', `${key}: expected ${address} to be free, found ${found}`, { cause });
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') {
    throw new StartError('LISTEN', `${key}: expected ${address} to be a TCP address`);
  }
  return bound;
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
