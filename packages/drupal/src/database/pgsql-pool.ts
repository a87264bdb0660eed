import pg from 'pg';
import type { ServerAddress } from './database-url.ts';
import {
  CONNECT_TIMEOUT_MS,
  CONNECTIONS,
  readCa,
  type ServerAccess,
  type ServerConnection,
  type ServerPool,
} from './server-pool.ts';

/**
 * Classes of SQLSTATE after which a connection is of no use: connection, log-in, shutdown; and a statement that
 * was prepared for a table which is another now.
 */
const BROKEN = /^(?:08|28|57P|0A000)/;
/** Distinct statements that each connection keeps prepared; planning costs more than running them. */
const PREPARED_STATEMENTS = 256;

/** PostgreSQL by `pg`. */
export class PgsqlPool implements ServerPool {
  readonly askReplica = 'SELECT pg_is_in_recovery()::text AS "isReplica"';
  readonly setUp: readonly string[];
  readonly #pool: pg.Pool;
  readonly #known = new WeakSet<pg.PoolClient>();
  readonly #names = new Map<string, string>();

  constructor(address: ServerAddress, access: ServerAccess) {
    const { host, port, socket, user, password, database, tls } = address;
    this.setUp = [`SET SESSION CHARACTERISTICS AS TRANSACTION READ ${access === 'read' ? 'ONLY' : 'WRITE'}`];
    const ca = readCa(address);
    this.#pool = new pg.Pool({
      host: socket ?? host,
      ...(port !== undefined && { port }),
      user,
      password,
      database,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ssl: tls ? { rejectUnauthorized: true, ...(ca !== undefined && { ca }) } : false,
      types: { getTypeParser },
    });
    // The pool drops a connection that broke while it was idle, and who uses one is told by its query. Without listeners
    // the same error would end the process.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  async connect(): Promise<ServerConnection> {
    const client = await this.#pool.connect();
    const isNew = !this.#known.has(client);
    this.#known.add(client);
    return {
      isNew,
      run: async (sql, parameters, form) => {
        const query = this.#query(sql, parameters);
        const { rows, rowCount, command } =
          form === 'values' ? await client.query({ ...query, rowMode: 'array' }) : await client.query(query);
        // PostgreSQL ends a transaction in which a statement failed so, and calls it no error.
        if (command === 'ROLLBACK' && sql === 'commit') throw new Error('the transaction was rolled back');
        return { rows, affected: rowCount ?? undefined, insertId: undefined };
      },
      release: (state) => client.release(state === 'broken'),
    };
  }

  #query(text: string, parameters: readonly unknown[]): pg.QueryConfig {
    const values = [...parameters];
    if (values.length === 0) return { text, values };
    const known = this.#names.get(text);
    if (known === undefined && this.#names.size >= PREPARED_STATEMENTS) return { text, values };
    const name = known ?? `drupal_nodejs_${this.#names.size}`;
    this.#names.set(text, name);
    return { name, text, values };
  }

  begin(characteristics: string): readonly string[] {
    return [`start transaction ${characteristics}`];
  }

  isBroken(error: unknown): boolean {
    // What the server says has a SQLSTATE; all else is about the connection.
    return !(error instanceof pg.DatabaseError) || BROKEN.test(error.code ?? '');
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

/** Drupal's unsigned columns are int8 here, which `pg` gives as strings. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  return oid === pg.types.builtins.INT8 && format !== 'binary'
    ? parseInt8
    : pg.types.getTypeParser(oid, format);
}

function parseInt8(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}
