import { readFileSync } from 'node:fs';
import { DrupalError } from '../errors.ts';
import type { ServerAddress } from './database-url.ts';

/** Connections that an open database keeps at most; Drupal's PHP workers want some of the server's too. */
export const CONNECTIONS = 10;
/** A server that can't be reached is given up after this. */
export const CONNECT_TIMEOUT_MS = 5000;

/** What the connections of a pool may do; `read` changes nothing, whatever the statement. */
export type ServerAccess = 'read' | 'write';

/** How rows are told: by the names of their columns, or as the values in their order. */
export type RowForm = 'objects' | 'values';

/** What a statement gave. */
export interface ServerResult {
  readonly rows: unknown[];
  /** Rows that were written. */
  readonly affected: number | undefined;
  /** The id that a serial column gave, where the server says so by itself. */
  readonly insertId: number | undefined;
}

/** A connection taken from a pool. */
export interface ServerConnection {
  /** Nobody had it before; it wants the pool's `setUp`. */
  readonly isNew: boolean;
  /** Rejects with the driver's own error. */
  run(sql: string, parameters: readonly unknown[], rows: RowForm): Promise<ServerResult>;
  /** Gives it back; one that is broken, or whose answer may still come, is closed instead. */
  release(state: 'usable' | 'broken'): void;
}

/** Connections to a database server. */
export interface ServerPool {
  /** Statements that each new connection starts with. */
  readonly setUp: readonly string[];
  /** Rejects with the driver's own error. */
  connect(): Promise<ServerConnection>;
  /** Did the connection fail, not only the statement? */
  isBroken(error: unknown): boolean;
  /** Statement that gives whether the server only copies another, as `isReplica`. */
  readonly askReplica: string;
  /** Statements that begin a transaction with characteristics such as `isolation level serializable`. */
  begin(characteristics: string): readonly string[];
  end(): Promise<void>;
}

/** Certificates to verify a server with; undefined: the system's. @throws DrupalError `DRUPAL_DATABASE_URL` */
export function readCa({ tls }: ServerAddress): string | undefined {
  if (tls?.caFile === undefined) return undefined;
  try {
    return readFileSync(tls.caFile, 'utf8');
  } catch (cause) {
    throw new DrupalError(
      'DRUPAL_DATABASE_URL',
      'database: expected a readable file of certificates in tls_ca',
      {
        cause,
      },
    );
  }
}
