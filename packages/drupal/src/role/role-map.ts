import type { Kysely } from 'kysely';
import { readConfigRows } from '../config/config-table.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { ROLE_CONFIG, type Role, roleFrom } from './role.ts';

/** All roles of a site by id, at one moment. */
export type Roles = ReadonlyMap<string, Role>;

/** The site's roles, read anew when they are older than a bound. */
export class RoleMap {
  readonly #db: Kysely<DrupalTables>;
  readonly #maxAgeMs: number;
  #readAt = 0;
  #roles: Promise<Roles> | undefined;

  constructor(db: Kysely<DrupalTables>, maxAgeMs: number) {
    this.#db = db;
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * The roles as they were at most `maxAgeMs` ago; everyone who asks meanwhile shares one statement.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`; nothing older stands in then
   */
  async current(): Promise<Roles> {
    const now = performance.now();
    if (this.#roles === undefined || now - this.#readAt >= this.#maxAgeMs) {
      this.#readAt = now;
      this.#roles = this.#read();
    }
    const reading = this.#roles;
    try {
      return await reading;
    } catch (error) {
      if (this.#roles === reading) this.#roles = undefined;
      throw error;
    }
  }

  async #read(): Promise<Roles> {
    const rows = await readConfigRows(this.#db, ROLE_CONFIG);
    return new Map(rows.map(roleFrom).map((role) => [role.id, role]));
  }
}
