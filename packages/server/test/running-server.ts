import { connect, type Socket } from 'node:net';
import { Centrifuge, type Options, type TransportName } from 'centrifuge';
import { Centrifuge as ProtobufCentrifuge } from 'centrifuge/build/protobuf';
import { EventSource } from 'eventsource';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { Value } from 'typebox/value';
import {
  type Authenticator,
  optionsSchema,
  type Plugin,
  Plugins,
  Server,
  type ServerOptions,
  type ServerParts,
} from '../src/index.ts';

import { apiKey, origin, tokenSecret } from './keys.ts';

export { apiKey, origin, tokenSecret } from './keys.ts';
export { temporaryFolder } from './temporary-folder.ts';

/** What a test wants other than the default configuration, by block. */
export type Wishes = { readonly [K in keyof ServerOptions]?: unknown };

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly api: string;
  /** Calls the API; returns the status and the body. */
  call(
    name: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Answer }>;
  /** An official SDK client, disconnected when the server stops. @default over WebSocket */
  client(options?: Partial<Options>, transport?: TransportName, codec?: 'json' | 'protobuf'): Centrifuge;
  /** A bare WebSocket, after its handshake. */
  socket(headers?: Record<string, string>): Promise<RawSocket>;
  /** Takes another configuration: what the test wished at first, but for this. */
  reload(wishes: Wishes): void;
  stop(): Promise<void>;
}

export interface Answer {
  readonly result: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: number; readonly message: string };
}

/** A log that nobody reads. */
export const quiet = pino({ level: 'silent' });

/** A whole configuration: what a test wishes, and defaults. */
export function testOptions(wishes: Wishes = {}): ServerOptions {
  return Value.Default(optionsSchema, {
    listen: '127.0.0.1:0',
    origins: [origin],
    api: { listen: '127.0.0.1:0', keys: [{ id: 'a1', secret: apiKey }] },
    auth: { token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] } },
    engine: { type: 'memory', snapshot: '' },
    ...wishes,
  }) as ServerOptions;
}

/** Starts a real server on free ports of loopback. */
export async function startServer(
  wishes: Wishes = {},
  parts: Partial<Pick<ServerParts, 'engine' | 'clock' | 'log'>> & {
    /** Of the site `default`. */
    readonly session?: Authenticator;
    /** Of the site `default`, or by the name of the site. */
    readonly plugins?: readonly Plugin[] | Readonly<Record<string, readonly Plugin[]>>;
  } = {},
): Promise<RunningServer> {
  const options = testOptions(wishes);
  const { session, plugins = [], ...rest } = parts;
  const bySite = Object.entries(Array.isArray(plugins) ? { default: plugins } : plugins);
  const server = await Server.create(options, {
    log: quiet,
    ...rest,
    sessions: new Map(session === undefined ? [] : [['default', session]]),
    plugins: new Map(bySite.map(([site, its]) => [site, new Plugins(its)])),
  });
  const addresses = await server.start();
  const clients: Centrifuge[] = [];
  const url = `ws://${addresses.clients}${options.publicPath}connection/websocket`;
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= server.stop();
    return stopping;
  };
  return {
    url,
    api: `http://${addresses.api}`,
    stop,
    reload(other) {
      server.reload(testOptions({ ...wishes, ...other }));
    },
    async call(name, body, headers = { 'x-api-key': apiKey }) {
      const response = await fetch(`http://${addresses.api}/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Answer };
    },
    client(clientOptions = {}, transport = 'websocket', codec = 'json') {
      const base = `${addresses.clients}${options.publicPath}`;
      const client = sdkClient(base, transport, codec, clientOptions);
      clients.push(client);
      return client;
    },
    socket: (headers = {}) => RawSocket.open(new URL(url), headers),
    async [Symbol.asyncDispose]() {
      for (const client of clients) {
        client.disconnect();
      }
      await stop();
    },
  };
}

/** An official SDK client; `base` is host, port and public path of the server. */
export function sdkClient(
  base: string,
  transport: TransportName,
  codec: 'json' | 'protobuf',
  options: Partial<Options>,
): Centrifuge {
  const scheme = transport === 'websocket' ? 'ws' : 'http';
  // Two builds of one SDK: their types differ in private members only.
  const Client = codec === 'json' ? Centrifuge : (ProtobufCentrifuge as unknown as typeof Centrifuge);
  return new Client([{ transport, endpoint: `${scheme}://${base}connection/${transport}` }], {
    minReconnectDelay: 10,
    maxReconnectDelay: 50,
    emulationEndpoint: `http://${base}emulation`,
    eventsource: EventSource,
    ...options,
  });
}

const now = (): number => Date.now() / 1000;

/** A connection token. */
export async function connectionToken(sub: string, claims: Record<string, unknown> = {}): Promise<string> {
  return sign({ sub, iat: now(), exp: Math.ceil(now()) + 300, ...claims });
}

/** A subscription token. */
export async function subscriptionToken(
  sub: string,
  channel: string,
  claims: Record<string, unknown> = {},
): Promise<string> {
  return sign({ sub, channel, iat: now(), exp: Math.ceil(now()) + 300, ...claims });
}

export async function sign(
  claims: Record<string, unknown>,
  secret = tokenSecret,
  kid = 'k1',
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid }).sign(new TextEncoder().encode(secret));
}

