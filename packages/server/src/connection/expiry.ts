import type { Clock } from '../clock.ts';
import type { Limits } from '../limits.ts';

/** Whole seconds until a time, at least 1: the SDK takes 0 for "never". */
export function secondsLeft(expiresAt: number, clock: Clock): number {
  return Math.max(1, Math.floor(expiresAt - clock.now() / 1000));
}

/** Runs a task when something expired and the client had its time to refresh; returns how to call it off. */
export function afterExpiry(
  expiresAt: number,
  { clock, limits }: { readonly clock: Clock; readonly limits: Limits },
  task: () => void,
): () => void {
  const delayMs = expiresAt * 1000 - clock.now() + limits.expiryGraceMs;
  return clock.schedule(Math.max(0, delayMs), task);
}
