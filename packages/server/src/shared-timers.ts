/** A task that waits; without `run` it was called off. */
interface Waiting {
  run: (() => void) | undefined;
}

/** Tasks that fall due together. */
interface Tick {
  waiting: Waiting[];
  calledOff: number;
  readonly timer: NodeJS.Timeout;
}

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

  /** Calls a task once after at least so long; the returned function calls it off. */
  schedule(delayMs: number, task: () => void): () => void {
    const now = performance.now();
    const due = Math.ceil((now + delayMs) / this.#tickMs);
    const tick = this.#ticks.get(due) ?? this.#begin(due, now);
    const waiting: Waiting = { run: task };
    tick.waiting.push(waiting);
    return () => {
      if (waiting.run !== undefined) {
        waiting.run = undefined;
        this.#callOff(due, tick);
      }
    };
  }

  // Not taken out one by one, which would need a Map: there are never more of them than of those that wait.
  #callOff(due: number, tick: Tick): void {
    tick.calledOff += 1;
    if (tick.calledOff * 2 <= tick.waiting.length) {
      return;
    }
    tick.waiting = tick.waiting.filter(({ run }) => run !== undefined);
    tick.calledOff = 0;
    if (tick.waiting.length === 0 && this.#ticks.get(due) === tick) {
      clearTimeout(tick.timer);
      this.#ticks.delete(due);
    }
  }

  #begin(due: number, now: number): Tick {
    const timer = setTimeout(() => this.#run(due, tick), due * this.#tickMs - now).unref();
    const tick: Tick = { waiting: [], calledOff: 0, timer };
    this.#ticks.set(due, tick);
    return tick;
  }

  #run(due: number, tick: Tick): void {
    const { waiting } = tick;
    this.#ticks.delete(due);
    // Whoever keeps what calls off a task that ran keeps the tick.
    tick.waiting = [];
    for (const entry of waiting) {
      const { run } = entry;
      entry.run = undefined;
      run?.();
    }
  }
}
