import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { ServerKind } from './database-server.ts';

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

/** Sites share the database, each in a schema of its own. */
const database = 'postgres';

export const postgresql: ServerKind = {
  packageName: 'postgresql',
  program: 'postgres',
  installer: 'initdb',
  scheme: 'pgsql',
  signals: { stop: 'SIGINT', end: 'SIGQUIT' },
  ready: 'ready to accept',
  database,
  askCipher: 'SELECT cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  // Each statement outside of BEGIN is a transaction. Backends tell theirs now and then only, and when they end.
  askStatements: 'SELECT xact_commit AS statements FROM pg_stat_database WHERE datname = current_database()',
  socket: (folder) => folder,

  installerArgs: (folder) => [
    '-D',
    join(folder, 'data'),
    '--auth-local=trust',
    '--auth-host=scram-sha-256',
    '--username=root',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ],

  serverArgs: ({ folder, port, tls }) => [
    '-D',
    join(folder, 'data'),
    '-k',
    folder,
    '-p',
    String(port),
    ...Object.entries({ ...SETTINGS, ssl_cert_file: tls.certificate, ssl_key_file: tls.key }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    ),
  ],

  async connectRoot({ folder, port }) {
    const root = new pg.Client({ host: folder, port, user: 'root', database });
    let isClosed = false;
    root.on('error', () => {
      isClosed = true;
    });
    await root.connect();
    return {
      query: async (sql) => (await root.query(sql)).rows,
      close: () => {
        if (!isClosed) void root.end();
      },
    };
  },

  createUser: (password) => [`CREATE ROLE drupal LOGIN PASSWORD '${password}'`],

  createAccount: (name) => [`CREATE ROLE ${name} LOGIN PASSWORD 'secret'`],

  site: (n) => ({
    create: `CREATE SCHEMA site${n} AUTHORIZATION drupal`,
    drop: `DROP SCHEMA site${n} CASCADE`,
    prefix: `site${n}.dp_`,
  }),

  hold: (prefix, table) => ({ begin: ['BEGIN', `LOCK TABLE ${prefix}${table}`], end: 'COMMIT' }),

  async setReplica(server, { folder }, isReplica) {
    const standby = join(folder, 'data/standby.signal');
    await server.stop();
    if (isReplica) writeFileSync(standby, '');
    else rmSync(standby);
    await server.start();
  },
};
