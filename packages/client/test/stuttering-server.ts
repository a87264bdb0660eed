import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const text = 0x81;

/** A server that says everything twice, as the protocol allows on the wire and ours doesn't do. */
export class StutteringServer {
  readonly #http: Server;
  readonly #sockets = new Set<Duplex>();

  private constructor(publications: readonly object[]) {
    this.#http = createServer().on('upgrade', (request, socket) => {
      this.#sockets.add(socket);
      const accept = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
        .digest('base64');
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      );
      const send = (reply: object) => {
        const body = Buffer.from(JSON.stringify(reply));
        if (body.length > 125)
          throw new Error(`this server speaks short sentences, got ${body.length} bytes`);
        socket.write(Buffer.concat([Buffer.from([text, body.length]), body]));
      };
      // The SDK's first frame carries both connect and subscribe.
      socket.once('data', () => {
        send({ id: 1, connect: { client: 'c' } });
        send({ id: 2, subscribe: { recoverable: true, positioned: true, epoch: 'e', offset: 0 } });
        for (const pub of publications) {
          for (let time = 0; time < 2; time++) send({ push: { channel: 'news', pub } });
        }
      });
      socket.on('error', () => socket.destroy());
    });
  }

  static async start(publications: readonly object[]): Promise<StutteringServer> {
    const server = new StutteringServer(publications);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}
