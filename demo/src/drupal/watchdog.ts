import { bytes, serialize, unserialize } from '@drupal-nodejs/drupal';
import type { Site } from '@drupal-nodejs/drupal/install';

/** A line of the site's log, as pages show it. */
export interface LogRow {
  readonly wid: number;
  readonly type: string;
  readonly message: string;
  /** RFC 5424: 3 error, 4 warning, 5 notice, 6 info. */
  readonly severity: number;
  readonly timestamp: number;
  readonly uid: string;
  readonly name: string;
  readonly hostname: string;
}

/** What is to be logged. */
export interface LogEntry {
  readonly type: string;
  /** Drupal's form: placeholders with @, % or : that `variables` fills. */
  readonly message: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** @default 6 (info) */
  readonly severity?: number;
  readonly who?: { readonly uid: string; readonly name: string } | undefined;
  readonly hostname?: string;
}

function filled(message: string, variables: Readonly<Record<string, string>>): string {
  // All at once, so that a value which looks like a placeholder stays what it is.
  return message.replace(/[@%:][\w-]+/g, (name) => variables[name] ?? name);
}

function variablesOf(stored: Uint8Array | null): Record<string, string> {
  if (stored === null) return {};
  const value = unserialize(stored);
  const entries = value instanceof Map ? [...value] : [];
  return Object.fromEntries(entries.map(([name, text]) => [String(name), String(text)]));
}

/** Drupal's database log: rows in its table `watchdog`, each told live to whoever shows the log. */
export class Watchdog {
  readonly #site: Site;
  readonly #publish: (rows: readonly LogRow[]) => Promise<unknown>;
  #sending: Promise<void> = Promise.resolve();
  #waiting: LogRow[] = [];

  /** @param publish tells rows to the pages; it must not write to this log, or the two would feed each other */
  constructor(site: Site, publish: (rows: readonly LogRow[]) => Promise<unknown>) {
    this.#site = site;
    this.#publish = publish;
  }

  /** Writes a line; it is published after that, without anybody waiting for it. */
  async log(entry: LogEntry): Promise<LogRow> {
    const { type, message, variables = {}, severity = 6, who, hostname = '127.0.0.1' } = entry;
    const timestamp = Math.floor(Date.now() / 1000);
    const values = {
      uid: Number(who?.uid ?? 0),
      type,
      message,
      variables: serialize(variables),
      severity,
      link: '',
      location: '',
      referer: '',
      hostname,
      timestamp,
    };
    const { insertId } = await this.#site.db.insertInto('watchdog').values(values).executeTakeFirst();
    const row: LogRow = {
      wid: Number(insertId),
      type,
      message: filled(message, variables),
      severity,
      timestamp,
      uid: who?.uid ?? '0',
      name: who?.name ?? '',
      hostname,
    };
    this.#waiting.push(row);
    this.#sending = this.#sending.then(() => this.#send());
    return row;
  }

  /** The newest lines, newest first. */
  async newest(limit: number): Promise<LogRow[]> {
    const rows = await this.#site.db
      .selectFrom('watchdog')
      .leftJoin('users_field_data', 'users_field_data.uid', 'watchdog.uid')
      .select([
        'watchdog.wid',
        'watchdog.type',
        'watchdog.message',
        bytes<Uint8Array | null>('watchdog.variables').as('variables'),
        'watchdog.severity',
        'watchdog.timestamp',
        'watchdog.uid',
        'watchdog.hostname',
        'users_field_data.name',
      ])
      .orderBy('watchdog.wid', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ variables, ...row }) => ({
      ...row,
      message: filled(row.message, variablesOf(variables)),
      uid: String(row.uid),
      name: row.name ?? '',
    }));
  }

  /** Resolves when everything logged so far has been published, or has failed to be. */
  async settled(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    const rows = this.#waiting;
    this.#waiting = [];
    // The row itself is safe in the table; a live log that missed it has it after a reload.
    if (rows.length > 0) await this.#publish(rows).catch(() => {});
  }
}
