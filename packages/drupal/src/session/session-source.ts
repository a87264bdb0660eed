/** A session as its store has it. */
export interface StoredSession {
  /** Names the session without being its cookie: the key of Drupal's own table, `hashSessionId(cookieValue)`. */
  readonly id: string;
  /** 0 for a visitor who isn't logged in. */
  readonly uid: number;
  /** Unix seconds of the last use; left out where the store itself forgets what is idle. */
  readonly lastUsed?: number;
  /** What PHP wrote, as bytes; left out where the store vouches for `uid`, which is else held against it. */
  readonly payload?: Uint8Array | null;
  /** The session's active user, where the store knows; else read from Drupal's database by `uid`. */
  readonly user?: { readonly name: string; readonly roles: readonly string[] };
  /** What Drupal itself says the user may; else told by the roles. */
  readonly permissions?: 'all' | ReadonlySet<string>;
}

/** Who a bearer token lets in, as Drupal itself says. */
export interface TokenHolder {
  readonly uid: number;
  readonly name: string;
  readonly roles: readonly string[];
  /** What the token allows, which may be less than the user may. */
  readonly permissions: 'all' | ReadonlySet<string>;
}

/** A session that was found before. */
export interface KnownSession {
  readonly cookieValue: string;
  readonly id: string;
}

/**
 * Where log-ins are kept; `docs/sessions.md` shows how to write one.
 *
 * Trust rests on it: it answers with what is there now, never with what it remembers, and fails rather than
 * guesses.
 */
export interface SessionSource {
  /**
   * Finds the sessions of session cookies, under their values; unknown ones are left out.
   *
   * Is given all that are asked for at once, `batchSize` at most, each value once and of a form that PHP writes.
   * A rejection lets none of them in.
   */
  find(cookieValues: readonly string[]): Promise<ReadonlyMap<string, StoredSession>>;
  /**
   * Finds the session of a cookie without waiting, with its user; null: there is none, undefined: that can't be told
   * now, and `find` is asked.
   *
   * For stores in this process, where who asks alone needs not wait for others who may ask in the same turn. Throws
   * as `find` rejects.
   *
   * @default `find`
   */
  findNow?(cookieValue: string): StoredSession | null | undefined;
  /**
   * Finds sessions again that `find` told, for connections that stay open; as `find`, but `payload` may be left out.
   *
   * @default `find`
   */
  findAgain?(sessions: readonly KnownSession[]): Promise<ReadonlyMap<string, StoredSession>>;
  /**
   * Finds who bearer tokens let in, under the tokens; unknown ones are left out. As `find`, for `Authorization: Bearer`.
   *
   * @default such a header is nobody's
   */
  findTokens?(tokens: readonly string[]): Promise<ReadonlyMap<string, TokenHolder>>;
  /** Cookies, or tokens, in one call at most. @default 512 */
  readonly batchSize?: number;
  /** Called when Drupal is closed. */
  close?(): Promise<void>;
}
