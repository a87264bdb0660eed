import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { DrupalError } from '../errors.ts';

/** What a connection may do; `create` makes a new file and refuses one that is there. */
export type Access = 'read' | 'write' | 'create';

/** node:sqlite waits inside the event loop, so a reader gives up soon; WAL readers hardly ever wait. */
const BUSY_TIMEOUT_MS = Object.freeze({ read: 250, write: 2000, create: 2000 });
const MODE = Object.freeze({ read: 'ro', write: 'rw', create: 'rwc' });

/**
 * Opens a SQLite file, and never makes an empty one by opening.
 *
 * @throws DrupalError `DRUPAL_DATABASE_MISSING`, `DRUPAL_DATABASE_EXISTS` or `DRUPAL_DATABASE_UNREADABLE`
 */
export function openSqliteFile(path: string, access: Access): DatabaseSync {
  const absolute = resolve(path);
  const found = statSync(absolute, { throwIfNoEntry: false });
  if (access === 'create' && found) {
    throw new DrupalError('DRUPAL_DATABASE_EXISTS', `database ${absolute}: expected no file, found one`);
  }
  if (access !== 'create' && !found?.isFile()) {
    const what = found ? 'something that is not a file' : 'nothing there';
    throw new DrupalError(
      'DRUPAL_DATABASE_MISSING',
      `database ${absolute}: expected a SQLite file, found ${what}`,
    );
  }
  const url = pathToFileURL(absolute);
  url.searchParams.set('mode', MODE[access]);
  try {
    const database = new DatabaseSync(url, {
      timeout: BUSY_TIMEOUT_MS[access],
      // Rows of Drupal's case-blind tables can only be written by rewriting the schema, see folded-names.ts.
      ...(access !== 'read' && { defensive: false }),
    });
    // Opening alone reads nothing; this does, so a file of another kind is found here and not at a log-in.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (cause) {
    throw new DrupalError('DRUPAL_DATABASE_UNREADABLE', `database ${absolute}: ${reason(cause)}`, { cause });
  }
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'expected a SQLite file';
}
