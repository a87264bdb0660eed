import type { Clock } from '../../src/clock.ts';
import type { Random } from './random.ts';

interface Task {
  readonly at: number;
  readonly run: () => void;
}

/** Time and the event loop of one history: nothing happens unless the history lets time pass. */
export class SimulatedClock implements Clock {
  readonly #random: Random;
  #now = 1_800_000_000_000;
  readonly #tasks: Task[] = [];
  #afterTurn: (() => void)[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  schedule(delayMs: number, run: () => void): () => void {
    const task = { at: this.#now + Math.max(0, delayMs), run };
    this.#tasks.push(task);
    return () => {
      const index = this.#tasks.indexOf(task);
      if (index !== -1) {
        this.#tasks.splice(index, 1);
      }
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
      const task = this.#takeDue(end);
      if (task !== undefined) {
        this.#now = Math.max(this.#now, task.at);
        task.run();
        await settled();
      }
      if (task === undefined || this.#random.chance(0.7)) {
        await this.#endTurn();
      }
      // The end of the last turn may have made something fall due: left for later, time would go back for it.
      if (task === undefined && !this.#tasks.some(({ at }) => at <= end)) {
        break;
      }
    }
    this.#now = Math.max(this.#now, end);
  }

  /** Takes out what is due first. */
  #takeDue(end: number): Task | undefined {
    let next: Task | undefined;
    for (const task of this.#tasks) {
      if (task.at <= end && (next === undefined || task.at < next.at)) {
        next = task;
      }
    }
    if (next !== undefined) {
      this.#tasks.splice(this.#tasks.indexOf(next), 1);
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

  schedule(delayMs: number, run: () => void): () => void {
    this.#pending += 1;
    let isSet = true;
    const cancel = this.#clock.schedule(delayMs, () => {
      isSet = false;
      this.#pending -= 1;
      if (this.#isAlive) {
        run();
      }
    });
    return () => {
      if (isSet) {
        isSet = false;
        this.#pending -= 1;
        cancel();
      }
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
