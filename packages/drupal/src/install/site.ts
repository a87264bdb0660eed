import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { driverOf } from '../database/driver-of.ts';
import { type PhpInput, serialize } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { requireSameOrder, withFoldedNames } from './folded-names.ts';
import { LANGCODE } from './langcode.ts';
import { insertNode, type NewNode } from './new-node.ts';
import { type NewSession, newSession, type WrittenSession } from './new-session.ts';
import { insertUser, type NewUser } from './new-user.ts';

/** A role to be written. */
export interface NewRole {
  readonly id: string;
  readonly label: string;
  /** @default [] */
  readonly permissions?: readonly string[];
  /** Allows everything; its permissions are not stored then, as in Drupal. @default false */
  readonly isAdmin?: boolean;
  /** @default 0 */
  readonly weight?: number;
}

/** A site's database opened for writing what a demo or a test needs; a real site is written by Drupal. */
export class Site {
  /** For own queries; rows with case-blind names go through `write`. */
  readonly db: Kysely<DrupalTables>;

  /** @internal */
  constructor(db: Kysely<DrupalTables>) {
    this.db = db;
  }

  /**
   * Runs a transaction that may write any table.
   *
   * On SQLite, rows of `users`, `users_field_data`, `node` and `node_field_data` can be written only here:
   * their names, titles and UUIDs have a collation that only PHP knows. Names with capitals outside ASCII
   * must stay out; `createUser` and `createNode` see to that themselves.
   */
  async write<T>(work: (transaction: Transaction<DrupalTables>) => Promise<T>): Promise<T> {
    if (this.#isSqlite) return await withFoldedNames(this.db, work);
    return await this.db.transaction().execute(work);
  }

  /** Writes a role's configuration, in place of one with the same id. */
  async createRole({ id, label, permissions = [], isAdmin = false, weight = 0 }: NewRole): Promise<void> {
    await this.setConfig(`user.role.${id}`, {
      uuid: randomUUID(),
      langcode: LANGCODE,
      status: true,
      dependencies: [],
      id,
      label,
      weight,
      is_admin: isAdmin,
      permissions: isAdmin ? [] : [...permissions].sort(),
    });
  }

  /**
   * Writes a user with roles and returns the uid; the first user is 1, the super user.
   *
   * @throws DrupalError `DRUPAL_NAME_CASE`
   */
  async createUser(user: NewUser): Promise<number> {
    if (this.#isSqlite) requireSameOrder(user.name);
    return await this.write((transaction) => insertUser(transaction, user));
  }

  /**
   * Writes a node with its first revision and returns the nid.
   *
   * @throws DrupalError `DRUPAL_NAME_CASE`
   */
  async createNode(node: NewNode): Promise<number> {
    if (this.#isSqlite) requireSameOrder(node.title);
    return await this.write((transaction) => insertNode(transaction, node));
  }

  /** Writes a log-in's session as PHP does and returns the cookie's value. */
  async createSession(session: NewSession): Promise<WrittenSession> {
    const { row, written } = newSession(session);
    await this.#together(async (db) => {
      await db.deleteFrom('sessions').where('sid', '=', row.sid).execute();
      await db.insertInto('sessions').values(row).execute();
    });
    return written;
  }

  /** Writes active configuration, in place of what has the name. */
  async setConfig(name: string, data: PhpInput): Promise<void> {
    await this.#together(async (db) => {
      await db.deleteFrom('config').where('collection', '=', '').where('name', '=', name).execute();
      await db
        .insertInto('config')
        .values({ collection: '', name, data: serialize(data) })
        .execute();
    });
  }

  /** Writes a value of Drupal's state, in place of what has the name. */
  async setState(name: string, value: PhpInput): Promise<void> {
    await this.#together(async (db) => {
      await db.deleteFrom('key_value').where('collection', '=', 'state').where('name', '=', name).execute();
      await db
        .insertInto('key_value')
        .values({ collection: 'state', name, value: serialize(value) })
        .execute();
    });
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  get #isSqlite(): boolean {
    return driverOf(this.db) === 'sqlite';
  }

  /** In one transaction, also when this site is one already. */
  async #together(work: (db: Kysely<DrupalTables>) => Promise<void>): Promise<void> {
    await (this.db.isTransaction ? work(this.db) : this.db.transaction().execute(work));
  }
}
