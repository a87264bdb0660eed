import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/conflict.ts';
import { statement } from '../database/statement.ts';
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

/** Lines in one statement. */
const BATCH_SIZE = 100;
/** Lines that wait while the database is away; the oldest go first. */
const CAPACITY = 1000;

/** Drupal's log on the report page (module `dblog`), written in batches. */
export class DatabaseLog {
  readonly #db: Kysely<DrupalTables>;
  readonly #failed: (error: unknown, lost: number) => void;
  #waiting: { readonly entry: LogEntry; readonly timestamp: number }[] = [];
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
      const lines = this.#waiting.splice(0, BATCH_SIZE);
      try {
        await retryConflicts(() =>
          statement('log', () => this.#db.insertInto('watchdog').values(lines.map(rowOf)).execute()),
        );
      } catch (error) {
        this.#failed(error, lines.length);
      }
    }
  }
}

function rowOf({ entry, timestamp }: { readonly entry: LogEntry; readonly timestamp: number }) {
  const { type, message, variables = {}, severity = 'notice', uid = 0, location = '', hostname = '' } = entry;
  const values: PhpInput = new Map(Object.entries(variables));
  return {
    uid,
    type: type.slice(0, 64),
    message,
    variables: serialize(values),
    severity: severities[severity],
    link: '',
    location,
    referer: '',
    hostname: hostname.slice(0, 128),
    timestamp,
  };
}
