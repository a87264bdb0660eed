import { type Generated, type Kysely, sql, type Updateable } from 'kysely';
import { bytes } from '../database/bytes.ts';
import { retryConflicts } from '../database/conflict.ts';
import { driverOf } from '../database/driver-of.ts';
import { hasTable, statement } from '../database/statement.ts';
import { DrupalError } from '../errors.ts';
import type { PhpValue } from '../php-serialize/index.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { failureReason } from './failure-reason.ts';
import { type QueueEvent, type QueueOptions, QueuePolicy, unixNow } from './queue-policy.ts';
import { type QueueHandler, QueueWorker, type WorkOptions } from './queue-worker.ts';
import { shuffle } from './shuffle.ts';
import type { ClaimedItem, WorkQueue } from './work-queue.ts';

/** The module's table. */
export type AdvancedQueueTables = {
  advancedqueue: {
    job_id: Generated<number>;
    queue_id: string;
    type: string;
    payload: Uint8Array;
    state: 'queued' | 'processing' | 'success' | 'failure';
    message: string | null;
    num_retries: number;
    available: number;
    processed: number;
    /** 0: nobody has it. */
    expires: number;
  };
};

type Tables = DrupalTables & AdvancedQueueTables;

const LOOK_AT = 20;
/** The module's own default. */
const LEASE_SECONDS = 300;

/**
 * Opens a queue of the module `advancedqueue` with its database backend, shared with PHP's processors.
 *
 * Retries, delays and failures are the module's own columns, so its pages show what happened. A lease is fenced by
 * its end, which PHP's workers don't look at.
 *
 * @throws DrupalError `DRUPAL_TABLES_MISSING` without the module
 */
export async function openAdvancedQueue(
  db: Kysely<DrupalTables>,
  name: string,
  options: QueueOptions = {},
): Promise<AdvancedQueue> {
  const tables = db.withTables<AdvancedQueueTables>();
  if (!(await hasTable(tables, 'advancedqueue'))) {
    throw new DrupalError(
      'DRUPAL_TABLES_MISSING',
      'database: expected the table advancedqueue, found none; the module of that name makes it',
    );
  }
  return new AdvancedQueue(tables, name, { leaseSeconds: LEASE_SECONDS, ...options });
}

/** One of the queues of `advancedqueue`; made by `openAdvancedQueue`. */
export class AdvancedQueue implements WorkQueue {
  readonly name: string;
  readonly #db: Kysely<Tables>;
  readonly #policy: QueuePolicy;

  /** @internal */
  constructor(db: Kysely<Tables>, name: string, options: QueueOptions) {
    this.name = name;
    this.#db = db;
    this.#policy = new QueuePolicy(options);
  }

