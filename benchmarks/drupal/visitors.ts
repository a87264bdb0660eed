import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A frame with the server's `{}`. */
const PING = Buffer.from([0x81, 2, 0x7b, 0x7d]);

/** Browsers with a session cookie each, as bare sockets: what they cost must not be what is measured. */
export class Visitors {
  readonly #port: number;
  readonly #origin: string;
  #sockets: Socket[] = [];
  #asked = 1;

  constructor(port: number, origin: string) {
    this.#port = port;
    this.#origin = origin;
  }

  /**
   * All connect, as the SDK does: after a random part of a second, and again when it failed.
   *
   * Resolves when each was told who it is, with the milliseconds that took and the attempts.
   */
  async arrive(cookies: readonly string[]): Promise<{ ms: number; attempts: number }> {
    const start = performance.now();
    let attempts = 0;
    this.#sockets = await Promise.all(
      cookies.map(async (cookie) => {
        for (let longestMs = 1000; ; longestMs *= 2) {
          await delay(Math.random() * longestMs);
          attempts += 1;
          const socket = await this.#arrive(cookie);
          if (socket) return socket;
        }
      }),
    );
    return { ms: performance.now() - start, attempts };
  }

  /** All ask, each at its own moment of a time; resolves when that is over and each was answered. @throws when one is refused */
  async ask(rpc: () => object, withinMs: number): Promise<void> {
    const id = ++this.#asked;
    const end = delay(withinMs);
    await Promise.all(
      this.#sockets.map(async (socket, place) => {
        await delay((withinMs * place) / this.#sockets.length);
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        let text = '';
        const read = (chunk: Buffer) => {
          text += chunk.toString('latin1');
          const answer = new RegExp(`"id":${id},"(rpc|error)"[^\n]*`).exec(text);
          if (answer?.[1] === 'rpc') resolve();
          else if (answer) reject(new Error(answer[0]));
        };
        socket.on('data', read);
        const gone = () => reject(new Error('a connection was closed'));
        socket.once('close', gone);
        socket.write(frame(JSON.stringify({ id, rpc: rpc() })));
        await promise;
        socket.off('data', read);
        socket.off('close', gone);
      }),
    );
    await end;
  }

  /** The network goes, for all at once. */
  leave(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets = [];
  }

  /** Undefined when the connection broke. @throws when somebody isn't recognised */
  async #arrive(cookie: string): Promise<Socket | undefined> {
    const socket = connect(this.#port, '127.0.0.1');
    const { promise, resolve } = Promise.withResolvers<Socket | undefined>();
    let text = '';
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(undefined));
    socket.on('data', (chunk) => {
      if (text === 'told') {
        // Who doesn't answer a ping is sent away.
        if (chunk.includes(PING)) socket.write(frame('{}'));
        return;
      }
      text += String(chunk);
      const isOpen = text.startsWith('HTTP/1.1 101') && text.includes('\r\n\r\n');
      if (isOpen && text !== '') {
        text = text.slice(text.indexOf('\r\n\r\n') + 4) || ' ';
        socket.write(frame('{"id":1,"connect":{}}'));
      }
      if (/"user:\d+"/.test(text)) {
        text = 'told';
        resolve(socket);
      }
    });
    socket.write(
      `GET /connection/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: ${this.#origin}\r\nCookie: ${cookie}\r\n` +
        'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
    );
    return await promise;
  }
}

function frame(text: string): Buffer {
  const body = Buffer.from(text);
  const length =
    body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), body]);
}
