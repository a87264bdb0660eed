import type { Clock } from '../clock.ts';
import type { Task, Timer } from '../timer.ts';

/** What a client is told of a time when something ends. */
export interface Life {
  readonly expires: true;
  /** Seconds. */
  readonly ttl: number;
}

/**
 * Runs a task when something ends, unless the client refreshes it in time.
 *
 * @param at seconds since 1970; nothing for what does not end
 * @param graceMs time in which the client may still refresh it
 */
export function scheduleExpiry(
  at: number | undefined,
  clock: Clock,
  graceMs: number,
  task: Task,
): Timer | undefined {
  if (at === undefined) {
    return undefined;
  }
  const delayMs = at * 1000 - clock.now() + graceMs;
  return clock.schedule(Math.max(0, delayMs), task);
}

/** What is left until then, at least 1 second: the SDK takes 0 for "never". @param at seconds since 1970 */
export function lifeUntil(at: number | undefined, clock: Clock): Life | undefined {
  if (at === undefined) {
    return undefined;
  }
  return { expires: true, ttl: Math.max(1, Math.floor(at - clock.now() / 1000)) };
}
