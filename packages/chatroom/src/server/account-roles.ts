import type { DrupalTables } from '@drupal-nodejs/drupal';
import type { Kysely } from 'kysely';
import type { RolesOf } from './list-membership.ts';

/** Reads roles from Drupal's tables at every call, so that a role taken away is gone with the next line. */
export function accountRoles(db: Kysely<DrupalTables>): RolesOf {
  return async (uid) => {
    const account = await db
      .selectFrom('users_field_data')
      .select('status')
      .where('uid', '=', uid)
      .where('default_langcode', '=', 1)
      .executeTakeFirst();
    if (account?.status !== 1) return [];
    const rows = await db
      .selectFrom('user__roles')
      .select('roles_target_id')
      .where('entity_id', '=', uid)
      .where('deleted', '=', 0)
      .execute();
    return ['authenticated', ...rows.map(({ roles_target_id }) => roles_target_id)];
  };
}
