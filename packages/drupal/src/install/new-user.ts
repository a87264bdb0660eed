import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { LANGCODE } from './langcode.ts';
import { unixNow } from './unix-now.ts';

/** A user to be written. */
export interface NewUser {
  readonly name: string;
  /** What PHP's `password_hash()` or a bcrypt library made of the password. */
  readonly passwordHash: string;
  /** @default NAME@example.com */
  readonly mail?: string;
  /** Without the implicit `authenticated`. @default [] */
  readonly roles?: readonly string[];
  /** @default true */
  readonly isActive?: boolean;
}

/** Writes a user and the user's roles. @internal */
export async function insertUser(transaction: Transaction<DrupalTables>, user: NewUser): Promise<number> {
  const { name, passwordHash, mail = `${name}@example.com`, roles = [], isActive = true } = user;
  const created = unixNow();
  const uuid = randomUUID();
  await transaction.insertInto('users').values({ uuid, langcode: LANGCODE }).execute();
  // Asked for, because MySQL's INSERT returns no columns.
  const { uid } = await transaction
    .selectFrom('users')
    .where('uuid', '=', uuid)
    .select('uid')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('users_field_data')
    .values({
      uid,
      langcode: LANGCODE,
      preferred_langcode: LANGCODE,
      name,
      pass: passwordHash,
      mail,
      timezone: 'UTC',
      status: isActive ? 1 : 0,
      created,
      changed: created,
      access: 0,
      login: 0,
      init: mail,
      default_langcode: 1,
    })
    .execute();
  for (const [delta, role] of roles.entries()) {
    await transaction
      .insertInto('user__roles')
      .values({
        bundle: 'user',
        entity_id: uid,
        revision_id: uid,
        langcode: LANGCODE,
        delta,
        roles_target_id: role,
      })
      .execute();
  }
  return uid;
}

/** Writes the row with uid 0 that stands for all anonymous visitors. @internal */
export async function insertAnonymousUser(transaction: Kysely<DrupalTables>): Promise<void> {
  const created = unixNow();
  await transaction.insertInto('users').values({ uid: 0, uuid: randomUUID(), langcode: LANGCODE }).execute();
  await transaction
    .insertInto('users_field_data')
    .values({
      uid: 0,
      langcode: LANGCODE,
      name: '',
      status: 0,
      created,
      changed: created,
      access: 0,
      login: 0,
      default_langcode: 1,
    })
    .execute();
}
