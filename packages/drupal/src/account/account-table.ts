import { type Kysely, sql } from 'kysely';
import { statement } from '../database/statement.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** An active user as the tables have it. */
export interface User {
  readonly uid: number;
  readonly name: string;
  /** As given in the user's account, without the implicit `authenticated`. */
  readonly roles: readonly string[];
}

/**
 * Reads a user by one statement; undefined for one that is blocked or doesn't exist.
 *
 * @throws DrupalError `DRUPAL_DATABASE_FAILED`
 */
export async function findUser(db: Kysely<DrupalTables>, uid: number): Promise<User | undefined> {
  const rows = await statement('user', () =>
    db
      .selectFrom('users_field_data as u')
      .leftJoin('user__roles as r', 'r.entity_id', 'u.uid')
      .where('u.uid', '=', uid)
      .where('u.default_langcode', '=', sql.lit(1))
      .where('u.status', '=', sql.lit(1))
      .orderBy('r.delta')
      .select(['u.name', 'r.roles_target_id as role'])
      .execute(),
  );
  const [row] = rows;
  return row && { uid, name: row.name, roles: rows.flatMap(({ role }) => role ?? []) };
}
