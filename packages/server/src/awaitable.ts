/**
 * What is there at once, or comes later.
 *
 * An `async` function makes a promise and keeps its variables on the heap, whether it waits or not, and who awaits a value
 * that is there pays for a turn of the queue of promises. What is no `Promise` is taken for what was asked for, and who
 * answers so may throw at once instead of rejecting.
 */
export type Awaitable<T> = T | Promise<T>;
