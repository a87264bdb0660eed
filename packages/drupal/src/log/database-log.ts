import type { Kysely } from 'kysely';
import { isConflict, retryConflicts } from '../database/conflict.ts';
import { isMissingTable, statement } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import { type PhpInput, serialize } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** RFC 5424, as Drupal numbers them. */
export const severities = Object.freeze({
  emergency: 0,
  alert: 1,
  critical: 2,
  error: 3,
  warning: 4,
  notice: 5,
  info: 6,
  debug: 7,
});

/** A line for Drupal's log. */
export interface LogEntry {
  /** Category, such as the name of a module; 64 characters. */
  readonly type: string;
  /** With placeholders (`@name`, `%name`, `:url`), which pages fill and escape. */
  readonly message: string;
  /** Values of the placeholders. @default none */
  readonly variables?: Readonly<Record<string, string | number>>;
  /** @default 'notice' */
  readonly severity?: keyof typeof severities;
  /** Who it was about. @default 0 */
  readonly uid?: number;
  /** Address of the page. @default '' */
  readonly location?: string;
  /** Address of the client. @default '' */
  readonly hostname?: string;
}

interface Line {
  readonly entry: LogEntry;
  readonly timestamp: number;
}

type Row = ReturnType<typeof rowOf>;

/** Lines in one statement. */
const BATCH_SIZE = 100;
/** Lines that wait while the database is away; the oldest go first. */
const CAPACITY = 1000;

/** Drupal's log on the report page (module `dblog`), written in batches. */
export class DatabaseLog {
  readonly #db: Kysely<DrupalTables>;
  readonly #failed: (error: unknown, lost: number) => void;
  #waiting: Line[] = [];
  #writing: Promise<void> | undefined;

  /**
   * @param db opened for writing
   * @param failed is told when lines could not be written, and how many are lost
   */
  constructor(db: Kysely<DrupalTables>, failed: (error: unknown, lost: number) => void = () => undefined) {
    this.#db = db;
    this.#failed = failed;
  }

  /** Writes a line soon; never waits and never throws, for a log must not stop the work that it tells of. */
  log(entry: LogEntry): void {
    this.#waiting.push({ entry, timestamp: Math.floor(Date.now() / 1000) });
    if (this.#waiting.length > CAPACITY) {
      this.#waiting.shift();
      this.#failed(new Error('too many lines wait'), 1);
    }
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when all lines of before are written, or lost. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  async #write(): Promise<void> {
    // Whoever logs in the same turn shares the statement.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      await this.#insert(this.#waiting.splice(0, BATCH_SIZE).flatMap((line) => this.#rowsOf(line)));
    }
  }

  #rowsOf(line: Line): Row[] {
    try {
      return [rowOf(line)];
    } catch (error) {
      this.#failed(error, 1);
      return [];
    }
  }

  /** Half by half where the database refuses them: a line that it can't take has no others lost with it. */
  async #insert(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await retryConflicts(() =>
        statement('log', () => this.#db.insertInto('watchdog').values(rows).execute()),
      );
    } catch (error) {
      if (rows.length === 1 || !isOfLines(error)) return this.#failed(error, rows.length);
      const middle = Math.ceil(rows.length / 2);
      await this.#insert(rows.slice(0, middle));
      await this.#insert(rows.slice(middle));
    }
  }
}

/** May fewer lines succeed? Not where the database is away or busy, or has no log. */
function isOfLines(error: unknown): boolean {
  return (
    error instanceof DrupalError &&
    error.code === 'DRUPAL_DATABASE_FAILED' &&
    !isMissingTable(error) &&
    !isConflict(error)
  );
}

/** What every database takes: halves of surrogate pairs are no text, and PostgreSQL has none with NUL. */
function textOf(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

function rowOf({ entry, timestamp }: Line) {
  const { type, message, variables = {}, severity = 'notice', uid = 0, location = '', hostname = '' } = entry;
  const values: PhpInput = new Map(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.toWellFormed() : value,
    ]),
  );
  return {
    uid,
    type: textOf(type.slice(0, 64)),
    message: textOf(message),
    variables: serialize(values),
    severity: severities[severity],
    link: '',
    location: textOf(location),
    referer: '',
    hostname: textOf(hostname.slice(0, 128)),
    timestamp,
  };
}
