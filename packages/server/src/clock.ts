/** Time, from outside: rooms that wait or expire take it as an argument, so tests and simulators own it. */
export interface Clock {
  /** Milliseconds since 1970, with a fraction. */
  now(): number;

  /** Calls `task` once after `delayMs`; the returned function calls it off. */
  schedule(delayMs: number, task: () => void): () => void;

  /** Calls `task` once when the current turn of the event loop is over. */
  afterTurn(task: () => void): void;
}

/** What a timer of the platform can hold; a longer delay would be over at once. */
const longestDelayMs = 0x7fffffff;

/** The machine's clock. Its timers don't keep a process alive, and wait 24 days at most. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  schedule(delayMs, task) {
    const timer = setTimeout(task, Math.min(delayMs, longestDelayMs)).unref();
    return () => clearTimeout(timer);
  },
  afterTurn(task) {
    setImmediate(task);
  },
};
