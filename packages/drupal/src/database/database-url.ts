import { DrupalError } from '../errors.ts';

/** Where a Drupal database is. */
export interface DatabaseAddress {
  readonly driver: 'sqlite';
  /** File that holds the tables: the database, or with a prefix the file Drupal attaches for it. */
  readonly path: string;
}

const EXPECTED = "Drupal's form sqlite://localhost//absolute/path.sqlite, with #prefix if the site has one";

/**
 * Reads a database address in Drupal's own URL form.
 *
 * `sqlite://localhost/PATH#prefix`: PATH is relative to the working directory unless it starts with a slash
 * of its own. On SQLite Drupal keeps prefixed tables in a file of their own, `PATH-prefix`.
 *
 * @throws DrupalError `DRUPAL_DATABASE_URL`; the message never repeats the address, which may hold a password
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const parsed = URL.parse(url);
  if (parsed === null) throw invalid('something that is not a URL');
  if (parsed.protocol !== 'sqlite:') throw invalid(`the driver "${parsed.protocol.slice(0, -1)}"`);
  const path = decode(parsed.pathname.slice(1));
  if (path === '' || path === ':memory:' || path.includes('\0')) throw invalid('no path of a file');
  const prefix = decode(parsed.hash.slice(1));
  if (!/^\w*$/.test(prefix)) throw invalid('a prefix with other signs than letters, digits and _');
  return { driver: 'sqlite', path: prefix === '' ? path : `${path}-${prefix}` };
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
