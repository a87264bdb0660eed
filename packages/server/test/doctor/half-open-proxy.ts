import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';

/** A proxy that hands everything on but what it is told; with a certificate it ends TLS. */
export class HalfOpenProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #scheme: string;

  private constructor(server: Server, scheme: string) {
    this.#server = server;
    this.#scheme = scheme;
  }

  static async start(
    to: URL,
    options: {
      readonly refuses?: (request: IncomingMessage) => boolean;
      /** Headers that it keeps. */
      readonly keeps?: readonly string[];
      /** Whether it closes what it has just upgraded. */
      readonly cutsOff?: boolean;
      readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
    } = {},
  ): Promise<HalfOpenProxy> {
    const { refuses = () => false, keeps = [], cutsOff = false, tls } = options;
    const server = tls === undefined ? createServer() : (createTlsServer(tls) as unknown as Server);
    server.on('request', (request: IncomingMessage, response) => {
      if (refuses(request)) {
        response.writeHead(403).end();
        return;
      }
      const { method, url: path } = request;
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !keeps.includes(name)),
      );
      const onward = forward({ host: to.hostname, port: to.port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        response.flushHeaders();
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      response.on('close', () => onward.destroy());
      request.pipe(onward);
    });
    server.on('upgrade', ({ method, url, rawHeaders }: IncomingMessage, socket, head: Buffer) => {
      const onward = connect(Number(to.port), to.hostname);
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
      onward.write([`${method} ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      onward.write(head);
      if (cutsOff) {
        onward.once('data', (answer: Buffer) => {
          socket.resume().end(answer);
          onward.destroy();
        });
      } else {
        onward.pipe(socket).pipe(onward);
      }
      for (const side of [onward, socket]) side.on('error', () => side.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HalfOpenProxy(server, tls === undefined ? 'http' : 'https');
  }

  get url(): string {
    return `${this.#scheme}://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
