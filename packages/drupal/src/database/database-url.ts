import { DrupalError } from '../errors.ts';

/** Where a Drupal database is. */
export type DatabaseAddress = FileAddress | ServerAddress;

/** A database in a file. */
export interface FileAddress {
  readonly driver: 'sqlite';
  /** File that holds the tables: the database, or with a prefix the file Drupal attaches for it. */
  readonly path: string;
}

/** A database on a server. */
export interface ServerAddress {
  readonly driver: 'mysql' | 'pgsql';
  readonly host: string;
  /** Undefined: the driver's own default. */
  readonly port: number | undefined;
  /** Of MySQL the socket, of PostgreSQL the folder it is in; then host and port don't count. */
  readonly socket: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Undefined: no TLS. Else the server's certificate and name are verified, by the system's CAs or those of a file. */
  readonly tls: { readonly caFile: string | undefined } | undefined;
  /** What stands before the name of each table: `dp_`, or `schema.` or `schema.dp_`. */
  readonly prefix: string;
}

const EXPECTED =
  "Drupal's form sqlite://localhost//absolute/path.sqlite or mysql://user:password@host/database";
const SERVERS = new Map([
  ['mysql:', 'mysql'],
  ['mysqli:', 'mysql'],
  ['pgsql:', 'pgsql'],
] as const);
/** `module` is what Drupal itself adds; the others have no form there. */
const SERVER_KEYS = new Set(['module', 'unix_socket', 'tls', 'tls_ca']);

/**
 * Reads a database address in Drupal's own URL form.
 *
 * `sqlite://localhost/PATH#prefix`: PATH is relative to the working directory unless it starts with a slash
 * of its own. On SQLite Drupal keeps prefixed tables in a file of their own, `PATH-prefix`.
 *
 * `mysql://USER:PASSWORD@HOST:PORT/DATABASE#prefix` and `pgsql://…`, to which we add what Drupal has only in
 * settings.php: `?unix_socket=PATH`, `?tls=verify` and `?tls_ca=FILE`.
 *
 * @throws DrupalError `DRUPAL_DATABASE_URL`; the message never repeats the address, which may hold a password
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const parsed = URL.parse(url);
  if (parsed === null) throw invalid('something that is not a URL');
  if (parsed.protocol === 'sqlite:') return fileAddress(parsed);
  const driver = [...SERVERS].find(([protocol]) => protocol === parsed.protocol)?.[1];
  if (driver === undefined) throw invalid(`the driver "${parsed.protocol.slice(0, -1)}"`);
  return serverAddress(driver, parsed);
}

function fileAddress(url: URL): FileAddress {
  const path = decode(url.pathname.slice(1));
  if (path === '' || path === ':memory:' || path.includes('\0')) throw invalid('no path of a file');
  const prefix = decode(url.hash.slice(1));
  if (!/^\w*$/.test(prefix)) throw invalid('a prefix with other signs than letters, digits and _');
  return { driver: 'sqlite', path: prefix === '' ? path : `${path}-${prefix}` };
}

function serverAddress(driver: ServerAddress['driver'], url: URL): ServerAddress {
  const database = decode(url.pathname.slice(1));
  if (database === '' || url.hostname === '') throw invalid('no host or no database');
  const prefix = decode(url.hash.slice(1));
  if (!/^(\w+\.)?\w*$/.test(prefix)) {
    throw invalid('a prefix with other signs than letters, digits and _, or more than one dot');
  }
  const { searchParams } = url;
  const unknown = [...searchParams.keys()].find((key) => !SERVER_KEYS.has(key));
  if (unknown !== undefined) throw invalid(`the parameter "${unknown}"`);
  const tls = searchParams.get('tls');
  if (tls !== null && tls !== 'verify') throw invalid('a tls other than "verify"');
  const caFile = searchParams.get('tls_ca') ?? undefined;
  return {
    driver,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? undefined : Number(url.port),
    socket: searchParams.get('unix_socket') ?? undefined,
    user: decode(url.username),
    password: decode(url.password),
    database,
    tls: tls !== null || caFile !== undefined ? { caFile } : undefined,
    prefix,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw invalid('a broken % escape', cause);
  }
}

function invalid(found: string, cause?: unknown): DrupalError {
  return new DrupalError('DRUPAL_DATABASE_URL', `database: expected ${EXPECTED}; found ${found}`, { cause });
}
