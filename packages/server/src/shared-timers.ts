/** Tasks that fall due in one tick, by how each is called off. */
type Tick = Map<() => void, () => void>;

/**
 * Timers that need not be exact, a tick's worth on one timer of the platform.
 *
 * Node keeps a list for every duration and an object for every timer; ten thousand connections that each wait for their
 * next ping and their expiry share a few hundred timers here.
 */
export class SharedTimers {
  readonly #tickMs: number;
  readonly #ticks = new Map<number, { readonly tasks: Tick; readonly timer: NodeJS.Timeout }>();

  /** @param tickMs how much later than asked a task may run */
  constructor(tickMs: number) {
    this.#tickMs = tickMs;
  }

  /** Calls a task once after at least so long; the returned function calls it off. */
  schedule(delayMs: number, task: () => void): () => void {
    const now = performance.now();
    const due = Math.ceil((now + delayMs) / this.#tickMs);
    const { tasks, timer } = this.#ticks.get(due) ?? this.#begin(due, now);
    const cancel = (): void => {
      if (tasks.delete(cancel) && tasks.size === 0) {
        clearTimeout(timer);
        this.#ticks.delete(due);
      }
    };
    tasks.set(cancel, task);
    return cancel;
  }

  #begin(due: number, now: number): { readonly tasks: Tick; readonly timer: NodeJS.Timeout } {
    const tasks: Tick = new Map();
    const timer = setTimeout(
      () => {
        this.#ticks.delete(due);
        for (const [cancel, task] of tasks) {
          tasks.delete(cancel);
          task();
        }
      },
      due * this.#tickMs - now,
    ).unref();
    const tick = { tasks, timer };
    this.#ticks.set(due, tick);
    return tick;
  }
}
