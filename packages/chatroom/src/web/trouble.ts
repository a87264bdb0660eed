import type { Say } from './words.ts';

/** Says what went wrong, as far as it is known. */
export function reasonOf(failure: unknown): string {
  const { message } = (failure ?? {}) as { message?: unknown };
  return String(message ?? failure);
}

/** Has the chat around an element show a word for a moment. */
export function tell(from: EventTarget, words: string): void {
  from.dispatchEvent(new CustomEvent('trouble', { detail: words, bubbles: true, composed: true }));
}

/** Waits for something; where it fails the reader is told why. Resolves with whether it worked. */
export async function attempt(
  from: EventTarget,
  say: Say,
  act: Promise<unknown> | undefined,
): Promise<boolean> {
  try {
    await act;
    return true;
  } catch (failure) {
    tell(from, say('notMade', { reason: reasonOf(failure) }));
    return false;
  }
}
