/** Time, from outside: rooms that wait or expire take it as an argument, so tests and simulators own it. */
export interface Clock {
  /** Milliseconds since 1970, with a fraction. */
  now(): number;

  /** Calls `task` once after `delayMs`; the returned function calls it off. */
  schedule(delayMs: number, task: () => void): () => void;

  /** Calls `task` once when the current turn of the event loop is over. */
  afterTurn(task: () => void): void;
}

/** The machine's clock. Its timers don't keep a process alive. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  schedule(delayMs, task) {
    const timer = setTimeout(task, delayMs).unref();
    return () => clearTimeout(timer);
  },
  afterTurn(task) {
    setImmediate(task);
  },
};
