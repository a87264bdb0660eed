import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Plugin, PluginError } from '../../../src/index.ts';
import { connectionToken, type RunningServer } from '../../running-server.ts';

/** Says back what it is told, so that a test sees whether it arrived as it was sent. */
export const echo: Plugin = {
  name: 'echo',
  methods: {
    say: async (data) => {
      if (data === undefined) {
        throw new PluginError(400, 'nothing to say');
      }
      return data;
    },
  },
};

export interface FrameParts {
  readonly opcode?: number;
  readonly fin?: boolean;
  /** The three reserved bits, 4 for the first. */
  readonly reserved?: number;
  /** Absent: a mask of zeros; null: no mask, as no client may send. */
  readonly mask?: readonly number[] | null;
  /** Announces this length, whatever the payload's is. */
  readonly length?: bigint;
}

/** A frame as the server wrote it. */
export interface Frame {
  readonly fin: boolean;
  readonly reserved: number;
  readonly opcode: number;
  readonly isMasked: boolean;
  readonly payload: Buffer;
}

export const opcode = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

/** Writes one frame, right or wrong. */
export function frame(payload: string | Buffer, parts: FrameParts = {}): Buffer {
  const { opcode: kind = opcode.text, fin = true, reserved = 0, mask = [0, 0, 0, 0] } = parts;
  const data = Buffer.from(payload);
  const length = parts.length ?? BigInt(data.length);
  const width = length < 126n ? 0 : length < 65_536n ? 2 : 8;
  const head = Buffer.alloc(2 + width);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | kind;
  head[1] = (mask === null ? 0 : 0x80) | (width === 0 ? Number(length) : width === 2 ? 126 : 127);
  if (width === 2) {
    head.writeUInt16BE(Number(length), 2);
  } else if (width === 8) {
    head.writeBigUInt64BE(length, 2);
  }
  const masked = mask === null ? data : data.map((byte, n) => byte ^ (mask[n % 4] ?? 0));
  return Buffer.concat([head, Buffer.from(mask ?? []), masked]);
}

/** Writes the payload of a close frame. */
export function closing(code: number, reason: string | Buffer = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return Buffer.concat([head, Buffer.from(reason)]);
}

/** The request that opens a WebSocket; a header set to undefined is left out. */
export function handshake(
  url: URL,
  changes: Readonly<Record<string, string | undefined>> = {},
  line = `GET ${url.pathname} HTTP/1.1`,
): string {
  const headers = Object.entries({
    Host: url.host,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...changes,
  });
  const lines = headers.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}\r\n`]));
  return `${line}\r\n${lines.join('')}\r\n`;
}

/** Plain TCP to the server: every byte is the test's own. */
export class FrameSocket implements AsyncDisposable {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #isEnded = false;

  constructor(server: RunningServer) {
    const { port, hostname } = new URL(server.url);
    this.#socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#socket.emit('news');
    });
    this.#socket.on('end', () => this.#end());
    this.#socket.on('close', () => this.#end());
    this.#socket.on('error', () => this.#end());
  }

  /** A WebSocket whose client is connected and may call `echo`. */
  static async connected(server: RunningServer): Promise<FrameSocket> {
    const socket = new FrameSocket(server);
    const connectFrame = frame(JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } }));
    socket.write(handshake(new URL(server.url)));
    await socket.head();
    socket.write(connectFrame);
    await socket.frame();
    return socket;
  }

  write(bytes: string | Buffer): void {
    this.#socket.write(bytes);
  }

  /** Sends bytes one by one, each when the one before has left. */
  async trickle(bytes: Buffer): Promise<void> {
    for (const byte of bytes) {
      await new Promise((resolve) => this.#socket.write(Buffer.from([byte]), resolve));
    }
  }

  /** Resolves with the head of the server's HTTP answer. */
  async head(): Promise<string> {
    await this.#until(() => this.#bytes.includes('\r\n\r\n'));
    const end = this.#bytes.indexOf('\r\n\r\n') + 4;
    const head = this.#bytes.toString('latin1', 0, end);
    this.#bytes = this.#bytes.subarray(end);
    return head;
  }

  /** Resolves with the server's next frame; its protocol's own pings are left out. */
  async frame(): Promise<Frame> {
    for (;;) {
      let found: Frame | undefined;
      await this.#until(() => {
        found = this.#take();
        return found !== undefined;
      });
      if (found !== undefined && found.payload.toString() !== '{}') {
        return found;
      }
    }
  }

  /** Resolves with the data that `echo` said back. */
  async said(): Promise<unknown> {
    const { payload } = await this.frame();
    return JSON.parse(payload.toString()).rpc.data;
  }

  /** Resolves with the code of the server's close frame, when its end of the socket is closed as well. */
  async closed(): Promise<number> {
    for (;;) {
      const { opcode: kind, payload } = await this.frame();
      if (kind === opcode.close) {
        await this.#until(() => this.#isEnded);
        return payload.readUInt16BE(0);
      }
    }
  }

  /** Resolves when the server has closed its end; with what came after everything that was read. */
  async ended(): Promise<Buffer> {
    await this.#until(() => this.#isEnded);
    return this.#bytes;
  }

  /** Closes the client's end without a close frame. */
  end(): void {
    this.#socket.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy();
  }

  #end(): void {
    this.#isEnded = true;
    this.#socket.emit('news');
  }

  async #until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      if (this.#isEnded) {
        throw new Error(`the server ended the socket; unread: ${JSON.stringify(this.#bytes.toString())}`);
      }
      await once(this.#socket, 'news');
    }
  }

  #take(): Frame | undefined {
    const [first, second] = this.#bytes;
    if (first === undefined || second === undefined) {
      return undefined;
    }
    const mark = second & 0x7f;
    const start = mark < 126 ? 2 : mark === 126 ? 4 : 10;
    if (this.#bytes.length < start) {
      return undefined;
    }
    const length =
      mark < 126 ? mark : mark === 126 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2));
    if (this.#bytes.length < start + length) {
      return undefined;
    }
    const payload = this.#bytes.subarray(start, start + length);
    this.#bytes = this.#bytes.subarray(start + length);
    return {
      fin: (first & 0x80) !== 0,
      reserved: (first >> 4) & 0x7,
      opcode: first & 0xf,
      isMasked: (second & 0x80) !== 0,
      payload,
    };
  }
}

/** A command that says something, as text; padded with spaces to a length in bytes. */
export function say(data: unknown, length = 0): string {
  const command = JSON.stringify({ id: 2, rpc: { method: 'echo.say', data } });
  return command + ' '.repeat(Math.max(0, length - Buffer.byteLength(command)));
}
