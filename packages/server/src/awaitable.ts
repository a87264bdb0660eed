/** What is there at once, or comes later: who awaits a value that is there pays for a promise and a turn of its queue. */
export type Awaitable<T> = T | Promise<T>;
