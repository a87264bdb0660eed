import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

type Address = { readonly host: string; readonly port: number };

/** A proxy without any memory of who belongs where: each connection goes to a random server that takes it. */
export class Balancer {
  readonly #server: Server;
  readonly #servers: () => readonly Address[];

  private constructor(server: Server, servers: () => readonly Address[]) {
    this.#server = server;
    this.#servers = servers;
    server.on('connection', (socket) => {
      const servers = this.#servers();
      const address = servers[Math.floor(Math.random() * servers.length)];
      if (address === undefined) {
        socket.destroy();
        return;
      }
      const onward = connect(address.port, address.host);
      socket.pipe(onward).pipe(socket);
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
  }

  static async start(servers: () => readonly Address[]): Promise<Balancer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(server, servers);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}
