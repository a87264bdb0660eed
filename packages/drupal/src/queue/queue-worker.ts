import type { PhpValue } from '../php-serialize/index.ts';
import { type QueuePolicy, requireCount } from './queue-policy.ts';
import type { ClaimedBatch, ClaimedItem, WorkQueue } from './work-queue.ts';

/** What a handler is told of an item. */
export interface QueueJob {
  readonly id: number;
  /** The first is 1. */
  readonly attempt: number;
  /** Aborted when the item is not ours any more, or the worker waits no longer; then stop, another will do it. */
  readonly signal: AbortSignal;
}

/** Does the work; a rejection is a failed attempt. May be given the same item more than once. */
export type QueueHandler = (data: PhpValue, job: QueueJob) => Promise<void>;

/** How a worker works. */
export interface WorkOptions {
  /** Items at the same time. @default 1 */
  readonly concurrency?: number;
  /**
   * Items that are claimed, and deleted, by one statement each. They are worked on one after another; when the worker
   * dies, up to so many come again. For handlers that take milliseconds; queues that can't do it claim one by one.
   *
   * @default 1
   */
  readonly batch?: number;
  /** Milliseconds that `stop` waits for running handlers. @default 30000 */
  readonly drainMs?: number;
}

/** An empty queue is asked seldom, unless `wake` says that there is something. */
const IDLE_MS = Object.freeze({ first: 100, longest: 5000 });

/** Items of a batch that are done are deleted at least so often. */
const TELL_MS = 1000;

/** Gives a queue's items to a handler; made by `Queue.work`. */
export class QueueWorker {
  readonly #queue: WorkQueue;
  readonly #policy: QueuePolicy;
  readonly #handler: QueueHandler;
  readonly #drainMs: number;
  readonly #batchSize: number;
  readonly #loops: Promise<unknown>;
  readonly #running = new Map<ClaimedItem, AbortController>();
  readonly #sleepers = new Set<() => void>();
  #isStopping = false;

  /** @internal */
  constructor(queue: WorkQueue, policy: QueuePolicy, handler: QueueHandler, options: WorkOptions) {
    const { concurrency = 1, drainMs = 30_000, batch = 1 } = options;
    this.#queue = queue;
    this.#policy = policy;
    this.#handler = handler;
    this.#drainMs = drainMs;
    this.#batchSize = requireCount('batch', batch);
    const length = requireCount('concurrency', concurrency);
    this.#loops = Promise.all(Array.from({ length }, () => this.#loop()));
  }

  /** Looks for items at once, for whoever hears of a push. */
  wake(): void {
    for (const wake of this.#sleepers) wake();
  }

  /**
   * Claims no more, and resolves when the running handlers are done.
   *
   * Those that take longer than `drainMs` are told by their signal, and their items go back to the queue.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.wake();
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.#drainMs);
    await Promise.race([this.#loops, tooLong]);
    clearTimeout(timer);
    for (const [item, controller] of this.#running) {
      controller.abort(new Error('the worker was stopped'));
      await this.#reporting(() => item.release());
    }
  }

  async #loop(): Promise<void> {
    let idleMs: number = IDLE_MS.first;
    while (!this.#isStopping) {
      const batch = await this.#reporting(() => this.#claim());
      if (batch !== undefined && batch.items.length > 0) {
        idleMs = IDLE_MS.first;
        await this.#runAll(batch);
      } else {
        await this.#sleep(idleMs);
        idleMs = Math.min(idleMs * 2, IDLE_MS.longest);
      }
    }
  }

  async #claim(): Promise<ClaimedBatch> {
    if (this.#batchSize > 1 && this.#queue.claimBatch) return await this.#queue.claimBatch(this.#batchSize);
    const item = await this.#queue.claim();
    return { items: item ? [item] : [], done: async () => void (await item?.done()) };
  }

  async #runAll(batch: ClaimedBatch): Promise<void> {
    const leases = batch.items.map((item) => this.#keep(item));
    let done: ClaimedItem[] = [];
    const tell = async () => {
      const told = done;
      done = [];
      if (told.length > 0) await this.#reporting(() => batch.done(told));
    };
    // What is done long since should not come again when this worker dies.
    const telling = setInterval(() => void tell(), TELL_MS);
    for (const { item, controller, end } of leases) {
      // Others take at once what is not begun.
      if (this.#isStopping && item !== batch.items[0]) {
        end();
        if (!controller.signal.aborted) await this.#reporting(() => item.release());
        continue;
      }
      const outcome = controller.signal.aborted ? undefined : await this.#handle(item, controller.signal);
      end();
      if (controller.signal.aborted || outcome === undefined) continue;
      if ('error' in outcome) await this.#reporting(() => item.fail(outcome.error));
      else done.push(item);
    }
    clearInterval(telling);
    await tell();
  }

  /** Renews an item's lease till its end. */
  #keep(item: ClaimedItem): { item: ClaimedItem; controller: AbortController; end: () => void } {
    const controller = new AbortController();
    this.#running.set(item, controller);
    const renewal = setInterval(() => this.#renew(item, controller), this.#policy.leaseSeconds * 500);
    const end = () => {
      clearInterval(renewal);
      this.#running.delete(item);
    };
    return { item, controller, end };
  }

  async #handle(item: ClaimedItem, signal: AbortSignal): Promise<{ error: unknown } | { done: true }> {
    try {
      await this.#handler(item.data, { id: item.id, attempt: item.attempt, signal });
      return { done: true };
    } catch (error) {
      return { error };
    }
  }

  async #renew(item: ClaimedItem, controller: AbortController): Promise<void> {
    const isOurs = await this.#reporting(() => item.renew());
    if (isOurs === false) controller.abort(new Error('the lease was lost'));
  }

  /** A database that fails loses nothing: leases run out, and items come again. */
  async #reporting<T>(run: () => Promise<T>): Promise<T | undefined> {
    try {
      return await run();
    } catch (error) {
      this.#policy.report({ type: 'error', error });
      return undefined;
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#isStopping) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#sleepers.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#sleepers.delete(resolve);
  }
}
