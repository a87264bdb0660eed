import { type Kysely, sql, type Transaction } from 'kysely';
import { driverOf } from '../database/driver-of.ts';
import { hasTable, statement } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';

/** Failed attempts at items of queues; Drupal's table has no room for them. */
export interface AttemptTables {
  nodejs_queue_attempt: {
    item_id: number;
    attempts: number;
    /** The `expire` that the item was put off to; what expires with another one was left by a dead worker, or PHP. */
    retry_at: number;
    /** Of the last attempt. */
    error: string;
  };
}

export type QueueTables = DrupalTables & AttemptTables;

const ERROR_LENGTH = 1000;

/** Makes the table, where it isn't there, and forgets the attempts at items that others deleted. */
export async function prepareAttempts(db: Kysely<QueueTables>): Promise<void> {
  const table = db.schema
    .createTable('nodejs_queue_attempt')
    .ifNotExists()
    .addColumn('item_id', 'bigint', (column) => column.primaryKey())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('retry_at', 'bigint', (column) => column.notNull())
    .addColumn('error', 'text', (column) => column.notNull());
  const isMysql = driverOf(db) === 'mysql';
  // An account with few rights may not make tables, not even those that are there.
  if (!(await hasTable(db, 'nodejs_queue_attempt'))) {
    await unlessThere(() =>
      statement('queue', () =>
        (isMysql ? table.modifyEnd(sql`DEFAULT CHARACTER SET utf8mb4`) : table).execute(),
      ),
    );
  }
  await statement('queue', () =>
    db
      .deleteFrom('nodejs_queue_attempt')
      .where('item_id', 'not in', db.selectFrom('queue').select('item_id'))
      .execute(),
  );
}

// Workers start together: PostgreSQL's "if not exists" looks before it makes, and the later one fails on what it finds.
const MADE_MEANWHILE: ReadonlySet<unknown> = new Set(['42P07', '42710', '23505']);

async function unlessThere(create: () => Promise<unknown>): Promise<void> {
  try {
    await create();
  } catch (error) {
    const cause = error instanceof DrupalError ? error.cause : error;
    if (!(cause instanceof Error && 'code' in cause && MADE_MEANWHILE.has(cause.code))) throw error;
  }
}

export async function writeAttempt(
  transaction: Transaction<QueueTables>,
  attempt: AttemptTables['nodejs_queue_attempt'],
): Promise<void> {
  await forgetAttempts(transaction, attempt.item_id);
  await transaction
    .insertInto('nodejs_queue_attempt')
    .values({ ...attempt, error: attempt.error.slice(0, ERROR_LENGTH) })
    .execute();
}

/** Failed attempts at items, by their ids; those without are left out. */
export async function readAttempts(
  db: Kysely<QueueTables>,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('nodejs_queue_attempt')
    .where('item_id', 'in', ids)
    .select(['item_id', 'attempts'])
    .execute();
  return new Map(rows.map(({ item_id, attempts }) => [item_id, attempts]));
}

export async function forgetAttempts(db: Kysely<QueueTables>, itemId: number): Promise<void> {
  await db.deleteFrom('nodejs_queue_attempt').where('item_id', '=', itemId).execute();
}
