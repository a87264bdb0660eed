import type { Clock, Task, Timer } from '../src/index.ts';
import { run } from '../src/timer.ts';

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  #now = 1_800_000_000_000;
  readonly #tasks = new Set<{ readonly at: number; readonly task: Task }>();
  #afterTurn: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, task: Task): Timer {
    const entry = { at: this.#now + delayMs, task };
    this.#tasks.add(entry);
    return { cancel: () => this.#tasks.delete(entry) };
  }

  afterTurn(task: () => void): void {
    this.#afterTurn.push(task);
  }

  /** Time that something takes of the processor: nothing else happens meanwhile. */
  spend(ms: number): void {
    this.#now += ms;
  }

  /** Moves time on, running what falls due in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#tasks].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) {
        break;
      }
      this.#tasks.delete(next);
      this.#now = Math.max(this.#now, next.at);
      run(next.task);
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Ends the current turn of the event loop. */
  endTurn(): void {
    const tasks = this.#afterTurn;
    this.#afterTurn = [];
    for (const task of tasks) {
      task();
    }
  }
}
