import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A relay before a push server that sends an endless answer's headers and first message in one piece.
 *
 * On a busy machine they come so by themselves, at times.
 */
export class WholePieces implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(to: number) {
    this.#server = createServer((socket) => {
      const onward = connect(to, '127.0.0.1');
      socket.pipe(onward);
      let held: Buffer | undefined = Buffer.alloc(0);
      onward.on('data', (piece: Buffer) => {
        if (held === undefined) {
          socket.write(piece);
          return;
        }
        held = Buffer.concat([held, piece]);
        if (!isHeadOfEndless(held.toString('latin1'))) {
          socket.write(held);
          held = undefined;
        }
      });
      onward.on('end', () => socket.end());
      for (const side of [socket, onward]) {
        this.#sockets.add(side);
        side.on('error', () => side.destroy()).on('close', () => this.#sockets.delete(side));
      }
    });
  }

  static async start(to: number): Promise<WholePieces> {
    const relay = new WholePieces(to);
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Whether these are the headers of an answer without an end, or some of them, and nothing else. */
function isHeadOfEndless(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const isWhole = rest.length > 0;
  return /^HTTP\/1\.1 200 /.test(head) && !/\r\n(content-length|transfer-encoding):/i.test(head)
    ? rest.join('') === ''
    : !isWhole;
}
