import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInflate, compile } from './native.ts';
import { startNats } from './nats.ts';
import { startNchan } from './nchan.ts';
import { startOurs, writeTokens } from './ours.ts';
import { startProcess } from './running-process.ts';

/** Options of the load generator, as they stand on its command line. */
export type GeneratorOptions = Readonly<Record<string, string | number>>;

/** A server that listens, and how the generator speaks to it. */
export interface RunningServer extends AsyncDisposable {
  readonly generator: GeneratorOptions;
  /** Publishes through the server's own interface and waits; returns where the channel stands. */
  publish?(channel: string, messages: number): Promise<string>;
}

/** What is measured: ours, and who stands beside it. */
export type ServerName =
  | 'ours'
  | 'ours, first frame with the handshake'
  | 'ours, Protobuf'
  | 'ours, compressed'
  | 'ours, HTTP stream'
  | 'ours, SSE'
  | 'ours, EventSource'
  | 'Socket.IO'
  | 'Socket.IO, tokens and rooms'
  | 'ws'
  | 'ws, tokens and channels'
  | 'ws, first frame with the handshake'
  | 'net'
  | 'net, tokens and channels'
  | 'Bun'
  | 'Nchan'
  | 'NATS'
  | 'C'
  | 'C, coalescing';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const bun = path(`node_modules/@oven/bun-linux-${arch() === 'arm64' ? 'aarch64' : 'x64'}/bin/bun`);

/** Whether the servers from npm are installed, which only `npm run bench` does. */
export const hasPeers = existsSync(path('node_modules'));

/** Clients speak our protocol, publishers don't. */
const plain = { protocol: 'centrifuge', 'plain-publisher': 1 } as const;
const socketIo = { protocol: 'socket.io', path: '/socket.io/?EIO=4&transport=websocket' } as const;

/** Starts a server on free ports of the loopback; undefined where the machine does not have it. */
export async function startServer(name: ServerName): Promise<RunningServer | undefined> {
  switch (name) {
    case 'ours':
      return startOurs();
    case 'ours, first frame with the handshake':
      return startOurs({ 'first-frame': 1 });
    case 'ours, Protobuf':
      return startOurs({ protocol: 'protobuf' });
    case 'ours, compressed':
      return canInflate ? startOurs({ deflate: 1 }, { compression: true }) : undefined;
    case 'ours, HTTP stream':
      return startOurs({ protocol: 'http_stream', path: '/connection/http_stream' });
    case 'ours, SSE':
      return startOurs({ protocol: 'sse', path: '/connection/sse' });
    case 'ours, EventSource':
      return startOurs({ protocol: 'uni_sse', path: '/connection/uni_sse' });
    case 'Socket.IO':
      return startPeer(process.execPath, 'peers/socket.io.js', socketIo);
    case 'Socket.IO, tokens and rooms':
      return hasPeers ? startSubscribing('peers/socket.io-subscribing.js', socketIo) : undefined;
    case 'ws':
      return startPeer(process.execPath, 'peers/ws.js');
    case 'ws, tokens and channels':
      return hasPeers ? startSubscribing('peers/ws-subscribing.js', plain) : undefined;
    case 'ws, first frame with the handshake':
      return hasPeers
        ? startSubscribing('peers/ws-subscribing.js', { ...plain, 'first-frame': 1 })
        : undefined;
    case 'net':
      return listen([process.execPath, path('peers/net.js')]);
    case 'net, tokens and channels':
      return startSubscribing('peers/net.js', plain);
    case 'Nchan':
      return startNchan();
    case 'NATS':
      return startNats();
    case 'Bun':
      return existsSync(bun) ? startPeer(bun, 'peers/bun.js') : undefined;
    case 'C':
      return listen([compile('limit'), '0']);
    case 'C, coalescing':
      return listen([compile('limit'), '0', 'coalesce']);
  }
}

async function startPeer(
  runtime: string,
  file: string,
  options: GeneratorOptions = {},
): Promise<RunningServer | undefined> {
  return hasPeers ? listen([runtime, path(file)], options) : undefined;
}

/** One that does what ours does when a client comes: it checks a token and subscribes to a channel. */
async function startSubscribing(file: string, options: GeneratorOptions): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-bench-'));
  const { tokens, secret } = await writeTokens(folder);
  const peer = await listen([process.execPath, path(file), secret], { ...options, tokens });
  return {
    ...peer,
    async [Symbol.asyncDispose]() {
      await peer[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function listen(command: readonly string[], options: GeneratorOptions = {}): Promise<RunningServer> {
  const server = await startProcess(command, /listening on \d+\n/);
  const port = /listening on (\d+)/.exec(server.greeting)?.[1] ?? '';
  const publishing = /publishing on (\d+)/.exec(server.greeting)?.[1] ?? port;
  return {
    generator: { protocol: 'websocket', port, 'publish-port': publishing, pid: server.pid, ...options },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
