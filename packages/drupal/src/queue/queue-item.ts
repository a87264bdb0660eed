import type { Kysely } from 'kysely';
import { retryConflicts } from '../database/conflict.ts';
import { statement } from '../database/statement.ts';
import { type PhpValue, unserialize } from '../php-serialize/index.ts';
import { forgetAttempts, type QueueTables, writeAttempt } from './attempt-table.ts';
import { failureReason } from './failure-reason.ts';
import type { QueueEvent, QueuePolicy } from './queue-policy.ts';
import type { ClaimedItem } from './work-queue.ts';

/** An item as the queue has it, with what is known of earlier attempts. */
export interface QueueRow {
  readonly id: number;
  readonly data: Uint8Array | null;
  /** Unix seconds. */
  readonly created: number;
  /** 0: nobody has it; else it is leased, or put off, till then. */
  readonly expire: number;
  /** Failed ones. */
  readonly attempts: number;
}

/**
 * An item that is ours till its lease ends.
 *
 * All that is done to it holds only while the lease does: the `expire` that the claim wrote is its fence, so an
 * item that went to another worker meanwhile stays that worker's. Answers say whether it was still ours.
 */
export class QueueItem implements ClaimedItem {
  readonly id: number;
  /** Unix seconds. */
  readonly created: number;
  /** Which attempt this is; the first is 1. */
  readonly attempt: number;
  readonly #db: Kysely<QueueTables>;
  readonly #name: string;
  readonly #policy: QueuePolicy;
  readonly #data: Uint8Array | null;
  /** Undefined once it is finished, one way or another. */
  #fence: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @internal */
  constructor(db: Kysely<QueueTables>, name: string, policy: QueuePolicy, row: QueueRow) {
    this.id = row.id;
    this.created = row.created;
    this.attempt = row.attempts + 1;
    this.#db = db;
    this.#name = name;
    this.#policy = policy;
    this.#data = row.data;
    this.#fence = row.expire;
  }

  /** What was pushed. @throws DrupalError `PHP_SERIALIZE_*` when that is no PHP data */
  get data(): PhpValue {
    return this.#data === null ? null : unserialize(this.#data);
  }

  /** Takes the item out of the queue; its work is done. */
  async done(): Promise<boolean> {
    const event = { type: 'done', id: this.id, attempt: this.attempt } as const;
    return await this.#finish(event, async (fence) => {
      const { numDeletedRows } = await this.#statement(() =>
        this.#db
          .deleteFrom('queue')
          .where('item_id', '=', this.id)
          .where('expire', '=', fence)
          .executeTakeFirst(),
      );
      if (this.attempt > 1) await this.#statement(() => forgetAttempts(this.#db, this.id));
      return numDeletedRows > 0n;
    });
  }

  /** Gives the item back at once, as if it had not been claimed. */
  async release(): Promise<boolean> {
    return await this.#finish({ type: 'released', id: this.id }, (fence) => this.#put(fence, { expire: 0 }));
  }

  /**
   * Says that this attempt failed: the item is put off to be tried again, or after the last attempt goes to the
   * dead letters, the queue `NAME.dead`.
   */
  async fail(error: unknown): Promise<boolean> {
    const { id, attempt } = this;
    const isLast = attempt >= this.#policy.maxAttempts;
    const expire = isLast ? 0 : this.#policy.retryAt(attempt);
    return await this.#finish({ type: isLast ? 'dead' : 'retry', id, attempt, error }, (fence) =>
      this.#statement(() =>
        this.#db.transaction().execute(async (transaction) => {
          const { numUpdatedRows } = await transaction
            .updateTable('queue')
            .set(isLast ? { expire, name: deadLetters(this.#name) } : { expire })
            .where('item_id', '=', id)
            .where('expire', '=', fence)
            .executeTakeFirst();
          if (numUpdatedRows === 0n) return false;
          await writeAttempt(transaction, {
            item_id: id,
            attempts: attempt,
            retry_at: expire,
            error: failureReason(error),
          });
          return true;
        }),
      ),
    );
  }

  /** Extends the lease to its full length from now. */
  async renew(): Promise<boolean> {
    return await this.#inTurn(async () => {
      const expire = this.#policy.leaseEnd();
      const isOurs = this.#fence !== undefined && (await this.#put(this.#fence, { expire }));
      this.#fence = isOurs ? expire : undefined;
      return this.#told(isOurs, { type: 'renewed', id: this.id });
    });
  }

  /** For who finishes several at once: the fence, which this item has no more. @internal */
  async giveUpFence(): Promise<number | undefined> {
    return await this.#inTurn(async () => this.#takeFence());
  }

  async #finish(event: QueueEvent, change: (fence: number) => Promise<boolean>): Promise<boolean> {
    return await this.#inTurn(async () => {
      const fence = this.#takeFence();
      return this.#told(fence !== undefined && (await change(fence)), event);
    });
  }

  #takeFence(): number | undefined {
    const fence = this.#fence;
    this.#fence = undefined;
    return fence;
  }

  /** One thing after another: a renewal on its way changes the fence that the next needs. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn;
    return turn;
  }

  #told(isOurs: boolean, event: QueueEvent): boolean {
    this.#policy.report(isOurs ? event : { type: 'lost', id: this.id });
    return isOurs;
  }

  async #put(fence: number, values: { expire: number }): Promise<boolean> {
    const { numUpdatedRows } = await this.#statement(() =>
      this.#db
        .updateTable('queue')
        .set(values)
        .where('item_id', '=', this.id)
        .where('expire', '=', fence)
        .executeTakeFirst(),
    );
    return numUpdatedRows > 0n;
  }

  async #statement<T>(run: () => Promise<T>): Promise<T> {
    return await retryConflicts(() => statement('queue', run));
  }
}

/** The queue of items that failed too often. */
export function deadLetters(name: string): string {
  return `${name}.dead`;
}
