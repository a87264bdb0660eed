/**
 * What is in use at whatever server of a site: channels by their listeners, users by their connections.
 *
 * Who is told of a first use and of the end of the last one is told at one server only.
 */
export interface Usage {
  /** This server begins to use a key. */
  begin(key: string): void;

  /** This server uses a key no more. */
  end(key: string): void;

  /** Those of some keys that are in use anywhere; without `keys` all that are. */
  which(keys?: readonly string[]): Promise<readonly string[]>;
}

/** Who is told of a use that is the first of all servers, and of the end of the last. */
export interface UsageSink {
  began(key: string): void;
  ended(key: string): void;
}
