import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A moment in a line's way over the wire: asked for, acknowledged, told to everybody. */
export type Moment = 'request' | 'acknowledgement' | 'publication';

const signs = { acknowledgement: '"rpc":{"data":{"client_id"', publication: '"pub":{"data":{"epoch"' };

/** The network between clients and the server: breaks when the test says so, in the middle of a line. */
export class CuttingProxy {
  readonly address: string;
  /** `host:port` of the server as it is now. */
  target: string;
  readonly #sockets = new Set<Socket>();
  #armed: { readonly moment: Moment; readonly strike: () => void } | undefined;

  private constructor(address: string, target: string) {
    this.address = address;
    this.target = target;
  }

  static async open(target: string): Promise<CuttingProxy> {
    const server = createServer((client) => proxy.#connect(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new CuttingProxy(`127.0.0.1:${(server.address() as AddressInfo).port}`, target);
    onTestFinished(() => {
      server.close();
      proxy.cut();
    });
    return proxy;
  }

  /** Breaks every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** At the next such moment nothing more comes through on any connection; resolves when it came. */
  cutAt(moment: Moment): Promise<void> {
    return new Promise((resolve) => {
      this.#armed = {
        moment,
        strike: () => {
          this.cut();
          resolve();
        },
      };
    });
  }

  #connect(client: Socket): void {
    const [host = '', port = ''] = this.target.split(':');
    const server = connect(Number(port), host);
    const ends = [client, server];
    for (const socket of ends) {
      this.#sockets.add(socket);
      // How a connection breaks is what the test is about.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        for (const end of ends) end.destroy();
      });
    }
    let isOpen = false;
    client.on('data', (chunk) => {
      server.write(chunk);
      // Frames of clients are masked: once it is open, what comes is taken for a request.
      if (isOpen) this.#strike('request');
      isOpen = true;
    });
    server.on('data', (chunk) => {
      const text = chunk.toString('latin1');
      if (text.includes(signs.acknowledgement) && this.#strike('acknowledgement')) return;
      if (text.includes(signs.publication) && this.#strike('publication')) return;
      client.write(chunk);
    });
  }

  #strike(moment: Moment): boolean {
    if (this.#armed?.moment !== moment) return false;
    const { strike } = this.#armed;
    this.#armed = undefined;
    strike();
    return true;
  }
}
