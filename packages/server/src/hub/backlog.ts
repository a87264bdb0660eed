import type { Push, Reply } from '@drupal-nodejs/protocol';

/** The pushes of one channel that some listener still lacks, numbered in their order. */
export class Backlog {
  /** The number of the first that is here. */
  #first = 0;
  #replies: Reply[] = [];

  /** The number of the next push: who has got so far lacks nothing. */
  get head(): number {
    return this.#first + this.#replies.length;
  }

  get isEmpty(): boolean {
    return this.#replies.length === 0;
  }

  add(push: Push): void {
    this.#replies.push({ push });
  }

  /** What who has got so far lacks. */
  since(number: number): readonly Reply[] {
    return this.#replies.slice(number - this.#first);
  }

  /** Forgets what is before a number. */
  forget(before: number): void {
    if (before > this.#first) {
      this.#replies.splice(0, before - this.#first);
      this.#first = before;
    }
  }
}
