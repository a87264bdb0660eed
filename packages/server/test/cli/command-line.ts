import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { apiKey, tokenSecret } from '../running-server.ts';

/** The command, as npm links it. */
export const cli = fileURLToPath(new URL('../../bin/drupal-nodejs.js', import.meta.url));

export type Served = ChildProcessByStdio<null, Readable, Readable>;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** Starts a server; resolves when it is ready. */
export async function serve(config: string): Promise<Served> {
  const server = spawn(process.execPath, [cli, 'serve', '--config', config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  server.stdout.setEncoding('utf8');
  for await (const text of server.stdout.iterator({ destroyOnReturn: false })) {
    if (String(text).includes('ready')) {
      break;
    }
  }
  return server;
}

/** Writes a configuration; returns its file. */
export async function configure(folder: string, options: object): Promise<string> {
  const file = join(folder, 'config.json');
  const defaults = {
    api: { keys: [{ id: 'a', secret: apiKey }] },
    auth: { token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] } },
    engine: { type: 'memory', snapshot: join(folder, 'snapshot') },
  };
  await writeFile(file, JSON.stringify({ ...defaults, ...options }));
  return file;
}

export async function freePorts(): Promise<[number, number]> {
  const servers = [createServer().listen(0, '127.0.0.1'), createServer().listen(0, '127.0.0.1')];
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) {
    server.close();
  }
  return ports as [number, number];
}
