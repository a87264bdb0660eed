import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { ServerKind } from './database-server.ts';

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

const socket = (folder: string) => join(folder, 's');

export const mariadb: ServerKind = {
  packageName: 'mariadb-server',
  program: 'mariadbd',
  installer: 'mariadb-install-db',
  scheme: 'mysql',
  signals: { stop: 'SIGTERM', end: 'SIGKILL' },
  ready: 'ready for connections',
  database: 'site0',
  askCipher: "SHOW SESSION STATUS LIKE 'Ssl_cipher'",
  askStatements:
    "SELECT variable_value AS statements FROM information_schema.global_status WHERE variable_name = 'QUESTIONS'",
  socket,

  installerArgs: (folder) => [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ],

  serverArgs: ({ folder, port, tls }) => [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--socket=${socket(folder)}`,
    `--port=${port}`,
    `--ssl-cert=${tls.certificate}`,
    `--ssl-key=${tls.key}`,
    ...SETTINGS,
  ],

  async connectRoot({ folder }) {
    const root = await createConnection({ socketPath: socket(folder), user: 'root' });
    return {
      async query(sql) {
        const [rows] = await root.query<RowDataPacket[]>(sql);
        return Array.isArray(rows) ? rows : [];
      },
      close: () => root.destroy(),
    };
  },

  createUser: (password) => [
    `CREATE USER drupal@'%' IDENTIFIED BY '${password}'`,
    'CREATE DATABASE site0',
    "GRANT ALL ON `site%`.* TO drupal@'%'",
  ],

  createAccount: (name) => [`CREATE USER ${name}@'%' IDENTIFIED BY 'secret'`],

  site: (n) => ({
    create: `CREATE DATABASE site${n} CHARACTER SET utf8mb4`,
    drop: `DROP DATABASE site${n}`,
    database: `site${n}`,
    prefix: 'dp_',
  }),

  hold: (prefix, table) => ({ begin: [`LOCK TABLES ${prefix}${table} WRITE`], end: 'UNLOCK TABLES' }),

  async setReplica(server, _place, isReplica) {
    await server.asRoot(`SET GLOBAL read_only = ${isReplica ? 1 : 0}`);
  },
};
