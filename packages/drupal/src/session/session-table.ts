import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { User } from '../account/account-table.ts';
import { bytes } from '../database/bytes.ts';
import { hasTable, isMissingTable, statement } from '../database/statement.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { payloadNames } from './session-payload.ts';

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
  readonly #lookup: CompiledQuery<SessionRow>;

  constructor(db: Kysely<DrupalTables>, maxIdleSeconds: number) {
    this.#db = db;
    this.#maxIdleSeconds = maxIdleSeconds;
    this.#lookup = lookup(db);
  }

  /**
   * Finds a live log-in by one statement.
   *
   * Undefined for unknown, idle and anonymous sessions, deleted and blocked users, and contradictory rows.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED`
   */
  async find(hashedSid: string): Promise<Session | undefined> {
    const rows = await this.#rows(hashedSid);
    const [row] = rows;
    if (row === undefined || row.uid === 0 || row.status !== 1 || row.name === null) return undefined;
    // PHP collects idle sessions by chance only, so a row may be far older than its life.
    if (row.timestamp < Date.now() / 1000 - this.#maxIdleSeconds) return undefined;
    if (!payloadNames(row.uid, row.payload)) return undefined;
    const roles = rows.flatMap(({ role }) => role ?? []);
    return { hashedSid, uid: row.uid, name: row.name, roles, payload: row.payload };
  }

  async #rows(hashedSid: string): Promise<readonly SessionRow[]> {
    try {
      const query = { ...this.#lookup, parameters: [hashedSid] };
      const { rows } = await statement('session', () => this.#db.executeQuery<SessionRow>(query));
      // MySQL compares this column without case.
      return rows.filter(({ sid }) => sid === hashedSid);
    } catch (error) {
      // Drupal makes this table at the first log-in: till then nobody is logged in.
      if (isMissingTable(error) && !(await hasTable(this.#db, 'sessions'))) return [];
      throw error;
    }
  }
}

/** Compiled once, because building it costs more than running it; its one parameter is the hashed id. */
function lookup(db: Kysely<DrupalTables>): CompiledQuery<SessionRow> {
  return db
    .selectFrom('sessions as s')
    .leftJoin('users_field_data as u', (join) =>
      join.onRef('u.uid', '=', 's.uid').on('u.default_langcode', '=', sql.lit(1)),
    )
    .leftJoin('user__roles as r', 'r.entity_id', 'u.uid')
    .where('s.sid', '=', '')
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
