import type { CompiledQuery, Kysely } from 'kysely';
import { hasTable, isMissingTable, statement } from '../database/statement.ts';
import type { DrupalSchema, SessionRow } from '../schema/drupal-schema.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import type { SessionSource, StoredSession } from './session-source.ts';

/** Sessions read by one statement at most: a storm of 10,000 visitors is 20 statements. */
const BATCH_SIZE = 512;

/** Drupal's table `sessions`, joined with its users; read only. */
export class SqlSessions implements SessionSource {
  readonly batchSize = BATCH_SIZE;
  readonly #db: Kysely<DrupalTables>;
  readonly #schema: DrupalSchema;
  readonly #isSecure: boolean;
  readonly #lookups = new Map<number, CompiledQuery<SessionRow>>();

  /** @param isSecure does the site's address begin with https? */
  constructor(db: Kysely<DrupalTables>, schema: DrupalSchema, isSecure: boolean) {
    this.#db = db;
    this.#schema = schema;
    this.#isSecure = isSecure;
  }

  /** @throws DrupalError `DRUPAL_DATABASE_*` */
  async find(cookieValues: readonly string[]): Promise<ReadonlyMap<string, StoredSession>> {
    const ids = await Promise.all(cookieValues.map((value) => this.#schema.sessionId(value)));
    const rows = await this.#rows(ids);
    const found = new Map<string, StoredSession>();
    for (const [index, id] of ids.entries()) {
      const session = sessionFrom(id, rows.get(id));
      const value = cookieValues[index];
      if (session && value !== undefined) found.set(value, session);
    }
    return found;
  }

  /** A map finds an id only as it is written; MySQL compares the column without case. */
  async #rows(sids: readonly string[]): Promise<ReadonlyMap<string, readonly SessionRow[]>> {
    try {
      const query = this.#lookup(sids);
      const { rows } = await statement('session', () => this.#db.executeQuery<SessionRow>(query));
      return Map.groupBy(rows, ({ sid }) => sid);
    } catch (error) {
      // Drupal makes this table at the first log-in: till then nobody is logged in.
      if (isMissingTable(error) && !(await hasTable(this.#db, 'sessions'))) return new Map();
      throw error;
    }
  }

  /**
   * The statement for some ids, compiled once for each power of two, because building it costs more than
   * running it and servers keep each text prepared. The rest is filled up with the first id.
   */
  #lookup(sids: readonly string[]): CompiledQuery<SessionRow> {
    const [first = ''] = sids;
    const size = 2 ** Math.ceil(Math.log2(sids.length));
    const parameters = [...sids, ...Array<string>(size - sids.length).fill(first)];
    const known = this.#lookups.get(size);
    if (known) return { ...known, parameters };
    const compiled = this.#schema.compileSessions(parameters, this.#isSecure);
    this.#lookups.set(size, compiled);
    return compiled;
  }
}

function sessionFrom(id: string, rows: readonly SessionRow[] = []): StoredSession | undefined {
  const [row] = rows;
  if (row === undefined || row.status !== 1 || row.name === null) return undefined;
  // Drupal 7 may have an id twice: for http and for https.
  if (rows.some(({ uid }) => uid !== row.uid)) return undefined;
  const roles = [...new Set(rows.flatMap(({ role }) => role ?? []))];
  const { uid, payload, timestamp: lastUsed } = row;
  return { id, uid, lastUsed, payload, user: { name: row.name, roles } };
}
