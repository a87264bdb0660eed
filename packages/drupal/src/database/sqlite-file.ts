import { type BigIntStats, statSync } from 'node:fs';
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
 * The SQLite file that is at a path now.
 *
 * A file that was replaced or deleted stays readable for who has it open, and would tell of log-ins that the
 * site doesn't know any more. So a file that isn't the one at the path is closed, and the new one opened.
 */
export class SqliteFile {
  readonly #path: string;
  readonly #access: Access;
  #open: { readonly database: DatabaseSync; readonly stats: BigIntStats | undefined } | undefined;
  #isClosed = false;

  /** @throws DrupalError as `openSqliteFile` */
  constructor(path: string, access: Access) {
    this.#path = resolve(path);
    this.#access = access === 'create' ? 'write' : access;
    if (access === 'create') openSqliteFile(this.#path, 'create').close();
    this.#open = this.#reopen();
  }

  /** The open file. @throws DrupalError as `openSqliteFile`, at each call until there is a file again */
  get database(): DatabaseSync {
    const open = this.#open;
    if (open && isSameFile(open.stats, this.#stats())) return open.database;
    // Who asks once more after the end must not leave a file open that nobody closes.
    if (this.#isClosed)
      throw new DrupalError('DRUPAL_DATABASE_FAILED', `database ${this.#path}: it was closed`);
    this.#drop();
    this.#open = this.#reopen();
    return this.#open.database;
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #drop(): void {
    this.#open?.database.close();
    this.#open = undefined;
  }

  #reopen() {
    // Looked at before opening: a file that is replaced in between differs then, and is opened once more.
    const stats = this.#stats();
    return { stats, database: openSqliteFile(this.#path, this.#access) };
  }

  #stats(): BigIntStats | undefined {
    return statSync(this.#path, { bigint: true, throwIfNoEntry: false });
  }
}

function isSameFile(a: BigIntStats | undefined, b: BigIntStats | undefined): boolean {
  return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev;
}

/**
 * Opens a SQLite file, and never makes an empty one by opening.
 *
 * @throws DrupalError `DRUPAL_DATABASE_MISSING`, `DRUPAL_DATABASE_EXISTS` or `DRUPAL_DATABASE_UNREADABLE`
 */
function openSqliteFile(path: string, access: Access): DatabaseSync {
  const found = statSync(path, { throwIfNoEntry: false });
  if (access === 'create' && found) {
    throw new DrupalError('DRUPAL_DATABASE_EXISTS', `database ${path}: expected no file, found one`);
  }
  if (access !== 'create' && !found?.isFile()) {
    const what = found ? 'something that is not a file' : 'nothing there';
    throw new DrupalError(
      'DRUPAL_DATABASE_MISSING',
      `database ${path}: expected a SQLite file, found ${what}`,
    );
  }
  const url = pathToFileURL(path);
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
    throw DrupalError.from('DRUPAL_DATABASE_UNREADABLE', `database ${path}`, cause);
  }
}
