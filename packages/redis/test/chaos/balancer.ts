import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/** A proxy without any memory of who belongs where: each connection goes to a random server that takes it. */
export class Balancer {
  readonly #server: Server;
  readonly #ports: () => readonly number[];

  private constructor(server: Server, ports: () => readonly number[]) {
    this.#server = server;
    this.#ports = ports;
    server.on('connection', (socket) => {
      const ports = this.#ports();
      const port = ports[Math.floor(Math.random() * ports.length)];
      if (port === undefined) {
        socket.destroy();
        return;
      }
      const onward = connect(port, '127.0.0.1');
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

  static async start(ports: () => readonly number[]): Promise<Balancer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Balancer(server, ports);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server.close();
  }
}
