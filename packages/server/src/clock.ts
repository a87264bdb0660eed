import { SharedTimers } from './shared-timers.ts';
import { run, type Task, type Timer } from './timer.ts';

/** Time, from outside: rooms that wait or expire take it as an argument, so tests and simulators own it. */
export interface Clock {
  /** Milliseconds since 1970, with a fraction. */
  now(): number;

  /** Runs `task` once after `delayMs`, unless its timer is cancelled. */
  schedule(delayMs: number, task: Task): Timer;

  /** Calls `task` once when the current turn of the event loop is over. */
  afterTurn(task: () => void): void;
}

/** What waits this long need not be exact: it may be a quarter of a second late. */
const leastSharedMs = 2_000;
const tickMs = 250;
const shared = new SharedTimers(tickMs);

/** What a timer of the platform can hold; a longer delay would be over at once. */
const longestDelayMs = 0x7fffffff - tickMs;

// Of the platform's two clocks one has no fraction, and the other stands still while the machine sleeps and does not
// hear of it when the time is set: tokens would live longer, and be older than revocations they came after.
let start = performance.timeOrigin;

/** The machine's clock. Its timers don't keep a process alive, and wait 24 days at most. */
export const systemClock: Clock = {
  now() {
    const time = start + performance.now();
    const wall = Date.now();
    // Never out of the other clock's millisecond: what Drupal and other servers date is compared with it.
    const within = Math.min(Math.max(time, wall), wall + 0.999);
    start += within - time;
    return within;
  },
  schedule(delayMs, task) {
    if (delayMs >= leastSharedMs) {
      return shared.schedule(Math.min(delayMs, longestDelayMs), task);
    }
    const timer = setTimeout(run, delayMs, task).unref();
    return { cancel: () => clearTimeout(timer) };
  },
  afterTurn(task) {
    setImmediate(task);
  },
};

/** Reads a clock once for all code that runs in one go: until whoever awaits something goes on. */
export function momentOf(clock: Pick<Clock, 'now'>): () => number {
  const afterwards = Promise.resolve();
  let moment: number | undefined;
  return () => {
    if (moment === undefined) {
      moment = clock.now();
      void afterwards.then(() => {
        moment = undefined;
      });
    }
    return moment;
  };
}
