/** Which part of a table the page wants, and in which order: by one of its columns. */
export interface TableQuery {
  readonly search: string;
  readonly sort: string;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** One page of a table, and how long the table is. */
export interface TablePage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** A channel that has listeners. */
export interface ChannelRow {
  readonly channel: string;
  readonly listeners: number;
}

/** A user who is connected. */
export interface UserRow {
  /** "" for all anonymous visitors together. */
  readonly user: string;
  readonly connections: number;
  readonly subscriptions: number;
  readonly waitingBytes: number;
}

/** A connection of a user. */
export interface ConnectionRow {
  readonly client: string;
  /** Hash of the session that it came with; `null` for none. */
  readonly sid: string | null;
  readonly channels: readonly string[];
  /** How many there are in all. */
  readonly subscriptions: number;
  readonly waitingBytes: number;
}
