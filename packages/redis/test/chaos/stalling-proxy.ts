import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a Redis that can be cut: then nothing comes through any more, and nobody says so. */
export class StallingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    server.on('connection', (socket) => {
      const onward = connect(port, '127.0.0.1');
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        this.#sockets.add(one);
        one.on('data', (bytes) => this.#isCut || other.write(bytes));
        one.on('error', () => one.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          if (!this.#isCut) {
            other.destroy();
          }
        });
      }
    });
  }

  static async start(port: number): Promise<StallingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new StallingProxy(server, port);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.#isCut = true;
  }

  /** Lets new connections through; those that were cut stay dead. */
  mend(): void {
    this.#isCut = false;
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  close(): void {
    this.mend();
    this.#server.close();
  }
}
