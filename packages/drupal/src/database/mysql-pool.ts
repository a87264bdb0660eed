import { createPool, type Pool, type PoolConnection, type PoolOptions } from 'mysql2/promise';
import type { ServerAddress } from './database-url.ts';
import {
  CONNECT_TIMEOUT_MS,
  CONNECTIONS,
  readCa,
  type ServerAccess,
  type ServerConnection,
  type ServerPool,
  type ServerResult,
} from './server-pool.ts';

const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
/** Strict, because MySQL else cuts what is too long; and user 0 is to be 0. */
const SQL_MODE = "SET SESSION sql_mode = 'TRADITIONAL,NO_AUTO_VALUE_ON_ZERO'";

/** MySQL or MariaDB by `mysql2`. */
export class MysqlPool implements ServerPool {
  readonly askReplica = 'SELECT CAST(@@global.read_only AS CHAR) AS isReplica';
  readonly #pool: Pool;
  readonly setUp: readonly string[];
  readonly #known = new WeakSet<object>();

  constructor(address: ServerAddress, access: ServerAccess) {
    this.#pool = createPool(poolOptions(address));
    this.setUp = [access === 'read' ? `${ISOLATION}, READ ONLY` : ISOLATION, SQL_MODE];
  }

  async connect(): Promise<ServerConnection> {
    const pooled = await this.#pool.getConnection();
    const isNew = !this.#known.has(pooled.connection);
    this.#known.add(pooled.connection);
    return {
      isNew,
      run: (sql, parameters) => run(pooled, sql, parameters),
      release: (state) => (state === 'usable' ? pooled.release() : pooled.destroy()),
    };
  }

  begin(characteristics: string): readonly string[] {
    return characteristics === '' ? ['begin'] : [`set transaction ${characteristics}`, 'begin'];
  }

  isBroken(error: unknown): boolean {
    return !(error instanceof Error) || ('fatal' in error && error.fatal === true);
  }

  async end(): Promise<void> {
    await this.#pool.end();
  }
}

function poolOptions(address: ServerAddress): PoolOptions {
  const { host, port = 3306, socket, user, password, database, tls } = address;
  const ca = readCa(address);
  return {
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    user,
    password,
    database,
    charset: 'utf8mb4',
    connectionLimit: CONNECTIONS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    ...(tls && { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(ca !== undefined && { ca }) } }),
  };
}

async function run(
  connection: PoolConnection,
  sql: string,
  parameters: readonly unknown[],
): Promise<ServerResult> {
  // Prepared, so that no escaping of ours depends on the server's sql_mode. What has no parameters needs none,
  // and some of it (BEGIN) can't be prepared.
  const [result] =
    parameters.length === 0
      ? await connection.query(sql)
      : await connection.execute({ sql, values: [...parameters] });
  if (Array.isArray(result)) return { rows: result, affected: undefined, insertId: undefined };
  const { affectedRows, insertId } = result;
  return { rows: [], affected: affectedRows, insertId: insertId === 0 ? undefined : insertId };
}
