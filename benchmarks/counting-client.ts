import { connectionToken, subscriptionToken } from '../packages/redis/test/chaos/credentials.ts';
import type { ServerProcess } from '../packages/redis/test/chaos/server-process.ts';

/** A client that does no more than count what it gets. */
export class CountingClient {
  readonly closed: Promise<void>;
  recovered = 0;
  readonly #socket: WebSocket;
  #pushes = 0;
  #changed = Promise.withResolvers<void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.addEventListener('close', () => resolve()));
  }

  static async connect(
    server: ServerProcess,
    user: string,
    names: readonly string[],
  ): Promise<CountingClient> {
    const commands = [{ id: 1, connect: { token: await connectionToken(user) } }];
    const subscriptions = await Promise.all(
      names.map(async (channel, n) => ({
        id: n + 2,
        subscribe: { channel, token: await subscriptionToken(user, channel) },
      })),
    );
    return CountingClient.#open(server, [...commands, ...subscriptions]);
  }

  static recover(
    server: ServerProcess,
    token: string,
    subscription: string,
    { epoch, offset }: { epoch: string; offset: number },
  ): Promise<CountingClient> {
    const subscribe = { channel: 'user:x', token: subscription, recover: true, epoch, offset };
    return CountingClient.#open(server, [
      { id: 1, connect: { token } },
      { id: 2, subscribe },
    ]);
  }

  static async #open(server: ServerProcess, commands: readonly object[]): Promise<CountingClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/connection/websocket`);
    const client = new CountingClient(socket);
    const ready = Promise.withResolvers<void>();
    let waiting = commands.length;
    socket.addEventListener('error', () => ready.reject(new Error('no connection')));
    socket.addEventListener('open', () =>
      socket.send(commands.map((command) => JSON.stringify(command)).join('\n')),
    );
    socket.addEventListener('message', ({ data }) => {
      for (const line of String(data).split('\n')) {
        if (line === '{}') {
          socket.send('{}');
        } else if (line.startsWith('{"push"')) {
          client.#pushes += 1;
        } else {
          const reply = JSON.parse(line) as {
            readonly error?: { readonly code: number };
            readonly subscribe?: { readonly publications?: readonly object[] };
          };
          if (reply.error !== undefined) {
            ready.reject(new Error(`refused with ${reply.error.code}`));
          }
          client.recovered += reply.subscribe?.publications?.length ?? 0;
          waiting -= 1;
          if (waiting === 0) {
            ready.resolve();
          }
        }
      }
      client.#changed.resolve();
      client.#changed = Promise.withResolvers();
    });
    await ready.promise;
    return client;
  }

  /** A client of Socket.IO, as far as it has to speak. */
  static async connectSocketIo(port: string): Promise<CountingClient> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    const client = new CountingClient(socket);
    const ready = Promise.withResolvers<void>();
    socket.addEventListener('error', () => ready.reject(new Error('no connection')));
    socket.addEventListener('message', ({ data }) => {
      const text = String(data);
      if (text.startsWith('42')) {
        client.#pushes += 1;
      } else if (text.startsWith('40')) {
        ready.resolve();
      } else if (text.startsWith('0')) {
        socket.send('40');
      } else if (text === '2') {
        socket.send('3');
      }
      client.#changed.resolve();
      client.#changed = Promise.withResolvers();
    });
    await ready.promise;
    return client;
  }

  /** Resolves with the next push. */
  pushed(): Promise<void> {
    return this.count(this.#pushes + 1);
  }

  async count(pushes: number): Promise<void> {
    while (this.#pushes < pushes) {
      await this.#changed.promise;
    }
  }

  close(): void {
    this.#socket.close();
  }
}
