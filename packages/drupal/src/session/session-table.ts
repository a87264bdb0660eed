import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { User } from '../account/account-table.ts';
import { Batch } from '../database/batch.ts';
import { bytes } from '../database/bytes.ts';
import { hasTable, isMissingTable, statement } from '../database/statement.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { payloadNames } from './session-payload.ts';

/** Sessions read by one statement at most: a storm of 10,000 visitors is 20 statements. */
const BATCH_SIZE = 512;

/** A log-in that holds: its session lives, its user exists and is active. */
export interface Session extends User {
  readonly hashedSid: string;
  readonly payload: Uint8Array | null;
}

interface SessionRow {
  readonly sid: string;
  readonly uid: number;
  readonly timestamp: number;
  readonly payload: Uint8Array | null;
  readonly name: string | null;
  readonly status: number | null;
  readonly role: string | null;
}

/** Reads Drupal's table `sessions`, never writes it. */
export class SessionTable {
  readonly #db: Kysely<DrupalTables>;
  readonly #maxIdleSeconds: number;
  readonly #lookups = new Map<number, CompiledQuery<SessionRow>>();
  readonly #batch: Batch<string, readonly SessionRow[]>;

  constructor(db: Kysely<DrupalTables>, maxIdleSeconds: number) {
    this.#db = db;
    this.#maxIdleSeconds = maxIdleSeconds;
    this.#batch = new Batch(BATCH_SIZE, (sids) => this.#rows(sids));
  }

  /**
   * Finds a live log-in; all that are asked for in one turn of the event loop by one statement.
   *
   * Undefined for unknown, idle and anonymous sessions, deleted and blocked users, and contradictory rows.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED`
   */
  async find(hashedSid: string): Promise<Session | undefined> {
    const rows = (await this.#batch.read(hashedSid)) ?? [];
    const [row] = rows;
    if (row === undefined || row.uid === 0 || row.status !== 1 || row.name === null) return undefined;
    // PHP collects idle sessions by chance only, so a row may be far older than its life.
    if (row.timestamp < Date.now() / 1000 - this.#maxIdleSeconds) return undefined;
    if (!payloadNames(row.uid, row.payload)) return undefined;
    const roles = rows.flatMap(({ role }) => role ?? []);
    return { hashedSid, uid: row.uid, name: row.name, roles, payload: row.payload };
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
    const compiled = compile(this.#db, parameters);
    this.#lookups.set(size, compiled);
    return compiled;
  }
}

function compile(db: Kysely<DrupalTables>, sids: readonly string[]): CompiledQuery<SessionRow> {
  return db
    .selectFrom('sessions as s')
    .leftJoin('users_field_data as u', (join) =>
      join.onRef('u.uid', '=', 's.uid').on('u.default_langcode', '=', sql.lit(1)),
    )
    .leftJoin('user__roles as r', 'r.entity_id', 'u.uid')
    .where('s.sid', 'in', sids)
    .orderBy('r.delta')
    .select([
      's.sid',
      's.uid',
      's.timestamp',
      bytes<Uint8Array | null>('s.session').as('payload'),
      'u.name',
      'u.status',
      'r.roles_target_id as role',
    ])
    .compile();
}
