/**
 * What is there at once, or comes later.
 *
 * An `async` function makes a promise and keeps its variables on the heap, whether it waits or not, and who awaits a value
 * that is there pays for a turn of the queue of promises. What is no `Promise` is taken for what was asked for, and who
 * answers so may throw at once instead of rejecting.
 */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: now where it is there, else when it comes. */
export function after<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Does something and goes on with what comes of it, or with why nothing does, whether it is thrown or rejected. */
export function attempt<T, U>(
  task: () => Awaitable<T>,
  next: (value: T) => Awaitable<U>,
  failed: (error: unknown) => U,
): Awaitable<U> {
  let value: Awaitable<T>;
  try {
    value = task();
  } catch (error) {
    return failed(error);
  }
  return value instanceof Promise ? value.then(next, failed) : next(value);
}

/** Does something with each: the results now where all are there. What one of them throws at once leaves none alone. */
export function all<S, T>(things: readonly S[], task: (thing: S) => Awaitable<T>): Awaitable<readonly T[]> {
  const values: Awaitable<T>[] = things.map((thing) => {
    try {
      return task(thing);
    } catch (error) {
      return Promise.reject(error);
    }
  });
  return values.some((value) => value instanceof Promise) ? Promise.all(values) : (values as readonly T[]);
}
