import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { fileURLToPath } from 'node:url';
import { compile } from './native.ts';
import { startOurs } from './ours.ts';
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
export type ServerName = 'ours' | 'Socket.IO' | 'ws' | 'Bun' | 'C' | 'C, coalescing';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const bun = path(`node_modules/@oven/bun-linux-${arch() === 'arm64' ? 'aarch64' : 'x64'}/bin/bun`);

/** Starts a server on free ports of the loopback; undefined where the machine does not have it. */
export async function startServer(name: ServerName): Promise<RunningServer | undefined> {
  switch (name) {
    case 'ours':
      return startOurs();
    case 'Socket.IO':
      return startPeer(process.execPath, 'peers/socket.io.js', {
        protocol: 'socket.io',
        path: '/socket.io/?EIO=4&transport=websocket',
      });
    case 'ws':
      return startPeer(process.execPath, 'peers/ws.js');
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
  return existsSync(path('node_modules')) ? listen([runtime, path(file)], options) : undefined;
}

async function listen(command: readonly string[], options: GeneratorOptions = {}): Promise<RunningServer> {
  const server = await startProcess(command, /listening on \d+\n/);
  const port = /listening on (\d+)/.exec(server.greeting)?.[1] ?? '';
  return {
    generator: { protocol: 'websocket', port, pid: server.pid, ...options },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
