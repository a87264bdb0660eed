import type { Clock } from './clock.ts';

const sliceMs = 50;
const perSlice = 50;

/**
 * Lets many go one after the other, so that they don't all come back at once: a thousand a second, faster where that
 * would take longer than the window.
 */
export async function drain<T>(
  all: readonly T[],
  windowMs: number,
  clock: Clock,
  letGo: (one: T) => void,
): Promise<void> {
  const slices = Math.max(1, Math.min(Math.ceil(all.length / perSlice), Math.floor(windowMs / sliceMs)));
  const size = Math.ceil(all.length / slices);
  for (let start = 0; start < all.length; start += size) {
    if (start > 0) {
      await new Promise<void>((resolve) => clock.schedule(sliceMs, resolve));
    }
    for (const one of all.slice(start, start + size)) {
      letGo(one);
    }
  }
}
