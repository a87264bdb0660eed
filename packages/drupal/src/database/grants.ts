import { parseDatabaseUrl } from './database-url.ts';

/** What an account of the database is for. */
export interface GrantOptions {
  /** The database's address in Drupal's URL form, with the prefix; user and password in it don't count. */
  readonly database: string;
  /** Name of the account, which exists. */
  readonly account: string;
  /** Beside telling who a visitor is: working queues, or writing Drupal's log. @default [] */
  readonly uses?: readonly ('queue' | 'log')[];
}

/** What is needed of each table, and of which columns: never passwords and mail addresses. */
const READ = {
  sessions: [],
  config: [],
  key_value: [],
  user__roles: [],
  users_field_data: ['uid', 'langcode', 'default_langcode', 'name', 'status'],
} as const;

/**
 * Writes the SQL that gives a database account just what this package needs, of Drupal 10 or 11.
 *
 * To be read and run by whoever may; SQLite knows no accounts.
 *
 * @throws DrupalError `DRUPAL_DATABASE_URL`
 */
export function grantStatements({ database: url, account, uses = [] }: GrantOptions): string[] {
  const address = parseDatabaseUrl(url);
  if (address.driver === 'sqlite') return [];
  const { driver, database, prefix } = address;
  const quote = (name: string) =>
    driver === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
  const to = driver === 'mysql' ? `'${account.replaceAll("'", "''")}'@'%'` : quote(account);
  const dot = prefix.indexOf('.');
  const schema =
    driver === 'mysql'
      ? dot < 0
        ? database
        : prefix.slice(0, dot)
      : dot < 0
        ? 'public'
        : prefix.slice(0, dot);
  const named = (table: string) => `${quote(schema)}.${quote(`${prefix.slice(dot + 1)}${table}`)}`;
  const grant = (rights: string, table: string) => `GRANT ${rights} ON ${named(table)} TO ${to};`;
  const reads = Object.entries(READ).map(([table, columns]: [string, readonly string[]]) =>
    grant(columns.length === 0 ? 'SELECT' : `SELECT (${columns.join(', ')})`, table),
  );
  return [
    ...(driver === 'pgsql' ? [`GRANT USAGE ON SCHEMA ${quote(schema)} TO ${to};`] : []),
    ...reads,
    ...(uses.includes('queue') ? queueGrants(grant, named, driver) : []),
    ...(uses.includes('log')
      ? [grant('INSERT', 'watchdog'), ...sequence(driver, named, 'watchdog_wid', to)]
      : []),
    ...(uses.includes('queue') ? sequence(driver, named, 'queue_item_id', to) : []),
  ];
}

function queueGrants(
  grant: (rights: string, table: string) => string,
  named: (table: string) => string,
  driver: 'mysql' | 'pgsql',
): string[] {
  const all = 'SELECT, INSERT, UPDATE, DELETE';
  const charset = driver === 'mysql' ? ' DEFAULT CHARACTER SET utf8mb4' : '';
  return [
    // So that the account needs no right to make tables.
    `CREATE TABLE IF NOT EXISTS ${named('nodejs_queue_attempt')} (item_id bigint PRIMARY KEY, attempts integer NOT NULL, retry_at bigint NOT NULL, error text NOT NULL)${charset};`,
    grant(all, 'queue'),
    grant(all, 'nodejs_queue_attempt'),
  ];
}

function sequence(
  driver: 'mysql' | 'pgsql',
  named: (table: string) => string,
  column: string,
  to: string,
): string[] {
  return driver === 'pgsql' ? [`GRANT USAGE ON SEQUENCE ${named(`${column}_seq`)} TO ${to};`] : [];
}
