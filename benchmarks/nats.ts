import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from './running-process.ts';
import type { RunningServer } from './server.ts';

const program = '/usr/sbin/nats-server';

/** Whether this machine has it. */
export const hasNats = existsSync(program);

/**
 * Starts the server of Debian's package with its defaults, without TLS; undefined where the machine does not have it.
 *
 * Listeners come over WebSocket, as browsers do, publishers over TCP, as a site's backend does.
 */
export async function startNats(): Promise<RunningServer | undefined> {
  if (!hasNats) {
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-bench-'));
  const config = join(folder, 'nats.conf');
  await writeFile(
    config,
    'listen: "127.0.0.1:-1"\nwebsocket { listen: "127.0.0.1:-1", no_tls: true }\nlogtime: false\n',
  );
  // It tells where it listens in its log, which is the standard error.
  const server = await startProcess(['sh', '-c', `exec ${program} -c ${config} 2>&1`], /Server is ready\n/);
  const port = (pattern: RegExp): string => pattern.exec(server.greeting)?.[1] ?? '';
  return {
    generator: {
      protocol: 'nats',
      port: port(/websocket clients on .*:(\d+)\n/),
      'publish-port': port(/client connections on .*:(\d+)\n/),
      pid: server.pid,
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
