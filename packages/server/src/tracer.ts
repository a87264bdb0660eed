import type { Awaitable } from './awaitable.ts';

/** What follows a message from program to program; rooms know nothing of who does. */
export interface Tracer {
  /** Runs a call of the API, which came with these headers. */
  answering<T>(call: string, headers: IncomingHeaders, run: () => Awaitable<T>): Awaitable<T>;
  /** Asks Drupal something; the headers that `ask` is given go with it. */
  asking<T>(question: string, ask: (headers: Readonly<Record<string, string>>) => Promise<T>): Promise<T>;
}

type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Follows nothing. */
export const idleTracer: Tracer = {
  answering: (_call, _headers, run) => run(),
  asking: (_question, ask) => ask({}),
};
