import { run, type Task, type Timer } from './timer.ts';

/**
 * Timers that need not be exact, a tick's worth on one timer of the platform.
 *
 * Node keeps a list for every duration and an object for every timer; ten thousand connections that each wait for their
 * next ping and their expiry share a few hundred timers here.
 */
export class SharedTimers {
  readonly #tickMs: number;
  readonly #ticks = new Map<number, Tick>();

  /** @param tickMs how much later than asked a task may run */
  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Runs a task once after at least so long. */
  schedule(delayMs: number, task: Task): Timer {
    const now = performance.now();
    const due = Math.ceil((now + delayMs) / this.#tickMs);
    const tick = this.#ticks.get(due) ?? this.#begin(due, now);
    return tick.add(task);
  }

  #begin(due: number, now: number): Tick {
    const tick = new Tick(due * this.#tickMs - now, () => {
      if (this.#ticks.get(due) === tick) {
        this.#ticks.delete(due);
      }
    });
    this.#ticks.set(due, tick);
    return tick;
  }
}

/** Tasks that fall due together. */
class Tick {
  readonly #timer: NodeJS.Timeout;
  readonly #ended: () => void;
  #waiting: Waiting[] = [];
  #calledOff = 0;

  /** @param ended called when no task may join any more */
  constructor(delayMs: number, ended: () => void) {
    this.#timer = setTimeout(() => this.#run(), delayMs).unref();
    this.#ended = ended;
  }

  add(task: Task): Timer {
    const waiting = new Waiting(this, task);
    this.#waiting.push(waiting);
    return waiting;
  }

  // Not taken out one by one, which would need a Map: there are never more of them than of those that wait.
  callOff(): void {
    this.#calledOff += 1;
    if (this.#calledOff * 2 <= this.#waiting.length) {
      return;
    }
    this.#waiting = this.#waiting.filter(({ isCalledOff }) => !isCalledOff);
    this.#calledOff = 0;
    if (this.#waiting.length === 0) {
      clearTimeout(this.#timer);
      this.#ended();
    }
  }

  #run(): void {
    const waiting = this.#waiting;
    this.#ended();
    // Whoever keeps the timer of a task that ran keeps the tick.
    this.#waiting = [];
    for (const entry of waiting) {
      entry.run();
    }
  }
}

/** A task that waits, until it ran or was called off. */
class Waiting implements Timer {
  readonly #tick: Tick;
  #task: Task | undefined;

  constructor(tick: Tick, task: Task) {
    this.#tick = tick;
    this.#task = task;
  }

  get isCalledOff(): boolean {
    return this.#task === undefined;
  }

  run(): void {
    const task = this.#task;
    this.#task = undefined;
    if (task !== undefined) {
      run(task);
    }
  }

  cancel(): void {
    if (this.#task !== undefined) {
      this.#task = undefined;
      this.#tick.callOff();
    }
  }
}
