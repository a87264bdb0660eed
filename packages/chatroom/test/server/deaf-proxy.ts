import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a database on which the answer to a COMMIT gets lost when the test says so. */
export class DeafProxy {
  readonly #target: URL;
  #port = 0;
  #isArmed = false;

  private constructor(target: URL) {
    this.#target = target;
  }

  static async open(url: string): Promise<DeafProxy> {
    const proxy = new DeafProxy(new URL(url));
    const server = createServer((client) => proxy.#connect(client));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy.#port = (server.address() as AddressInfo).port;
    onTestFinished(() => void server.close());
    return proxy;
  }

  /** The database's address, by this way. */
  get url(): string {
    return this.#target.href.replace(this.#target.host, `127.0.0.1:${this.#port}`);
  }

  /** Has the next COMMIT done and its answer lost, with the connection. */
  loseAnswer(): void {
    this.#isArmed = true;
  }

  #connect(client: Socket): void {
    const server = connect(Number(this.#target.port), this.#target.hostname);
    const ends = [client, server];
    for (const socket of ends) {
      // How a connection breaks is what the test is about.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const end of ends) end.destroy();
      });
    }
    let isLost = false;
    client.on('data', (chunk) => {
      if (this.#isArmed && /^.{5}commit\0?$/s.test(chunk.toString('latin1'))) {
        this.#isArmed = false;
        isLost = true;
      }
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (isLost) client.destroy();
      else client.write(chunk);
    });
  }
}
