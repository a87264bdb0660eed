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

/** Does something; what it throws, at once or later, goes to `failed`, whose answer stands for what did not come. */
export function attempt<T>(task: () => Awaitable<T>, failed: (error: unknown) => T): Awaitable<T> {
  try {
    const value = task();
    return value instanceof Promise ? value.catch(failed) : value;
  } catch (error) {
    return failed(error);
  }
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
