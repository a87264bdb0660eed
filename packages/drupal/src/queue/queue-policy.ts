import { DrupalError } from '../errors.ts';

/** How a queue's items are leased and tried again. */
export interface QueueOptions {
  /** Seconds that a claimed item is ours; workers renew at half of it. @default 60 */
  readonly leaseSeconds?: number;
  /** Attempts after which an item goes to the dead letters. @default 5 */
  readonly maxAttempts?: number;
  /** Seconds to wait after a failed attempt; the first is 1. @default 2, 4, 8 … to 3600 */
  readonly retryDelaySeconds?: (attempt: number) => number;
  /** Is told what happens to items, for logs and metrics. */
  readonly report?: (event: QueueEvent) => void;
}

/** What happened. */
export type QueueEvent =
  | { readonly type: 'done'; readonly id: number; readonly attempt: number }
  /** The handler failed, or its worker died; `dead`: for the last time. */
  | {
      readonly type: 'retry' | 'dead';
      readonly id: number;
      readonly attempt: number;
      readonly error: unknown;
    }
  /** The lease was extended. */
  | { readonly type: 'renewed'; readonly id: number }
  /** The lease ran out, or somebody released or deleted the item; it may be worked on elsewhere. */
  | { readonly type: 'lost'; readonly id: number }
  /** Stopped before the work was done; the item waits for another worker. */
  | { readonly type: 'released'; readonly id: number }
  /** The database failed; the worker tries again. */
  | { readonly type: 'error'; readonly error: unknown };

const LONGEST_DELAY_SECONDS = 3600;

/**
 * A number of something, one at least.
 *
 * @throws DrupalError `DRUPAL_QUEUE_OPTION`: a lease of no seconds would have all workers do the same item, and a
 *   worker of no handlers would wait forever
 */
export function requireCount(name: string, found: number): number {
  if (Number.isSafeInteger(found) && found >= 1) return found;
  throw new DrupalError('DRUPAL_QUEUE_OPTION', `${name}: expected a whole number from 1 on, found ${found}`);
}

/** The options with their defaults, in times of the table. */
export class QueuePolicy {
  readonly leaseSeconds: number;
  readonly maxAttempts: number;
  readonly report: (event: QueueEvent) => void;
  readonly #retryDelaySeconds: (attempt: number) => number;

  constructor({
    leaseSeconds = 60,
    maxAttempts = 5,
    retryDelaySeconds = (attempt) => Math.min(2 ** attempt, LONGEST_DELAY_SECONDS),
    report = () => undefined,
  }: QueueOptions) {
    this.leaseSeconds = requireCount('leaseSeconds', leaseSeconds);
    this.maxAttempts = requireCount('maxAttempts', maxAttempts);
    this.report = report;
    this.#retryDelaySeconds = retryDelaySeconds;
  }

  leaseEnd(): number {
    return unixNow() + this.leaseSeconds;
  }

  /** 0: at once. @throws DrupalError `DRUPAL_QUEUE_OPTION` */
  retryAt(attempt: number): number {
    const delay = Math.ceil(this.#retryDelaySeconds(attempt));
    if (!Number.isSafeInteger(delay)) {
      throw new DrupalError('DRUPAL_QUEUE_OPTION', `retryDelaySeconds: expected seconds, found ${delay}`);
    }
    return delay > 0 ? unixNow() + delay : 0;
  }
}

/** As PHP's time(). */
export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
