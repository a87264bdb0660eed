import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What stands on the wire for an answer, by the name of the command. */
type Lies = (command: string) => string | undefined;

const info = 'role:master\r\nrun_id:1\r\nmaster_replid:1\r\nmaxmemory:0\r\n';
const honest: Readonly<Record<string, string>> = {
  HELLO: '*2\r\n$5\r\nproto\r\n:2\r\n',
  INFO: `$${info.length}\r\n${info}\r\n`,
  PING: '+PONG\r\n',
};

/** A server that speaks the protocol of Redis, and says what a test tells it to. */
export class LyingRedis implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The truth, where there is none. */
  lies: Lies = () => undefined;

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      let rest = '';
      socket.setEncoding('latin1').on('data', (text: string) => {
        rest = this.#read(rest + text, socket);
      });
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(): Promise<LyingRedis> {
    const redis = new LyingRedis();
    redis.#server.listen(0, '127.0.0.1');
    await once(redis.#server, 'listening');
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
  }

  /** Answers the commands that are whole; returns what is left. */
  #read(text: string, socket: Socket): string {
    let at = 0;
    for (;;) {
      const words: string[] = [];
      let next = at;
      const line = (): string | undefined => {
        const end = text.indexOf('\r\n', next);
        const found = end === -1 ? undefined : text.slice(next, end);
        next = end + 2;
        return found;
      };
      const count = Number(line()?.slice(1) ?? Number.NaN);
      for (let n = 0; n < count; n += 1) {
        const length = Number(line()?.slice(1) ?? Number.NaN);
        if (!(next + length + 2 <= text.length)) {
          return text.slice(at);
        }
        words.push(text.slice(next, next + length));
        next += length + 2;
      }
      if (!(words.length > 0)) {
        return text.slice(at);
      }
      at = next;
      socket.write(this.#answer(words), 'latin1');
    }
  }

  #answer([word = '', ...names]: readonly string[]): string {
    const command = word.toUpperCase();
    if (command === 'SSUBSCRIBE' || command === 'SUNSUBSCRIBE') {
      const kind = command.toLowerCase();
      return names
        .map((name, n) => `*3\r\n$${kind.length}\r\n${kind}\r\n$${name.length}\r\n${name}\r\n:${n + 1}\r\n`)
        .join('');
    }
    return this.lies(command) ?? honest[command] ?? '+OK\r\n';
  }
}
