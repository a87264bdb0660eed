import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A database server for tests, in a folder of its own and for this machine only. */
export interface DatabaseServer {
  /** Makes an empty place for a site; its tables have a prefix. */
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  /** An address with other parts than `create` gives. */
  url(parts: {
    readonly password?: string;
    readonly database?: string;
    readonly search?: string;
    readonly port?: number;
  }): string;
  /** Certificates that the server's own was signed with. */
  readonly caFile: string;
  readonly socket: string;
  /** Ends the server as an operator does; `start` brings it back with all it had. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Statements after which nobody else's statement on a table is answered, and those that end this. */
  hold(table: string): { readonly begin: readonly string[]; readonly end: string };
  /** From now on a copy of another, or no more. */
  setReplica(isReplica: boolean): Promise<void>;
  /** Statement that gives `cipher` of the connection that asks. */
  readonly askCipher: string;
  /** Ends the server and deletes all it had. */
  remove(): Promise<void>;
}

/** Who the server runs as: servers refuse to be root. */
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Makes a folder that the server may write. */
export function serverFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-db-'));
  if (UNPRIVILEGED.uid !== undefined) chownSync(folder, UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  return folder;
}

/** Finds a server's program, also where Debian keeps it out of PATH. */
export function findProgram(name: string): string | undefined {
  const postgresql = '/usr/lib/postgresql';
  const versions = existsSync(postgresql)
    ? readdirSync(postgresql).sort((a, b) => Number(b) - Number(a))
    : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    ...versions.map((version) => join(postgresql, version, 'bin')),
  ];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

/** Runs a program to its end, not as root. */
export async function runProgram(file: string, args: readonly string[], cwd: string): Promise<void> {
  await run(file, [...args], { cwd, ...UNPRIVILEGED });
}

/** Makes a certificate for localhost that signs itself. */
export async function makeCertificate(folder: string): Promise<{ certificate: string; key: string }> {
  const certificate = join(folder, 'certificate.pem');
  const key = join(folder, 'key.pem');
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const what = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const args = [
    'req',
    ...what,
    '-subj',
    '/CN=localhost',
    '-addext',
    names,
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  await runProgram('openssl', args, folder);
  return { certificate, key };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** A server's process, from its word that it is ready to its end. */
export class ServerProcess {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** Resolves when the server's log says `ready`; rejects with the log when it ended before. */
  static async start(
    file: string,
    args: readonly string[],
    cwd: string,
    ready: string,
  ): Promise<ServerProcess> {
    const child = spawn(file, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'], ...UNPRIVILEGED });
    const log: string[] = [];
    await new Promise<void>((resolve, reject) => {
      child.on('error', reject);
      createInterface(child.stderr)
        .on('line', (line) => {
          log.push(line);
          if (line.includes(ready)) resolve();
        })
        .on('close', () => reject(new Error(`${file} ended: ${log.join('\n')}`)));
    });
    return new ServerProcess(child);
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    await ended;
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
