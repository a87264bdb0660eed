/**
 * Waits for work, but not for ever, and that long keeps the process from ending. @throws what `late` makes
 *
 * A process that was busy itself for all that time looks for the answer before it gives up: otherwise a storm of
 * clients would look like a Redis that is gone.
 */
export async function within<T>(ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => setImmediate(() => reject(late())), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
