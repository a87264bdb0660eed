import { type Kysely, sql } from 'kysely';
import { bytes } from '../database/bytes.ts';
import { retryConflicts } from '../database/conflict.ts';
import { driverOf } from '../database/driver-of.ts';
import { hasTable, statement } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import { type PhpInput, serialize } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { prepareAttempts, type QueueTables, readAttempts, writeAttempt } from './attempt-table.ts';
import { QueueBatch } from './queue-batch.ts';
import { QueueItem, type QueueRow } from './queue-item.ts';
import { type QueueOptions, QueuePolicy, unixNow } from './queue-policy.ts';
import { type QueueHandler, QueueWorker, type WorkOptions } from './queue-worker.ts';
import { shuffle } from './shuffle.ts';
import type { WorkQueue } from './work-queue.ts';

interface Candidate extends Omit<QueueRow, 'attempts'> {
  readonly retryAt: number | null;
}

/** Items looked at by one statement; more than one, so that workers seldom want the same. */
const LOOK_AT = 20;
/** How often batches leave room for items that come again. */
const LOOK_AGAIN_MS = 1000;
/** Room in the column for `.dead` behind it. */
const NAME = /^[\x21-\x7e]{1,250}$/;

/**
 * Opens one of Drupal's queues: its table `queue`, shared with PHP workers.
 *
 * `db` is opened for writing. Each item is worked on at least once: a worker that dies, or a PHP worker, which
 * knows no fences, may let it come again, so handlers must bear that.
 *
 * @throws DrupalError `DRUPAL_QUEUE_NAME`, or `DRUPAL_TABLES_MISSING` before Drupal queued anything
 */
export async function openQueue(
  db: Kysely<DrupalTables>,
  name: string,
  options: QueueOptions = {},
): Promise<Queue> {
  if (!NAME.test(name) || name.startsWith('drupal_batch:')) {
    throw new DrupalError(
      'DRUPAL_QUEUE_NAME',
      `queue: expected 1 to 250 signs of ASCII without blanks, and none of Drupal's batches; found "${name}"`,
    );
  }
  if (!(await hasTable(db, 'queue'))) {
    throw new DrupalError(
      'DRUPAL_TABLES_MISSING',
      'database: expected the table queue, found none; Drupal makes it when it queues something for the first time',
    );
  }
  return new Queue(db.withTables<Pick<QueueTables, 'nodejs_queue_attempt'>>(), name, options);
}

/** One of Drupal's queues; made by `openQueue`. */
export class Queue implements WorkQueue {
  readonly name: string;
  readonly #db: Kysely<QueueTables>;
  readonly #policy: QueuePolicy;
  #candidates: Candidate[] = [];
  #looking: Promise<void> | undefined;
  #prepared: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** @internal */
  constructor(db: Kysely<QueueTables>, name: string, options: QueueOptions) {
    this.name = name;
    this.#db = db;
    this.#policy = new QueuePolicy(options);
  }

  /**
   * Queues data that PHP workers can read, and returns the item's id.
   *
   * @throws DrupalError `PHP_SERIALIZE_VALUE` or `DRUPAL_DATABASE_*`
   */
  async push(data: PhpInput): Promise<number> {
    const insert = this.#db
      .insertInto('queue')
      .values({ name: this.name, data: serialize(data), expire: 0, created: unixNow() });
    return await this.#statement(async () => {
      if (driverOf(this.#db) === 'mysql') return Number((await insert.executeTakeFirstOrThrow()).insertId);
      return (await insert.returning('item_id').executeTakeFirstOrThrow()).item_id;
    });
  }

