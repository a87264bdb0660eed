import type { QueueEvent } from '@drupal-nodejs/drupal';

/** Seconds over which the rate is taken. */
const windowS = 10;

/** What became of a queue's items since the worker began. */
export class QueueProgress {
  readonly #outcomes = { done: 0, retry: 0, dead: 0, lost: 0, released: 0 };
  /** When items were done, of the last seconds. */
  readonly #seconds: { readonly at: number; done: number }[] = [];
  readonly #startedAt = performance.now();
  #left = 0;

  report({ type }: QueueEvent): void {
    if (type === 'renewed' || type === 'error') {
      return;
    }
    this.#outcomes[type] += 1;
    if (type === 'done') {
      const second = Math.floor(performance.now() / 1000);
      const last = this.#seconds.at(-1);
      if (last?.at === second) {
        last.done += 1;
      } else {
        this.#seconds.push({ at: second, done: 1 });
        this.#seconds.splice(0, this.#seconds.length - windowS);
      }
    }
  }

  /** Takes the number of items that wait or are worked on. */
  counted(left: number): void {
    this.#left = left;
  }

  get left(): number {
    return this.#left;
  }

  get outcomes(): Readonly<Record<'done' | 'retry' | 'dead' | 'lost' | 'released', number>> {
    return this.#outcomes;
  }

  /** From 0 to 1. */
  get share(): number {
    const { done, dead } = this.#outcomes;
    const all = done + dead + this.#left;
    return all === 0 ? 1 : (done + dead) / all;
  }

  /** Items done per second, lately. */
  get rate(): number {
    const now = performance.now() / 1000;
    const recent = this.#seconds.filter(({ at }) => at > now - windowS);
    const done = recent.reduce((sum, second) => sum + second.done, 0);
    return done / Math.max(1, Math.min(windowS, now - this.#startedAt / 1000));
  }

  /** Seconds until the queue is empty at this rate; undefined while nothing is done. */
  get secondsLeft(): number | undefined {
    return this.rate === 0 ? undefined : this.#left / this.rate;
  }
}
