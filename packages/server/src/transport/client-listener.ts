import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { StartError } from '../errors.ts';
import { WebSocketTransport, type WireSink } from './websocket.ts';
import { accept, refusal, refuse } from './websocket-handshake.ts';

export interface ClientListenerOptions {
  /** Path before `connection/…`; begins and ends with a slash. */
  readonly publicPath: string;
  readonly maxFrameBytes: number;
  /** Tells whether a page of this origin may connect. */
  readonly isAllowedOrigin: (origin: string) => boolean;
  /** Makes the connection above a new wire. */
  readonly connect: (transport: WebSocketTransport, request: IncomingMessage) => WireSink;
}

/** The port where clients connect. */
export class ClientListener {
  readonly #options: ClientListenerOptions;
  readonly #server: Server;
  readonly #path: string;
  readonly #sockets = new Set<Duplex>();

  constructor(options: ClientListenerOptions) {
    this.#options = options;
    this.#path = `${options.publicPath}connection/websocket`;
    this.#server = createServer(notFound);
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens; returns where. @throws StartError LISTEN */
  async listen(address: string): Promise<AddressInfo> {
    return listen(this.#server, address, 'listen');
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

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const [path] = (request.url ?? '').split('?', 1);
    const { origin } = request.headers;
    if (path !== this.#path) {
      refuse(socket, { status: 404, reason: 'Not Found' });
      return;
    }
    if (origin !== undefined && !this.#options.isAllowedOrigin(origin)) {
      refuse(socket, { status: 403, reason: 'Forbidden' });
      return;
    }
    const refused = refusal(request);
    if (refused !== undefined) {
      refuse(socket, refused);
      return;
    }
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    accept(socket, request);
    const transport = new WebSocketTransport(socket, this.#options.maxFrameBytes);
    transport.open(this.#options.connect(transport, request), head);
  }
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

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' });
  response.end('{"error":{"code":404,"message":"not found"}}');
}
