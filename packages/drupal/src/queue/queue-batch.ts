import { type Kysely, sql } from 'kysely';
import { bytes } from '../database/bytes.ts';
import { retryConflicts } from '../database/conflict.ts';
import { driverOf } from '../database/driver-of.ts';
import { statement } from '../database/statement.ts';
import { forgetAttempts, type QueueTables, readAttempts } from './attempt-table.ts';
import { QueueItem, type QueueRow } from './queue-item.ts';
import type { QueuePolicy } from './queue-policy.ts';
import type { ClaimedBatch } from './work-queue.ts';

type FreshRow = Pick<QueueRow, 'id' | 'data' | 'created'> & { readonly name: string };

/** Servers of before MariaDB 10.6 and MySQL 8 know no SKIP LOCKED: there workers wait for each other's claims. */
const withoutSkipLocked = new WeakSet<Kysely<QueueTables>>();

/**
 * Items that were claimed by one statement, and are deleted by one.
 *
 * What costs most of an item is the write that must reach the disk: a batch shares it. When the worker dies, all that
 * weren't deleted yet come again.
 */
export class QueueBatch implements ClaimedBatch {
  readonly items: readonly QueueItem[];
  readonly #db: Kysely<QueueTables>;
  readonly #policy: QueuePolicy;

  constructor(db: Kysely<QueueTables>, policy: QueuePolicy, items: readonly QueueItem[]) {
    this.#db = db;
    this.#policy = policy;
    this.items = items;
  }

  /** Leases items that nobody has. @throws DrupalError `DRUPAL_DATABASE_*` */
  static async claim(
    db: Kysely<QueueTables>,
    name: string,
    policy: QueuePolicy,
    size: number,
  ): Promise<QueueBatch> {
    const expire = policy.leaseEnd();
    const rows = await run(() =>
      driverOf(db) === 'mysql' ? claimLocked(db, name, size, expire) : claimReturning(db, name, size, expire),
    );
    // MySQL compares names without case: what is another queue's goes back.
    const [own, others] = [rows.filter((row) => row.name === name), rows.filter((row) => row.name !== name)];
    const attempts = await run(() =>
      readAttempts(
        db,
        own.map(({ id }) => id),
      ),
    );
    const items = own.map(
      (row) => new QueueItem(db, name, policy, { ...row, expire, attempts: attempts.get(row.id) ?? 0 }),
    );
    for (const row of others) {
      await new QueueItem(db, row.name, policy, { ...row, expire, attempts: 0 }).release();
    }
    return new QueueBatch(db, policy, items);
  }

  async done(items: readonly QueueItem[]): Promise<void> {
    const fenced = await Promise.all(
      items.map(async (item) => ({ id: item.id, fence: await item.giveUpFence() })),
    );
    const ours = new Set<number>();
    for (const [fence, of] of Map.groupBy(fenced, ({ fence }) => fence)) {
      if (fence === undefined) continue;
      const ids = of.map(({ id }) => id);
      for (const id of await run(() => deleteItems(this.#db, ids, fence))) ours.add(id);
    }
    const again = items.filter(({ attempt }) => attempt > 1);
    for (const { id } of again) await run(() => forgetAttempts(this.#db, id));
    for (const { id, attempt } of items) {
      this.#policy.report(ours.has(id) ? { type: 'done', id, attempt } : { type: 'lost', id });
    }
  }
}

/** One statement: who else looks at the same rows finds them changed, or, on PostgreSQL, passes them by. */
async function claimReturning(
  db: Kysely<QueueTables>,
  name: string,
  size: number,
  expire: number,
): Promise<readonly FreshRow[]> {
  const skip = driverOf(db) === 'pgsql' ? sql`FOR UPDATE SKIP LOCKED` : sql``;
  const fresh = sql<number>`(SELECT item_id FROM ${sql.table('queue')} WHERE name = ${name} AND expire = 0
    ORDER BY created, item_id LIMIT ${sql.lit(size)} ${skip})`;
  const rows = await db
    .updateTable('queue')
    .set({ expire })
    .where('item_id', 'in', fresh)
    .where('expire', '=', 0)
    .returning(['item_id as id', 'name', bytes<Uint8Array | null>('data').as('data'), 'created'])
    .execute();
  return rows.toSorted((a, b) => a.created - b.created || a.id - b.id);
}

/** MySQL's UPDATE returns no rows: they are locked while they are read. */
async function claimLocked(
  db: Kysely<QueueTables>,
  name: string,
  size: number,
  expire: number,
): Promise<readonly FreshRow[]> {
  try {
    return await db.transaction().execute(async (transaction) => {
      const fresh = transaction
        .selectFrom('queue')
        .where('name', '=', name)
        .where('expire', '=', 0)
        .orderBy('created')
        .orderBy('item_id')
        .limit(sql.lit(size))
        .select(['item_id as id', 'name', bytes<Uint8Array | null>('data').as('data'), 'created'])
        .forUpdate();
      const rows = await (withoutSkipLocked.has(db) ? fresh : fresh.skipLocked()).execute();
      if (rows.length > 0) {
        const ids = rows.map(({ id }) => id);
        await transaction.updateTable('queue').set({ expire }).where('item_id', 'in', ids).execute();
      }
      return rows;
    });
  } catch (error) {
    const isUnknown = error instanceof Error && 'code' in error && error.code === 'ER_PARSE_ERROR';
    if (!isUnknown || withoutSkipLocked.has(db)) throw error;
    withoutSkipLocked.add(db);
    return await claimLocked(db, name, size, expire);
  }
}

/** Deletes those that are still ours; tells which. */
async function deleteItems(
  db: Kysely<QueueTables>,
  ids: readonly number[],
  fence: number,
): Promise<readonly number[]> {
  if (driverOf(db) !== 'mysql') {
    const gone = db.deleteFrom('queue').where('item_id', 'in', ids).where('expire', '=', fence);
    return (await gone.returning('item_id').execute()).map(({ item_id }) => item_id);
  }
  return await db.transaction().execute(async (transaction) => {
    const ours = await transaction
      .selectFrom('queue')
      .where('item_id', 'in', ids)
      .where('expire', '=', fence)
      .select('item_id')
      .forUpdate()
      .execute();
    const found = ours.map(({ item_id }) => item_id);
    if (found.length > 0) await transaction.deleteFrom('queue').where('item_id', 'in', found).execute();
    return found;
  });
}

async function run<T>(work: () => Promise<T>): Promise<T> {
  return await retryConflicts(() => statement('queue', work));
}
