/** Starts a task later; returns what cancels it. The platform's timers, or a test's clock. */
export type Schedule = (task: () => void, delayMs: number) => () => void;

/** The platform's own timers. */
export const timers: Schedule = (task, delayMs) => {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
};

const firstMs = 500;
const longestMs = 30_000;

/** Pauses between attempts: 0.5 s, doubling to 30 s, with full jitter so that a crowd spreads out. */
export class Backoff {
  readonly #schedule: Schedule;
  readonly #random: () => number;
  #attempts = 0;
  #end: (() => void) | undefined;

  constructor(schedule: Schedule, random: () => number) {
    this.#schedule = schedule;
    this.#random = random;
  }

  /** Resolves after the next pause, or at once when {@link reset} is called meanwhile. */
  pause(): Promise<void> {
    const delayMs = this.#random() * Math.min(longestMs, firstMs * 2 ** this.#attempts);
    this.#attempts += 1;
    return new Promise((resolve) => {
      const cancel = this.#schedule(() => this.#end?.(), delayMs);
      this.#end = () => {
        cancel();
        this.#end = undefined;
        resolve();
      };
    });
  }

  /** An attempt succeeded, or the world changed: the next pause is the shortest, a present one ends. */
  reset(): void {
    this.#attempts = 0;
    this.#end?.();
  }
}
