import type { Push, Reply } from '@drupal-nodejs/protocol';
import { Batch } from './batch.ts';

/** The pushes of one channel that some listener still lacks, numbered in their order. */
export class Backlog {
  /** The number of the first that is here. */
  #first = 0;
  readonly #replies: Reply[] = [];
  /** What was asked for last, and from where on: mostly the next listener lacks the same. */
  #batch: Batch | undefined;
  #batchFrom = 0;

  /** The number of the next push: who has got so far lacks nothing. */
  get head(): number {
    return this.#first + this.#replies.length;
  }

  get isEmpty(): boolean {
    return this.#replies.length === 0;
  }

  add(push: Push): void {
    this.#replies.push({ push });
    this.#batch = undefined;
  }

  /** What who has got so far lacks; who lacks the same gets the same batch. */
  since(number: number): Batch {
    if (this.#batch === undefined || this.#batchFrom !== number) {
      this.#batch = new Batch(this.#replies.slice(number - this.#first));
      this.#batchFrom = number;
    }
    return this.#batch;
  }

  /** Forgets what is before a number. */
  forget(before: number): void {
    if (before > this.#first) {
      this.#replies.splice(0, before - this.#first);
      this.#first = before;
    }
    if (this.isEmpty) {
      this.#batch = undefined;
    }
  }
}
