import {
  createPool,
  type Pool,
  type PoolConnection,
  type PoolOptions,
  type QueryError,
  type QueryOptions,
  type QueryResult,
} from 'mysql2';
import type { ServerAddress } from './database-url.ts';
import {
  CONNECT_TIMEOUT_MS,
  CONNECTIONS,
  type RowForm,
  readCa,
  type ServerAccess,
  type ServerConnection,
  type ServerPool,
  type ServerResult,
} from './server-pool.ts';

const ISOLATION = 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED';
/** Strict, because MySQL else cuts what is too long; and user 0 is to be 0. */
const SQL_MODE = "SET SESSION sql_mode = 'TRADITIONAL,NO_AUTO_VALUE_ON_ZERO'";

/**
 * Statements that each connection keeps prepared. The server counts those of all its clients together (16,382), and
 * who comes when they are all taken can do nothing; the driver alone would keep 16,000.
 */
const PREPARED_STATEMENTS = 128;
/** One with more is not kept: it takes megabytes of the server, and another preparing is little beside its run. */
const PARAMETERS_OF_PREPARED = 1024;

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
    const pooled = await this.#take();
    const isNew = !this.#known.has(pooled);
    this.#known.add(pooled);
    return {
      isNew,
      run: (sql, parameters, rows) => run(pooled, sql, parameters, rows),
      release: (state) => (state === 'usable' ? pooled.release() : pooled.destroy()),
    };
  }

  #take(): Promise<PoolConnection> {
    return new Promise((resolve, reject) => {
      this.#pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
    });
  }

  begin(characteristics: string): readonly string[] {
    return characteristics === '' ? ['begin'] : [`set transaction ${characteristics}`, 'begin'];
  }

  isBroken(error: unknown): boolean {
    return !(error instanceof Error) || ('fatal' in error && error.fatal === true);
  }

  async end(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#pool.end((error) => (error ? reject(error) : resolve()));
    });
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
    maxPreparedStatements: PREPARED_STATEMENTS,
    // A stack is of no use to an error of the server, and taking one for each statement costs a tenth of it.
    trace: false,
    ...(tls && { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...(ca !== undefined && { ca }) } }),
  };
}

/** By callbacks: the driver's promises make an event emitter for each connection that is taken. */
function run(
  connection: PoolConnection,
  sql: string,
  parameters: readonly unknown[],
  rows: RowForm,
): Promise<ServerResult> {
  return new Promise((resolve, reject) => {
    const done = (error: QueryError | null, result: QueryResult) => {
      // Of a connection that broke nothing is left to be given up.
      if (!error && parameters.length > PARAMETERS_OF_PREPARED) connection.unprepare(sql);
      return error ? reject(error) : resolve(resultOf(result));
    };
    // `unprepare` finds only what has no options beside its text.
    const options: QueryOptions = rows === 'values' ? { sql, rowsAsArray: true } : { sql };
    // Prepared, so that no escaping of ours depends on the server's sql_mode. What has no parameters needs none,
    // and some of it (BEGIN) can't be prepared.
    if (parameters.length === 0) connection.query(options, done);
    else connection.execute({ ...options, values: [...parameters] }, done);
  });
}

function resultOf(result: QueryResult): ServerResult {
  if (Array.isArray(result)) return { rows: result, affected: undefined, insertId: undefined };
  const { affectedRows, insertId } = result;
  return { rows: [], affected: affectedRows, insertId: insertId === 0 ? undefined : insertId };
}
