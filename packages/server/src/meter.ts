/** What rooms tell of what they do; they know nothing of who counts it. */
export interface Meter {
  /** A command was answered; `code` is 0, its error's, or what the connection was closed with for it. */
  command(method: string, code: number): void;
  /** A limit kept something out; `limit` is its name in the configuration. */
  limited(limit: string): void;
  /** A connection that was let in ended; `code` is the close code, 0 when the client left. */
  disconnected(code: number): void;
  /** A publication was accepted. */
  published(): void;
  /** Publications that were accepted are gone from the store. */
  lost(publications: number): void;
  /** A fan-out went through the listeners of a channel: how many pushes they got, all together, and how long it took. */
  fannedOut(deliveries: number, seconds: number): void;
}

/** Counts nothing. */
export const idleMeter: Meter = {
  command: noop,
  limited: noop,
  disconnected: noop,
  published: noop,
  lost: noop,
  fannedOut: noop,
};

function noop(): void {}
