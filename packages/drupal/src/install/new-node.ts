import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { LANGCODE } from './langcode.ts';
import { unixNow } from './unix-now.ts';

/** A node to be written. */
export interface NewNode {
  readonly type: string;
  readonly title: string;
  /** The author. */
  readonly uid: number;
  readonly body?: string;
  /** Text format of the body. @default 'plain_text' */
  readonly format?: string;
  /** @default true */
  readonly isPublished?: boolean;
}

/** Writes a node, its first revision and its body. @internal */
export async function insertNode(transaction: Transaction<DrupalTables>, node: NewNode): Promise<number> {
  const { type, title, uid, body, format = 'plain_text', isPublished = true } = node;
  const created = unixNow();
  const uuid = randomUUID();
  await transaction.insertInto('node').values({ type, uuid, langcode: LANGCODE }).execute();
  // Asked for, because MySQL's INSERT returns no columns.
  const { nid } = await transaction
    .selectFrom('node')
    .where('uuid', '=', uuid)
    .select('nid')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('node_revision')
    .values({ nid, langcode: LANGCODE, revision_uid: uid, revision_timestamp: created, revision_default: 1 })
    .execute();
  const { vid } = await transaction
    .selectFrom('node_revision')
    .where('nid', '=', nid)
    .select('vid')
    .executeTakeFirstOrThrow();
  await transaction.updateTable('node').set({ vid }).where('nid', '=', nid).execute();
  const fields = {
    nid,
    vid,
    langcode: LANGCODE,
    status: isPublished ? 1 : 0,
    uid,
    title,
    created,
    changed: created,
    promote: 1,
    sticky: 0,
    default_langcode: 1,
    revision_translation_affected: 1,
  };
  await transaction
    .insertInto('node_field_data')
    .values({ ...fields, type })
    .execute();
  await transaction.insertInto('node_field_revision').values(fields).execute();
  if (body !== undefined) {
    const row = {
      bundle: type,
      entity_id: nid,
      revision_id: vid,
      langcode: LANGCODE,
      delta: 0,
      body_value: body,
      body_summary: '',
      body_format: format,
    };
    await transaction.insertInto('node__body').values(row).execute();
    await transaction.insertInto('node_revision__body').values(row).execute();
  }
  return nid;
}