/** Resolves with the first event of a name that an SDK object emits. */
export function next<T>(emitter: unknown, name: string): Promise<T> {
  return new Promise((resolve) => {
    (emitter as { once(name: string, listener: (event: T) => void): void }).once(name, resolve);
  });
}

/** One message of the server, as far as tests look into it. */
export interface Message {
  readonly id?: number;
  readonly error?: { readonly code: number };
  readonly push?: Readonly<Record<string, unknown>>;
  readonly [method: string]: unknown;
}

/** A bare WebSocket whose user is connected. */
export async function connectedSocket(
  server: RunningServer,
  user = '7',
  claims: Record<string, unknown> = {},
): Promise<RawSocket> {
  const socket = await server.socket();
  socket.send(JSON.stringify({ id: 1, connect: { token: await connectionToken(user, claims) } }));
  await socket.replies(1);
  return socket;
}

/** A WebSocket client without manners: it sends what a test tells it to. */
export class RawSocket implements AsyncDisposable {
  readonly socket: Socket;
  #bytes = Buffer.alloc(0);
  #changed = Promise.withResolvers<void>();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
      this.#change();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#change());
  }

  static async open(url: URL, headers: Record<string, string>): Promise<RawSocket> {
    const socket = connect(Number(url.port), url.hostname);
    const raw = new RawSocket(socket);
    const lines = Object.entries({
      Host: url.host,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${url.pathname} HTTP/1.1\r\n${lines.join('')}\r\n`);
    await raw.#until(() => raw.#bytes.includes('\r\n\r\n') || socket.closed);
    return raw;
  }

  /** The head of the server's answer to the handshake. */
  get statusLine(): string {
    return this.#bytes.toString('latin1').split('\r\n', 1)[0] ?? '';
  }

  /** Sends one masked frame. */
  send(payload: string | Buffer, { opcode = 0x1, fin = true } = {}): void {
    const data = Buffer.from(payload);
    const length = data.length < 126 ? [data.length] : data.length < 65_536 ? [126, 2] : [127, 8];
    const [mark = 0, width = 0] = length;
    const extended = Buffer.alloc(width);
    if (width > 0) {
      extended.writeUIntBE(data.length, Math.max(0, width - 6), Math.min(6, width));
    }
    const head = Buffer.from([(fin ? 0x80 : 0) | opcode, 0x80 | mark]);
    // A mask of zeros leaves the payload as it is, which is all that a test needs.
    this.socket.write(Buffer.concat([head, extended, Buffer.alloc(4), data]));
  }

  /** Resolves with the payload of the next text frame, or with the close frame. */
  async read(): Promise<{ readonly text: string } | { readonly code: number; readonly reason: string }> {
    const frame = await this.#frame();
    if (frame.opcode === 0x8) {
      return { code: frame.payload.readUInt16BE(0), reason: frame.payload.subarray(2).toString() };
    }
    return { text: frame.payload.toString() };
  }

  /** Resolves with the next messages of the server, however many came in one frame; its pings don't count. */
  async replies(count: number): Promise<Message[]> {
    const messages: Message[] = [];
    while (messages.length < count) {
      const frame = await this.read();
      if (!('text' in frame)) {
        throw new Error(`closed with ${frame.code}: ${frame.reason}`);
      }
      messages.push(
        ...frame.text
          .split('\n')
          .filter((line) => line !== '{}')
          .map((line): Message => JSON.parse(line)),
      );
    }
    return messages;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
  }

  /** Resolves with the server's close frame, whatever comes before it. */
  async closed(): Promise<{ readonly code: number; readonly reason: string }> {
    for (;;) {
      const frame = await this.read();
      if ('code' in frame) {
        return frame;
      }
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #frame(): Promise<{ readonly opcode: number; readonly payload: Buffer }> {
    const head = this.#bytes.indexOf('\r\n\r\n');
    if (head !== -1 && this.#bytes.subarray(0, 4).toString() === 'HTTP') {
      this.#bytes = this.#bytes.subarray(head + 4);
    }
    let frame: { opcode: number; payload: Buffer } | undefined;
    await this.#until(() => {
      frame = this.#parse();
      return frame !== undefined;
    });
    return frame as unknown as { opcode: number; payload: Buffer };
  }

  #parse(): { opcode: number; payload: Buffer } | undefined {
    const [first, second] = this.#bytes;
    if (first === undefined || second === undefined) {
      return undefined;
    }
    const start = second < 126 ? 2 : second === 126 ? 4 : 10;
    if (this.#bytes.length < start) {
      return undefined;
    }
    const length =
      start === 2 ? second : start === 4 ? this.#bytes.readUInt16BE(2) : this.#bytes.readUInt32BE(6);
    if (this.#bytes.length < start + length) {
      return undefined;
    }
    const payload = this.#bytes.subarray(start, start + length);
    this.#bytes = this.#bytes.subarray(start + length);
    return { opcode: first & 0xf, payload };
  }

  async #until(isDone: () => boolean): Promise<void> {
    while (!isDone()) {
      if (this.socket.destroyed) {
        throw new Error('the server ended the socket without a word');
      }
      await this.#changed.promise;
    }
  }
}
