import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from '../../../server/test/free-ports.ts';

const run = promisify(execFile);

/** Where a server of the tests has its files and listens. */
export interface ServerPlace {
  readonly folder: string;
  readonly port: number;
  readonly tls: { readonly certificate: string; readonly key: string };
}

/** A connection that may everything. */
export interface Root {
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): void;
}

/** What one make of servers does its own way. */
export interface ServerKind {
  /** Debian's name. */
  readonly packageName: string;
  readonly program: string;
  readonly installer: string;
  readonly scheme: 'mysql' | 'pgsql';
  /** Its own way to be asked to end, and to end at once. */
  readonly signals: { readonly stop: NodeJS.Signals; readonly end: NodeJS.Signals };
  /** What its log says when it can be asked. */
  readonly ready: string;
  installerArgs(folder: string): readonly string[];
  serverArgs(place: ServerPlace): readonly string[];
  connectRoot(place: ServerPlace): Promise<Root>;
  /** Statements that make the user `drupal` with that password. */
  createUser(password: string): readonly string[];
  /** Statements that make another user with the password `secret`, who may nothing. */
  createAccount(name: string): readonly string[];
  /** A database that is always there. */
  readonly database: string;
  /** An empty place for the n-th site. */
  site(n: number): {
    readonly create: string;
    readonly drop: string;
    readonly database?: string;
    readonly prefix: string;
  };
  /** What `?unix_socket=` wants. */
  socket(folder: string): string;
  /** Statement that gives `cipher` of the connection that asks. */
  readonly askCipher: string;
  /** Statement that gives `statements`, the number of those that clients sent so far. */
  readonly askStatements: string;
  /** Statements after which nobody else's statement on a table is answered, and those that end this. */
  hold(prefix: string, table: string): { readonly begin: readonly string[]; readonly end: string };
  setReplica(server: DatabaseServer, place: ServerPlace, isReplica: boolean): Promise<void>;
}

const PASSWORD = 's:cr/t@';

export function isInstalled({ program, installer }: ServerKind): boolean {
  return [program, installer].every((name) => findProgram(name) !== undefined);
}

/** A database server for tests, as Debian installs it, in a folder of its own and for this machine only. */
export class DatabaseServer {
  readonly kind: ServerKind;
  readonly #place: ServerPlace;
  #process: ServerProcess | undefined;
  #root: Root | undefined;
  #sites = 0;

  private constructor(kind: ServerKind, place: ServerPlace) {
    this.kind = kind;
    this.#place = place;
  }

  static async install(kind: ServerKind): Promise<DatabaseServer> {
    const folder = serverFolder();
    const [port, tls] = await Promise.all([
      freePort(),
      makeCertificate(folder),
      runProgram(requireProgram(kind.installer), kind.installerArgs(folder), folder),
    ]);
    const server = new DatabaseServer(kind, { folder, port, tls });
    await server.start();
    for (const sql of kind.createUser(PASSWORD)) await server.asRoot(sql);
    return server;
  }

  /** Makes an empty place for a site; its tables have a prefix. */
  async create(): Promise<{ readonly url: string; drop(): Promise<void> }> {
    const { create, drop, database = this.kind.database, prefix } = this.kind.site(++this.#sites);
    await this.asRoot(create);
    return {
      url: `${this.url({ database })}#${prefix}`,
      drop: async () => {
        await this.asRoot(drop);
      },
    };
  }

  /** An address with other parts than `create` gives. */
  url({
    password = PASSWORD,
    database = this.kind.database,
    search = '',
    port = this.#place.port,
  }: {
    readonly password?: string;
    readonly database?: string;
    readonly search?: string;
    readonly port?: number;
  }): string {
    return `${this.kind.scheme}://drupal:${encodeURIComponent(password)}@localhost:${port}/${database}${search}`;
  }

  /** Certificates that the server's own was signed with. */
  get caFile(): string {
    return this.#place.tls.certificate;
  }

  get socket(): string {
    return this.kind.socket(this.#place.folder);
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Brings back what `stop` ended, with all it had. */
  async start(): Promise<void> {
    const { program, ready } = this.kind;
    const args = this.kind.serverArgs(this.#place);
    this.#process = await ServerProcess.start(requireProgram(program), args, this.#place.folder, ready);
    this.#root = await this.kind.connectRoot(this.#place);
  }

  /** Ends the server as an operator does. */
  async stop(): Promise<void> {
    this.#root?.close();
    await this.#process?.stop(this.kind.signals.stop);
  }

  /** Holds a table of the newest site. */
  hold(table: string): { readonly begin: readonly string[]; readonly end: string } {
    return this.kind.hold(this.kind.site(this.#sites).prefix, table);
  }

  /** From now on a copy of another, or no more. */
  async setReplica(isReplica: boolean): Promise<void> {
    await this.kind.setReplica(this, this.#place, isReplica);
  }

  /** Statements that clients sent so far. */
  async statements(): Promise<number> {
    const [row] = await this.asRoot(this.kind.askStatements);
    return Number(row?.statements);
  }

  async asRoot(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await this.#root?.query(sql)) ?? [];
  }

  /** Ends the server and deletes all it had. */
  async remove(): Promise<void> {
    this.#root?.close();
    await this.#process?.stop(this.kind.signals.end);
    rmSync(this.#place.folder, { recursive: true, force: true });
  }
}

/** Who the server runs as: servers refuse to be root. */
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** Makes a folder that the server may write. */
function serverFolder(): string {
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

function requireProgram(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

/** Runs a program to its end, not as root. */
async function runProgram(file: string, args: readonly string[], cwd: string): Promise<void> {
  await run(file, [...args], { cwd, ...UNPRIVILEGED });
}

/** Makes a certificate for localhost that signs itself. */
async function makeCertificate(folder: string): Promise<{ certificate: string; key: string }> {
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

  get pid(): number | undefined {
    return this.#process.pid;
  }

  async stop(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    await ended;
  }
}