  /** Queues a job of a type that PHP's job plugins know; returns its id. @throws DrupalError `DRUPAL_DATABASE_*` */
  async push(type: string, payload: object, { delaySeconds = 0 } = {}): Promise<number> {
    const insert = this.#db.insertInto('advancedqueue').values({
      queue_id: this.name,
      type,
      payload: Buffer.from(JSON.stringify(payload)),
      state: 'queued',
      message: '',
      num_retries: 0,
      available: unixNow() + delaySeconds,
      processed: 0,
      expires: 0,
    });
    return await retryConflicts(() =>
      statement('queue', async () => {
        if (driverOf(this.#db) === 'mysql') return Number((await insert.executeTakeFirstOrThrow()).insertId);
        return (await insert.returning('job_id').executeTakeFirstOrThrow()).job_id;
      }),
    );
  }

  async count(): Promise<number> {
    const { count } = await statement('queue', () =>
      this.#db
        .selectFrom('advancedqueue')
        .where('queue_id', '=', this.name)
        .where('state', 'in', ['queued', 'processing'])
        .select(({ fn }) => fn.count<number>('job_id').as('count'))
        .executeTakeFirstOrThrow(),
    );
    return count;
  }

  async claim(): Promise<AdvancedJob | undefined> {
    for (;;) {
      const rows = await this.#candidates();
      if (rows.length === 0) return undefined;
      for (const row of shuffle(rows)) {
        const expires = this.#policy.leaseEnd();
        if (!(await this.#take(row, expires))) continue;
        const job = new AdvancedJob(this.#db, this.#policy, { ...row, expires });
        if (row.expires === 0) return job;
        await job.fail(new Error('the lease ran out; its worker may have died'));
      }
    }
  }

  /** Works the queue until `stop`. */
  work(handler: QueueHandler, options: WorkOptions = {}): QueueWorker {
    return new QueueWorker(this, this.#policy, handler, options);
  }

  /** What may be claimed: what waits and is due, and what a worker died with. */
  async #candidates(): Promise<JobRow[]> {
    const now = unixNow();
    const rows = await statement('queue', () =>
      this.#db
        .selectFrom('advancedqueue')
        .where('queue_id', '=', this.name)
        .where((is) =>
          is.or([
            is.and([is('state', '=', 'queued'), is('available', '<=', now), is('expires', '=', 0)]),
            is.and([is('state', '=', 'processing'), is('expires', '!=', 0), is('expires', '<', now)]),
          ]),
        )
        .orderBy('available')
        .orderBy('job_id')
        .limit(sql.lit(LOOK_AT))
        .select([
          'job_id as id',
          'queue_id',
          'type',
          bytes('payload').as('payload'),
          'num_retries as retries',
          'expires',
        ])
        .execute(),
    );
    // MySQL compares names without case.
    return rows.filter(({ queue_id }) => queue_id === this.name);
  }

  async #take({ id, expires: before, retries }: JobRow, expires: number): Promise<boolean> {
    const { numUpdatedRows } = await retryConflicts(() =>
      statement('queue', () =>
        this.#db
          .updateTable('advancedqueue')
          .set({ state: 'processing', expires })
          .where('job_id', '=', id)
          .where('expires', '=', before)
          // Another may have had it meanwhile, and failed.
          .where('num_retries', '=', retries)
          .where('state', '=', before === 0 ? 'queued' : 'processing')
          .executeTakeFirst(),
      ),
    );
    return numUpdatedRows > 0n;
  }
}

interface JobRow {
  readonly id: number;
  readonly queue_id: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly retries: number;
  readonly expires: number;
}

/** A job that is ours till its lease ends. */
export class AdvancedJob implements ClaimedItem {
  readonly id: number;
  /** Id of the job's plugin. */
  readonly type: string;
  readonly attempt: number;
  readonly #db: Kysely<Tables>;
  readonly #policy: QueuePolicy;
  readonly #payload: Uint8Array;
  /** Undefined once it is finished, one way or another. */
  #fence: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(db: Kysely<Tables>, policy: QueuePolicy, row: JobRow) {
    this.id = row.id;
    this.type = row.type;
    this.attempt = row.retries + 1;
    this.#db = db;
    this.#policy = policy;
    this.#payload = row.payload;
    this.#fence = row.expires;
  }

  /** The payload, maps as `Map`. @throws DrupalError `DRUPAL_CONFIG_UNREADABLE` when it isn't JSON */
  get data(): PhpValue {
    try {
      return asValue(JSON.parse(Buffer.from(this.#payload).toString()));
    } catch (cause) {
      throw new DrupalError('DRUPAL_CONFIG_UNREADABLE', `job ${this.id}: expected JSON`, { cause });
    }
  }

  async done(): Promise<boolean> {
    const event = { type: 'done', id: this.id, attempt: this.attempt } as const;
    return await this.#finish(event, { state: 'success', processed: unixNow(), expires: 0 });
  }

  async release(): Promise<boolean> {
    return await this.#finish({ type: 'released', id: this.id }, { state: 'queued', expires: 0 });
  }

  async fail(error: unknown): Promise<boolean> {
    const { id, attempt } = this;
    const isLast = attempt >= this.#policy.maxAttempts;
    const message = failureReason(error);
    const next = isLast ? 0 : this.#policy.retryAt(attempt);
    const retry = { num_retries: attempt, available: next || unixNow() };
    return await this.#finish(
      { type: isLast ? 'dead' : 'retry', id, attempt, error },
      isLast
        ? { state: 'failure', processed: unixNow(), expires: 0, message }
        : { state: 'queued', expires: 0, message, ...retry },
    );
  }

  async renew(): Promise<boolean> {
    return await this.#inTurn(async () => {
      const expires = this.#policy.leaseEnd();
      const isOurs = this.#fence !== undefined && (await this.#put(this.#fence, { expires }));
      this.#fence = isOurs ? expires : undefined;
      this.#policy.report({ type: isOurs ? 'renewed' : 'lost', id: this.id });
      return isOurs;
    });
  }

  async #finish(
    event: QueueEvent,
    values: Updateable<AdvancedQueueTables['advancedqueue']>,
  ): Promise<boolean> {
    return await this.#inTurn(async () => {
      const fence = this.#fence;
      this.#fence = undefined;
      const isOurs = fence !== undefined && (await this.#put(fence, values));
      this.#policy.report(isOurs ? event : { type: 'lost', id: this.id });
      return isOurs;
    });
  }

  /** One thing after another: a renewal on its way changes the fence that the next needs. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }

  async #put(fence: number, values: Updateable<AdvancedQueueTables['advancedqueue']>): Promise<boolean> {
    const { numUpdatedRows } = await retryConflicts(() =>
      statement('queue', () =>
        this.#db
          .updateTable('advancedqueue')
          .set(values)
          .where('job_id', '=', this.id)
          .where('state', '=', 'processing')
          .where('expires', '=', fence)
          .executeTakeFirst(),
      ),
    );
    return numUpdatedRows > 0n;
  }
}

/** JSON in the form that handlers of the other queues get: no object has a prototype to poison. */
function asValue(json: unknown): PhpValue {
  if (Array.isArray(json)) return json.map(asValue);
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([key, value]) => [key, asValue(value)]));
  }
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null;
}
