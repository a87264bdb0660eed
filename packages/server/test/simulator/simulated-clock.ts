import type { Clock } from '../../src/clock.ts';
import { run, type Task, type Timer } from '../../src/timer.ts';
import type { Random } from './random.ts';

interface Waiting {
  readonly at: number;
  readonly task: Task;
}

/** Time and the event loop of one history: nothing happens unless the history lets time pass. */
export class SimulatedClock implements Clock {
  readonly #random: Random;
  #now = 1_800_000_000_000;
  readonly #waiting: Waiting[] = [];
  #afterTurn: (() => void)[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, task: Task): Timer {
    const waiting = { at: this.#now + Math.max(0, delayMs), task };
    this.#waiting.push(waiting);
    return {
      cancel: () => {
        const index = this.#waiting.indexOf(waiting);
        if (index !== -1) {
          this.#waiting.splice(index, 1);
        }
      },
    };
  }

  afterTurn(task: () => void): void {
    this.#afterTurn.push(task);
  }

  /** Time that something takes of the processor: nothing else happens meanwhile. */
  spend(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass; what falls due runs in its order, now and then several things in one turn of the event loop. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      const due = this.#takeDue(end);
      if (due !== undefined) {
        this.#now = Math.max(this.#now, due.at);
        run(due.task);
        await settled();
      }
      if (due === undefined || this.#random.chance(0.7)) {
        await this.#endTurn();
      }
      // The end of the last turn may have made something fall due: left for later, time would go back for it.
      if (due === undefined && !this.#waiting.some(({ at }) => at <= end)) {
        break;
      }
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Takes out what is due first. */
  #takeDue(end: number): Waiting | undefined {
    let next: Waiting | undefined;
    for (const waiting of this.#waiting) {
      if (waiting.at <= end && (next === undefined || waiting.at < next.at)) {
        next = waiting;
      }
    }
    if (next !== undefined) {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
    }
    return next;
  }

  async #endTurn(): Promise<void> {
    while (this.#afterTurn.length > 0) {
      const tasks = this.#afterTurn;
      this.#afterTurn = [];
      for (const task of tasks) {
        task();
      }
      await settled();
    }
  }
}

/** The clock of one server process: when the process is killed, nothing that it had planned happens. */
export class ProcessClock implements Clock {
  readonly #clock: SimulatedClock;
  #isAlive = true;
  #pending = 0;

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#pending;
  }

  now(): number {
    return this.#clock.now();
  }

  schedule(delayMs: number, task: Task): Timer {
    this.#pending += 1;
    let isSet = true;
    const timer = this.#clock.schedule(delayMs, () => {
      isSet = false;
      this.#pending -= 1;
      if (this.#isAlive) {
        run(task);
      }
    });
    return {
      cancel: () => {
        if (isSet) {
          isSet = false;
          this.#pending -= 1;
          timer.cancel();
        }
      },
    };
  }

  afterTurn(task: () => void): void {
    this.#clock.afterTurn(() => this.#isAlive && task());
  }

  kill(): void {
    this.#isAlive = false;
  }
}

/** Resolves when every promise that can go on has gone on: ticks run when the microtasks are through. */
export function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
