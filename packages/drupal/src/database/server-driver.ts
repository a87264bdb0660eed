import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { DrupalError } from '../errors.ts';
import { ANSWER_TIMEOUT_MS, inTime } from '../in-time.ts';
import type { ServerAddress } from './database-url.ts';
import type { RowForm, ServerConnection, ServerPool, ServerResult } from './server-pool.ts';

/** How a server says that it is no replica. */
const PRIMARY: ReadonlySet<string> = new Set(['0', 'OFF', 'false']);

/**
 * Kysely's driver on a pool of connections to a server.
 *
 * A connection that broke leaves the pool, and whoever waited for it is told with a code of its own; the next
 * statement makes a new one.
 */
export class ServerDriver implements Driver {
  readonly #pool: ServerPool;
  readonly #address: ServerAddress;

  constructor(pool: ServerPool, address: ServerAddress) {
    this.#pool = pool;
    this.#address = address;
  }

  /** @throws DrupalError `DRUPAL_DATABASE_REPLICA` or `DRUPAL_DATABASE_UNREACHABLE` */
  async init(): Promise<void> {
    try {
      await this.#requirePrimary();
    } catch (error) {
      // Kysely destroys only what was initialised, and open connections would keep the process alive.
      await this.#pool.end();
      throw error;
    }
  }

  async acquireConnection(): Promise<Connection> {
    const pooled = await this.#connect();
    const connection = new Connection(pooled, this.#pool, this.#address);
    if (!pooled.isNew) return connection;
    try {
      for (const sql of this.#pool.setUp) await connection.executeQuery(raw(sql));
    } catch (error) {
      pooled.release('broken');
      throw error;
    }
    return connection;
  }

  /** Rows as values in the order of the statement's columns, past Kysely. */
  async read(sql: string, parameters: readonly unknown[]): Promise<readonly (readonly unknown[])[]> {
    const connection = await this.acquireConnection();
    try {
      const { rows } = await connection.run(sql, parameters, 'values');
      return rows as readonly (readonly unknown[])[];
    } finally {
      connection.release();
    }
  }

  async beginTransaction(connection: Connection, settings: TransactionSettings): Promise<void> {
    const { isolationLevel, accessMode } = settings;
    const characteristics = [isolationLevel && `isolation level ${isolationLevel}`, accessMode];
    for (const sql of this.#pool.begin(characteristics.filter(Boolean).join(', '))) {
      await connection.executeQuery(raw(sql));
    }
  }

  async commitTransaction(connection: Connection): Promise<void> {
    await connection.executeQuery(raw('commit'));
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    await connection.executeQuery(raw('rollback'));
  }

  async releaseConnection(connection: Connection): Promise<void> {
    connection.release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }

  async #requirePrimary(): Promise<void> {
    const connection = await this.acquireConnection();
    try {
      const { rows } = await connection.executeQuery<{ isReplica: string }>(raw(this.#pool.askReplica));
      // A log-out reaches a replica late: till then it would still let the user in.
      if (!rows.every(({ isReplica }) => PRIMARY.has(isReplica))) {
        throw new DrupalError(
          'DRUPAL_DATABASE_REPLICA',
          `${where(this.#address)}: expected the primary, found a replica or a server for reading only`,
        );
      }
    } finally {
      await this.releaseConnection(connection);
    }
  }

  async #connect(): Promise<ServerConnection> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw unreachable(this.#address, cause);
    }
  }
}

class Connection implements DatabaseConnection {
  readonly #connection: ServerConnection;
  readonly #pool: ServerPool;
  readonly #address: ServerAddress;
  #state: 'usable' | 'broken' = 'usable';

  constructor(connection: ServerConnection, pool: ServerPool, address: ServerAddress) {
    this.#connection = connection;
    this.#pool = pool;
    this.#address = address;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, affected, insertId } = await this.run(sql, parameters, 'objects');
    return {
      rows: rows as R[],
      ...(affected !== undefined && { numAffectedRows: BigInt(affected) }),
      ...(insertId !== undefined && { insertId: BigInt(insertId) }),
    };
  }

  /** @throws DrupalError `DRUPAL_DATABASE_UNREACHABLE`, or the driver's own of a statement that failed */
  async run(sql: string, parameters: readonly unknown[], rows: RowForm): Promise<ServerResult> {
    try {
      return await inTime(this.#connection.run(sql, parameters, rows), () => new NoAnswer());
    } catch (error) {
      // A statement that wasn't answered in time may be yet, to whoever has the connection next.
      if (!(error instanceof NoAnswer) && !this.#pool.isBroken(error)) throw error;
      this.#state = 'broken';
      throw unreachable(this.#address, error);
    }
  }

  /** All rows at once: what is read here is small. */
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  release(): void {
    this.#connection.release(this.#state);
  }
}

/** The drivers' own limits leave out the preparing of a statement, or the waiting for its turn. */
class NoAnswer extends Error {
  override readonly message = `no answer within ${ANSWER_TIMEOUT_MS} ms`;
}

function raw(sql: string): CompiledQuery {
  return CompiledQuery.raw(sql);
}

function where({ driver, host, port, socket, database }: ServerAddress): string {
  return `database ${driver} ${socket ?? (port === undefined ? host : `${host}:${port}`)} ${database}`;
}

function unreachable(address: ServerAddress, cause: unknown): DrupalError {
  return DrupalError.from('DRUPAL_DATABASE_UNREACHABLE', where(address), cause);
}
