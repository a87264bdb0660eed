/** What doesn't answer is given up after this, so that nobody waits for a log-in forever. */
export const ANSWER_TIMEOUT_MS = 5000;

/** Waits for an answer, and rejects when it doesn't come in time. */
export async function inTime<T>(answer: Promise<T>, tooLate: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(tooLate()), ANSWER_TIMEOUT_MS);
  try {
    return await Promise.race([answer, promise]);
  } finally {
    clearTimeout(timer);
  }
}
