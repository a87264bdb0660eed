import type { PhpValue } from '../php-serialize/index.ts';

/** An item that is ours till its lease ends; answers say whether it was still ours. */
export interface ClaimedItem {
  readonly id: number;
  /** Which attempt this is; the first is 1. */
  readonly attempt: number;
  /** What was pushed. @throws DrupalError `PHP_SERIALIZE_*` when it can't be read */
  readonly data: PhpValue;
  /** The work is done. */
  done(): Promise<boolean>;
  /** Gives it back at once, as if it had not been claimed. */
  release(): Promise<boolean>;
  /** This attempt failed: it comes again later, or is a dead letter after the last. */
  fail(error: unknown): Promise<boolean>;
  /** Extends the lease to its full length from now. */
  renew(): Promise<boolean>;
}

/** Items that were claimed together. */
export interface ClaimedBatch {
  readonly items: readonly ClaimedItem[];
  /** The work on these of them is done. */
  done(items: readonly ClaimedItem[]): Promise<void>;
}

/** A queue that a worker can work, wherever it is kept. */
export interface WorkQueue {
  readonly name: string;
  /** Leases an item that nobody has; undefined when there is none. @throws DrupalError */
  claim(): Promise<ClaimedItem | undefined>;
  /** Leases several items at once; an empty batch when there is none. @default `claim`, one by one */
  claimBatch?(size: number): Promise<ClaimedBatch>;
  /** Items that wait or are worked on. */
  count(): Promise<number>;
}
