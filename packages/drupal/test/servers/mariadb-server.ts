import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
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
const SETTINGS = [
  '--innodb-buffer-pool-size=16M',
  '--innodb-log-file-size=8M',
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-doublewrite=0',
  '--innodb-flush-method=nosync',
  '--innodb-fast-shutdown=2',
  '--key-buffer-size=1M',
  '--performance-schema=OFF',
  '--skip-log-bin',
  '--skip-name-resolve',
  '--bind-address=127.0.0.1',
];

export function isMariadbInstalled(): boolean {
  return ['mariadbd', 'mariadb-install-db'].every((name) => findProgram(name) !== undefined);
}

/** Starts MariaDB as Debian installs it. */
export async function startMariadb(): Promise<DatabaseServer> {
  return await MariadbServer.create(requireProgram('mariadbd'), requireProgram('mariadb-install-db'));
}

class MariadbServer implements DatabaseServer {
  readonly askCipher = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
  readonly caFile: string;
  readonly socket: string;
  readonly #folder: string;
  readonly #program: string;
  readonly #port: number;
  readonly #args: readonly string[];
  #process: ServerProcess | undefined;
  #root: Connection | undefined;
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
    this.socket = join(folder, 's');
    this.#args = [
      '--no-defaults',
      `--datadir=${join(folder, 'data')}`,
      `--socket=${this.socket}`,
      `--port=${port}`,
      `--ssl-cert=${tls.certificate}`,
      `--ssl-key=${tls.key}`,
      ...SETTINGS,
    ];
  }

  static async create(program: string, installer: string): Promise<MariadbServer> {
    const folder = serverFolder();
    const [port, tls] = await Promise.all([
      freePort(),
      makeCertificate(folder),
      runProgram(
        installer,
        [
          '--no-defaults',
          `--datadir=${join(folder, 'data')}`,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
          '--skip-name-resolve',
        ],
        folder,
      ),
    ]);
    const server = new MariadbServer(program, folder, port, tls);
    await server.start();
    await server.#asRoot("CREATE USER drupal@'%' IDENTIFIED BY 's:cr/t@'");
    await server.#asRoot('CREATE DATABASE site0');
    await server.#asRoot("GRANT ALL ON `site%`.* TO drupal@'%'");
    return server;
  }

  async create() {
    const database = `site${++this.#sites}`;
    await this.#asRoot(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    return {
      url: `${this.url({ database })}#dp_`,
      drop: () => this.#asRoot(`DROP DATABASE ${database}`),
    };
  }

  url({ password = 's:cr/t@', database = 'site0', search = '', port = this.#port } = {}): string {
    return `mysql://drupal:${encodeURIComponent(password)}@localhost:${port}/${database}${search}`;
  }

  async start(): Promise<void> {
    const ready = 'ready for connections';
    this.#process = await ServerProcess.start(this.#program, this.#args, this.#folder, ready);
    this.#root = await createConnection({ socketPath: this.socket, user: 'root' });
  }

  async stop(): Promise<void> {
    this.#root?.destroy();
    await this.#process?.stop('SIGTERM');
  }

  hold(table: string) {
    return { begin: [`LOCK TABLES dp_${table} WRITE`], end: 'UNLOCK TABLES' };
  }

  async setReplica(isReplica: boolean): Promise<void> {
    await this.#asRoot(`SET GLOBAL read_only = ${isReplica ? 1 : 0}`);
  }

  async remove(): Promise<void> {
    this.#root?.destroy();
    await this.#process?.stop('SIGKILL');
    removeFolder(this.#folder);
  }

  async #asRoot(sql: string): Promise<void> {
    await this.#root?.query(sql);
  }
}
