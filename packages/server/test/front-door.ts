import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A door that stays while the server behind it is another one, and that can cut who came through it. */
export class FrontDoor implements AsyncDisposable {
  /** Where the server behind listens, as `host:port`; while there is none, nobody gets through. */
  behind: string | undefined;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((client) => this.#enter(client));
  }

  static async open(behind?: string): Promise<FrontDoor> {
    const door = new FrontDoor();
    door.behind = behind;
    door.#server.listen(0, '127.0.0.1');
    await once(door.#server, 'listening');
    return door;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Cuts everybody's connection in the middle of whatever it carries. */
  cut(): void {
    for (const socket of this.#sockets) {
      socket.resetAndDestroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
  }

  #enter(client: Socket): void {
    this.#sockets.add(client);
    client.once('close', () => this.#sockets.delete(client));
    client.on('error', () => client.destroy());
    const [host, port] = this.behind?.split(':') ?? [];
    if (host === undefined) {
      client.resetAndDestroy();
      return;
    }
    const server = connect(Number(port), host);
    server.on('error', () => server.destroy());
    client.pipe(server).pipe(client);
    client.once('close', () => server.destroy());
    server.once('close', () => client.destroy());
  }
}
