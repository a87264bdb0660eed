import type { CompiledQuery, Kysely } from 'kysely';
import { filledUp } from '../database/filled-up.ts';
import { read, readNow } from '../database/reader.ts';
import { hasTable, isMissingTable, statement, statementError } from '../database/statement.ts';
import type { DrupalSchema, SessionColumns, SessionRow, SessionValues } from '../schema/drupal-schema.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import type { KnownSession, SessionSource, StoredSession } from './session-source.ts';

/** Sessions read by one statement at most: a storm of 10,000 visitors is 10 statements. */
const BATCH_SIZE = 1024;

/** Drupal's table `sessions`, joined with its users; read only. */
export class SqlSessions implements SessionSource {
  readonly batchSize = BATCH_SIZE;
  readonly #db: Kysely<DrupalTables>;
  readonly #schema: DrupalSchema;
  readonly #isSecure: boolean;
  readonly #lookups = new Map<string, CompiledQuery<SessionRow>>();

  /** @param isSecure does the site's address begin with https? */
  constructor(db: Kysely<DrupalTables>, schema: DrupalSchema, isSecure: boolean) {
    this.#db = db;
    this.#schema = schema;
    this.#isSecure = isSecure;
  }

  /** @throws DrupalError `DRUPAL_DATABASE_*` */
  async find(cookieValues: readonly string[]): Promise<ReadonlyMap<string, StoredSession>> {
    const known = await Promise.all(
      cookieValues.map(async (cookieValue) => ({
        cookieValue,
        id: await this.#schema.sessionId(cookieValue),
      })),
    );
    return await this.#find(known, 'whole');
  }

  /** @throws DrupalError `DRUPAL_DATABASE_*` */
  findNow(cookieValue: string): StoredSession | null | undefined {
    const id = this.#schema.sessionId(cookieValue);
    if (typeof id !== 'string') return undefined;
    try {
      const rows = readNow<SessionValues, DrupalTables>(this.#db, this.#lookup([id], 'whole'));
      return rows && (sessionFrom(id, rows.map(rowOf)) ?? null);
    } catch (error) {
      const failed = statementError('session', error);
      // Whether Drupal has made the table yet is another question.
      if (isMissingTable(failed)) return undefined;
      throw failed;
    }
  }

  /** @throws DrupalError `DRUPAL_DATABASE_*` */
  async findAgain(sessions: readonly KnownSession[]): Promise<ReadonlyMap<string, StoredSession>> {
    return await this.#find(sessions, 'brief');
  }

  async #find(known: readonly KnownSession[], what: SessionColumns): Promise<Map<string, StoredSession>> {
    const ids = known.map(({ id }) => id);
    const rows = await this.#rows(ids, what);
    const found = new Map<string, StoredSession>();
    for (const { cookieValue, id } of known) {
      const session = sessionFrom(id, rows.get(id));
      if (session) found.set(cookieValue, session);
    }
    return found;
  }

  /** A map finds an id only as it is written; MySQL compares the column without case. */
  async #rows(
    sids: readonly string[],
    what: SessionColumns,
  ): Promise<ReadonlyMap<string, readonly SessionRow[]>> {
    try {
      const query = this.#lookup(sids, what);
      const rows = await statement('session', () => read<SessionValues, DrupalTables>(this.#db, query));
      return Map.groupBy(rows.map(rowOf), ({ sid }) => sid);
    } catch (error) {
      // Drupal makes this table at the first log-in: till then nobody is logged in.
      if (isMissingTable(error) && !(await hasTable(this.#db, 'sessions'))) return new Map();
      throw error;
    }
  }

  /**
   * The statement for some ids, compiled once for each power of two, because building it costs more than
   * running it.
   */
  #lookup(sids: readonly string[], what: SessionColumns): CompiledQuery<SessionRow> {
    const parameters = filledUp(sids);
    const key = `${what} ${parameters.length}`;
    const known = this.#lookups.get(key);
    if (known) return { ...known, parameters };
    const compiled = this.#schema.compileSessions(parameters, { isSecure: this.#isSecure, what });
    this.#lookups.set(key, compiled);
    return compiled;
  }
}

function rowOf([sid, uid, timestamp, name, status, role, place, payload]: SessionValues): SessionRow {
  return payload === undefined
    ? { sid, uid, timestamp, name, status, role, place }
    : { sid, uid, timestamp, name, status, role, place, payload };
}

function sessionFrom(id: string, rows: readonly SessionRow[] = []): StoredSession | undefined {
  const [row] = rows;
  if (row === undefined || row.status !== 1 || row.name === null) return undefined;
  // Drupal 7 may have an id twice: for http and for https.
  if (rows.some(({ uid }) => uid !== row.uid)) return undefined;
  const { uid, name, payload, timestamp: lastUsed } = row;
  const user = { name, roles: rolesOf(rows) };
  return payload === undefined ? { id, uid, lastUsed, user } : { id, uid, lastUsed, payload, user };
}

function rolesOf(rows: readonly SessionRow[]): string[] {
  const roles: string[] = [];
  const inOrder = rows.length > 1 ? rows.toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0)) : rows;
  for (const { role } of inOrder) if (role !== null && !roles.includes(role)) roles.push(role);
  return roles;
}
