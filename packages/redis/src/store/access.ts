/** Where one Redis listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How connections to Redis are made, whichever of its processes they go to. */
export interface Access {
  readonly username?: string;
  readonly password?: string;
  /** Number of the database. A Cluster has only 0. */
  readonly database: number;
  /** Set where the connection is encrypted. */
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  };
  /** How long a Redis may take for an answer, until it is held to be gone. */
  readonly timeoutMs: number;
}
