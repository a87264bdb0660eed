import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { apiKey, tokenSecret } from '../keys.ts';
import { command } from '../serve-process.ts';

export type Served = ChildProcessByStdio<null, Readable, Readable>;

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export function run(...args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], (error, stdout, stderr) => {
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** Starts a server; resolves when it is ready. */
export async function serve(config: string): Promise<Served> {
  const server = spawn(process.execPath, [command, 'serve', '--config', config], {
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
