import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { EventLog } from '../event-log.ts';
import type { Host, HostName, Hosts } from '../hosts.ts';
import { ConnectionTrace, type Holder } from './connection-trace.ts';

/** Longest time a network stays cut when nobody mends it. */
const longestCutMs = 60_000;

/** What the gateway stands between. */
export interface GatewayOptions {
  readonly hosts: Hosts;
  readonly pushPort: number;
  readonly events: EventLog;
  /** Who a token was issued to. */
  readonly holderOf: (token: string) => Holder | undefined;
}

/** Something that goes through, and ends when its host's network is cut. */
interface Passage {
  readonly host: Host;
  destroy(): void;
}

interface Tunnel extends Passage {
  readonly trace: ConnectionTrace;
}

/** What the gateway passes on; all other paths are the site's. */
const prefix = '/realtime/';

/**
 * Passes `/realtime/` from the site's port to the push server, as a site's proxy does.
 *
 * Bytes go through untouched, so what it can do is what networks do: be slow in nothing, and be cut.
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #tunnels = new Set<Tunnel>();
  readonly #requests = new Set<Passage>();
  readonly #cut = new Map<HostName, NodeJS.Timeout>();
  #opened = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Whether a request is for the push server. */
  isFor(request: IncomingMessage): boolean {
    return request.url?.startsWith(prefix) === true;
  }

  /** Passes a request on that isn't a WebSocket: a stream, server-sent events, what a client sends beside them. */
  relay(request: IncomingMessage, response: ServerResponse): void {
    const host = this.#options.hosts.at(request.headers.host);
    if (host === undefined) {
      response.writeHead(421).end();
      return;
    }
    if (this.#cut.has(host.name)) {
      request.socket.destroy();
      return;
    }
    const { method, url, headers } = request;
    const to = { host: '127.0.0.1', port: this.#options.pushPort, method, path: url, headers, agent: false };
    const upstream = httpRequest(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.pipe(response);
    });
    const passage = { host, destroy: () => request.socket.destroy() };
    this.#requests.add(passage);
    upstream.once('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.once('close', () => {
      this.#requests.delete(passage);
      upstream.destroy();
    });
    request.pipe(upstream);
  }

  /** Takes over a socket that asked for an upgrade. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const host = this.#options.hosts.at(request.headers.host);
    socket.on('error', () => socket.destroy());
    if (host === undefined) refuse(socket, '421 Misdirected Request');
    else if (!this.isFor(request)) refuse(socket, '404 Not Found');
    // A cut network doesn't answer at all.
    else if (this.#cut.has(host.name)) socket.destroy();
    else this.#tunnel(host, request, socket, head);
  }

  /** Drops every socket of a host and refuses new ones until it is mended; tells how many were dropped. */
  cut(host: HostName): number {
    clearTimeout(this.#cut.get(host));
    this.#cut.set(host, setTimeout(() => this.mend(host), longestCutMs).unref());
    const passages = [...this.#tunnels, ...this.#requests].filter((passage) => passage.host.name === host);
    for (const passage of passages) passage.destroy();
    this.#options.events.emit({ type: 'network', host, up: false });
    return passages.length;
  }

  /** Lets a host's sockets through again. */
  mend(host: HostName): void {
    if (!this.#cut.has(host)) return;
    clearTimeout(this.#cut.get(host));
    this.#cut.delete(host);
    this.#options.events.emit({ type: 'network', host, up: true });
  }

  /** Which hosts have a network. */
  get network(): Record<string, boolean> {
    return Object.fromEntries(this.#options.hosts.all.map(({ name }) => [name, !this.#cut.has(name)]));
  }

  /** The connection that waits for Drupal's word about a token, the first of them. */
  waitingFor(token: string): ConnectionTrace | undefined {
    return [...this.#tunnels]
      .map(({ trace }) => trace)
      .find((trace) => trace.isWaiting && trace.token === token);
  }

  close(): void {
    for (const timer of this.#cut.values()) clearTimeout(timer);
    for (const passage of [...this.#tunnels, ...this.#requests]) passage.destroy();
  }

  #tunnel(host: Host, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = connect({ host: '127.0.0.1', port: this.#options.pushPort, noDelay: true });
    const trace = new ConnectionTrace({
      host,
      id: `c${++this.#opened}`,
      events: this.#options.events,
      holderOf: this.#options.holderOf,
      tabOf: (own) => this.#tabsWith(own),
    });
    const tunnel: Tunnel = {
      host,
      trace,
      destroy: () => {
        socket.destroy();
        upstream.destroy();
        this.#tunnels.delete(tunnel);
      },
    };
    this.#tunnels.add(tunnel);
    let reached = false;
    upstream.once('connect', () => {
      reached = true;
      upstream.write(headOf(request));
      if (head.length > 0) {
        trace.fromClient(head);
        upstream.write(head);
      }
      socket.on('data', (chunk: Buffer) => trace.fromClient(chunk));
      upstream.on('data', (chunk: Buffer) => trace.fromServer(chunk));
      socket.pipe(upstream);
      upstream.pipe(socket);
    });
    upstream.once('error', () => {
      if (!reached && !socket.destroyed) refuse(socket, '502 Bad Gateway');
      else tunnel.destroy();
    });
    upstream.once('close', () => {
      if (reached) tunnel.destroy();
    });
    socket.once('close', () => tunnel.destroy());
  }

  #tabsWith(own: ConnectionTrace): number {
    let tabs = 0;
    for (const { trace } of this.#tunnels)
      if (trace === own || (own.token !== '' && trace.token === own.token)) tabs++;
    return tabs;
  }
}

/** The request's first lines as they came. */
function headOf(request: IncomingMessage): string {
  let text = `${request.method} ${request.url} HTTP/1.1\r\n`;
  for (let i = 0; i + 1 < request.rawHeaders.length; i += 2)
    text += `${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}\r\n`;
  return `${text}\r\n`;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
