import type { CompiledQuery, Kysely } from 'kysely';
import type { User } from '../account/user.ts';
import { Batch } from '../database/batch.ts';
import { hasTable, isMissingTable, statement } from '../database/statement.ts';
import type { DrupalSchema, SessionRow } from '../schema/drupal-schema.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** Sessions read by one statement at most: a storm of 10,000 visitors is 20 statements. */
const BATCH_SIZE = 512;

/** A log-in that holds: its session lives, its user exists and is active. */
export interface Session extends User {
  /** As the table has it. */
  readonly id: string;
  readonly payload: Uint8Array | null;
}

/** Reads Drupal's table `sessions`, never writes it. */
export class SessionTable {
  readonly #db: Kysely<DrupalTables>;
  readonly #schema: DrupalSchema;
  readonly #isSecure: boolean;
  readonly #maxIdleSeconds: number;
  readonly #lookups = new Map<number, CompiledQuery<SessionRow>>();
  readonly #batch: Batch<string, readonly SessionRow[]>;

  constructor(
    db: Kysely<DrupalTables>,
    schema: DrupalSchema,
    { isSecure, maxIdleSeconds }: { isSecure: boolean; maxIdleSeconds: number },
  ) {
    this.#db = db;
    this.#schema = schema;
    this.#isSecure = isSecure;
    this.#maxIdleSeconds = maxIdleSeconds;
    this.#batch = new Batch(BATCH_SIZE, (sids) => this.#rows(sids));
  }

  /**
   * Finds the live log-in of a cookie's value; all that are asked for in one turn by one statement.
   *
   * Undefined for unknown, idle and anonymous sessions, deleted and blocked users, and contradictory rows.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED`
   */
  async find(cookieValue: string): Promise<Session | undefined> {
    const id = await this.#schema.sessionId(cookieValue);
    const rows = (await this.#batch.read(id)) ?? [];
    const [row] = rows;
    if (row === undefined || row.uid === 0 || row.status !== 1 || row.name === null) return undefined;
    // PHP collects idle sessions by chance only, so a row may be far older than its life.
    if (row.timestamp < Date.now() / 1000 - this.#maxIdleSeconds) return undefined;
    // Drupal 7 may have an id twice: for http and for https.
    if (rows.some(({ uid }) => uid !== row.uid)) return undefined;
    if (!this.#schema.isPayloadOf(row.uid, row.payload)) return undefined;
    const roles = [...new Set(rows.flatMap(({ role }) => role ?? []))];
    return { id, uid: row.uid, name: row.name, roles, payload: row.payload };
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