  /** Items that wait or are worked on. */
  async count(): Promise<number> {
    const { count } = await this.#statement(() =>
      this.#db
        .selectFrom('queue')
        .where('name', '=', this.name)
        .select(({ fn }) => fn.count<number>('item_id').as('count'))
        .executeTakeFirstOrThrow(),
    );
    return count;
  }

  /**
   * Leases an item that nobody has; undefined when there is none.
   *
   * A lease that ran out counts as a failed attempt, without waiting for Drupal's cron: the item is tried again at
   * once, or dead.
   *
   * @throws DrupalError `DRUPAL_DATABASE_*`
   */
  async claim(): Promise<QueueItem | undefined> {
    await this.#prepare();
    for (;;) {
      if (this.#candidates.length === 0) await this.#look();
      const row = this.#candidates.pop();
      if (row === undefined) return undefined;
      const item = await this.#take(row);
      if (item) return item;
    }
  }

  /**
   * Leases up to `size` items that nobody has by one statement; an empty batch when there is none.
   *
   * Those that come again (after a failure, or a worker's death) are claimed by themselves, at most a second late.
   *
   * @throws DrupalError `DRUPAL_DATABASE_*`
   */
  async claimBatch(size: number): Promise<QueueBatch> {
    await this.#prepare();
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_AGAIN_MS) {
      const batch = await QueueBatch.claim(this.#db, this.name, this.#policy, size);
      if (batch.items.length > 0) return batch;
    }
    this.#lookedAt = now;
    const item = await this.#claimAgain();
    return item
      ? new QueueBatch(this.#db, this.#policy, [item])
      : await QueueBatch.claim(this.#db, this.name, this.#policy, size);
  }

  /** Starts a worker that gives items to a handler until it is stopped. */
  work(handler: QueueHandler, options: WorkOptions = {}): QueueWorker {
    return new QueueWorker(this, this.#policy, handler, options);
  }

  /** Of those that were claimed before. */
  async #claimAgain(): Promise<QueueItem | undefined> {
    for (const row of await this.#readCandidates('again')) {
      const item = await this.#take(row);
      if (item) return item;
    }
    return undefined;
  }

  async #look(): Promise<void> {
    this.#looking ??= this.#readCandidates('any')
      .then((candidates) => {
        this.#candidates = candidates;
      })
      .finally(() => {
        this.#looking = undefined;
      });
    await this.#looking;
  }

  async #readCandidates(which: 'any' | 'again'): Promise<Candidate[]> {
    const rows = await this.#statement(() =>
      this.#db
        .selectFrom('queue as q')
        .leftJoin('nodejs_queue_attempt as a', 'a.item_id', 'q.item_id')
        .where('q.name', '=', this.name)
        .where((is) =>
          which === 'any'
            ? is.or([is('q.expire', '=', 0), is('q.expire', '<', unixNow())])
            : is.and([is('q.expire', '>', 0), is('q.expire', '<', unixNow())]),
        )
        .orderBy('q.created')
        .orderBy('q.item_id')
        .limit(sql.lit(LOOK_AT))
        .select([
          'q.item_id as id',
          'q.name',
          bytes<Uint8Array | null>('q.data').as('data'),
          'q.created',
          'q.expire',
          'a.retry_at as retryAt',
        ])
        .execute(),
    );
    // MySQL compares names without case.
    return shuffle(rows.filter(({ name }) => name === this.name));
  }

  async #take({ retryAt, ...row }: Candidate): Promise<QueueItem | undefined> {
    const expire = this.#policy.leaseEnd();
    const { numUpdatedRows } = await this.#statement(() =>
      this.#db
        .updateTable('queue')
        .set({ expire })
        .where('item_id', '=', row.id)
        .where('name', '=', this.name)
        .where('expire', '=', row.expire)
        .executeTakeFirst(),
    );
    if (numUpdatedRows === 0n) return undefined;
    // Only now: others may have had it, and failed, since the candidates were read.
    const failed = await this.#statement(() => readAttempts(this.#db, [row.id]));
    const attempts = failed.get(row.id) ?? 0;
    const leased = { ...row, attempts, expire };
    if (row.expire === 0 || row.expire === retryAt) return this.#item(leased);
    return await this.#takeOver(leased);
  }

  /**
   * A lease that ran out was a dead worker's, or PHP put the item off by it: nobody can say which. So it counts as an
   * attempt, for what kills its workers must end, and is worked on at once, for maybe nobody has yet.
   */
  async #takeOver(row: QueueRow): Promise<QueueItem | undefined> {
    const attempts = row.attempts + 1;
    const error = new Error('the lease ran out; its worker may have died');
    if (attempts >= this.#policy.maxAttempts) {
      await this.#item(row).fail(error);
      return undefined;
    }
    await this.#statement(() =>
      this.#db
        .transaction()
        .execute((transaction) =>
          writeAttempt(transaction, { item_id: row.id, attempts, retry_at: 0, error: error.message }),
        ),
    );
    this.#policy.report({ type: 'retry', id: row.id, attempt: attempts, error });
    return this.#item({ ...row, attempts });
  }

  #item(row: QueueRow): QueueItem {
    return new QueueItem(this.#db, this.name, this.#policy, row);
  }

  /** Once, and again after a failure. */
  async #prepare(): Promise<void> {
    this.#prepared ??= prepareAttempts(this.#db);
    try {
      await this.#prepared;
    } catch (error) {
      this.#prepared = undefined;
      throw error;
    }
  }

  async #statement<T>(run: () => Promise<T>): Promise<T> {
    return await retryConflicts(() => statement('queue', run));
  }
}
