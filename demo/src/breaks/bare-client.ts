import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** How the push server is reached without a browser, and who may come. */
export interface BareClients {
  readonly port: number;
  /** The server's `publicPath`. */
  readonly path: string;
  /** Key that tokens are signed with. */
  readonly key: { readonly id: string; readonly secret: string };
}

/** A client that weighs next to nothing: a WebSocket by hand, which listens to one channel and throws away what comes. */
export class BareClient {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects; resolves when the server has let it in. @throws Error when there is no socket left, or the server says no */
  static async open({ port, path, key }: BareClients, channel: string): Promise<BareClient> {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write(
        `GET ${path}connection/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
      );
      await until(socket, '101 Switching Protocols');
      socket.write(frame(JSON.stringify({ id: 1, connect: { token: token(key, channel) } })));
      await until(socket, '"client"');
    } catch (error) {
      socket.destroy();
      throw error;
    }
    // An end that nobody looks at must end nothing else.
    socket.on('error', () => socket.destroy());
    socket.resume();
    return new BareClient(socket);
  }

  /** Reads nothing any more, and stays. */
  stall(): void {
    this.#socket.pause();
  }

  leave(): void {
    this.#socket.destroy();
  }
}

/** Waits for a text in what comes. */
function until(socket: Socket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const stop = (): void => {
      socket.off('data', look).off('close', fail).off('error', reject);
    };
    const look = (chunk: Buffer): void => {
      seen += chunk.toString('latin1');
      if (!seen.includes(text)) return;
      stop();
      resolve();
    };
    const fail = (): void => {
      stop();
      reject(new Error(`expected ${text}, the connection ended`));
    };
    socket.on('data', look).once('close', fail).once('error', reject);
  });
}

function token({ id, secret }: BareClients['key'], channel: string): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Date.now() / 1000;
  const claims = { sub: '', iat: now, exp: Math.ceil(now) + 300, channels: [channel] };
  const text = `${part({ alg: 'HS256', kid: id })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** A client's text frame: masked, as the protocol wants it. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const head = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 255]);
  return Buffer.concat([head, mask, payload.map((byte, i) => byte ^ (mask[i % 4] ?? 0))]);
}
