import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import {
  type DatabaseServer,
  findProgram,
  freePort,
  makeCertificate,
  removeFolder,
  requireProgram,
  runProgram,
  ServerProcess,
  serverFolder,
} from './database-server.ts';

/** Small, and without the care for power cuts that a test has no use of. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  shared_buffers: '8MB',
  max_connections: '60',
  max_wal_senders: '0',
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  ssl: 'on',
};

export function isPostgresqlInstalled(): boolean {
  return ['postgres', 'initdb'].every((name) => findProgram(name) !== undefined);
}

/** Starts PostgreSQL as Debian installs it. */
export async function startPostgresql(): Promise<DatabaseServer> {
  return await PostgresqlServer.create(requireProgram('postgres'), requireProgram('initdb'));
}

class PostgresqlServer implements DatabaseServer {
  readonly askCipher = 'SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
  readonly caFile: string;
  readonly socket: string;
  readonly #folder: string;
  readonly #program: string;
  readonly #port: number;
  readonly #args: readonly string[];
  #process: ServerProcess | undefined;
  #root: pg.Client | undefined;
  #sites = 0;

  private constructor(
    program: string,
    folder: string,
    port: number,
    tls: { certificate: string; key: string },
  ) {
    this.#program = program;
    this.#folder = folder;
    this.#port = port;
    this.caFile = tls.certificate;
    this.socket = folder;
    const settings = Object.entries({ ...SETTINGS, ssl_cert_file: tls.certificate, ssl_key_file: tls.key });
    this.#args = [
      '-D',
      join(folder, 'data'),
      '-k',
      folder,
      '-p',
      String(port),
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ];
  }

  static async create(program: string, installer: string): Promise<PostgresqlServer> {
    const folder = serverFolder();
    const auth = ['--auth-local=trust', '--auth-host=scram-sha-256', '--username=root'];
    const [port, tls] = await Promise.all([
      freePort(),
      makeCertificate(folder),
      runProgram(
        installer,
        ['-D', join(folder, 'data'), ...auth, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
        folder,
      ),
    ]);
    const server = new PostgresqlServer(program, folder, port, tls);
    await server.start();
    await server.#asRoot("CREATE ROLE drupal LOGIN PASSWORD 's:cr/t@'");
    return server;
  }

  async create() {
    const schema = `site${++this.#sites}`;
    await this.#asRoot(`CREATE SCHEMA ${schema} AUTHORIZATION drupal`);
    return {
      url: `${this.url()}#${schema}.dp_`,
      drop: () => this.#asRoot(`DROP SCHEMA ${schema} CASCADE`),
    };
  }

  url({ password = 's:cr/t@', database = 'postgres', search = '', port = this.#port } = {}): string {
    return `pgsql://drupal:${encodeURIComponent(password)}@localhost:${port}/${database}${search}`;
  }

  async start(): Promise<void> {
    const ready = 'ready to accept';
    this.#process = await ServerProcess.start(this.#program, this.#args, this.#folder, ready);
    this.#root = new pg.Client({ host: this.socket, port: this.#port, user: 'root', database: 'postgres' });
    this.#root.on('error', () => undefined);
    await this.#root.connect();
  }

  async stop(): Promise<void> {
    await this.#process?.stop('SIGINT');
  }

  hold(table: string) {
    const schema = `site${this.#sites}`;
    return { begin: ['BEGIN', `LOCK TABLE ${schema}.dp_${table}`], end: 'COMMIT' };
  }

  async setReplica(isReplica: boolean): Promise<void> {
    const standby = join(this.#folder, 'data/standby.signal');
    await this.stop();
    if (isReplica) writeFileSync(standby, '');
    else rmSync(standby);
    await this.start();
  }

  async remove(): Promise<void> {
    await this.#process?.stop('SIGQUIT');
    removeFolder(this.#folder);
  }

  async #asRoot(sql: string): Promise<void> {
    await this.#root?.query(sql);
  }
}
