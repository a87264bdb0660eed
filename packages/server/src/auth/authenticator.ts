import type { Awaitable } from '../awaitable.ts';

/** What a client brings to say who it is. */
export interface Credentials {
  readonly token?: string;
  /** Vouches for what Drupal said about this token before; see `CursorSeal`. */
  readonly seal?: string;
  /** The raw Cookie header of the handshake. */
  readonly cookie?: string;
  /** The Origin header of the handshake; browsers always send one. */
  readonly origin?: string;
  /** The connection's own id. */
  readonly client: string;
  /** `data` of the connect command. */
  readonly data?: unknown;
}

/** Who a connection is, and what it may hear. */
export interface Identity {
  /** Drupal's uid, "" for an anonymous visitor. */
  readonly user: string;
  /** Names the user's session without giving it away; see `docs/protocol.md`. */
  readonly sid?: string;
  /** Seconds since 1970; the connection needs a refresh by then. */
  readonly expiresAt?: number;
  /** Whether Drupal was asked, and is asked again when its answer ends: the client need not bring anything. */
  readonly isAsked?: true;
  /** Seconds since 1970, with a fraction: later revocations end this identity. */
  readonly issuedAt: number;
  /** What others in the same channels may see. */
  readonly info?: unknown;
  /** Users who may know when this one comes and goes, where Drupal lists them. */
  readonly watchers?: readonly string[];
  readonly channels: readonly string[];
  /** Whether `channels` may be subscribed without a token, or are subscribed by the server at once. */
  readonly channelsAre: 'rights' | 'subscriptions';
  /** What its authenticator needs to look at it again; nobody else reads it. */
  readonly login?: object;
}

/** What became of a log-in: as it was told, with other rights, or over. */
export type Verdict = 'holds' | 'changed' | 'ended';

/** One way of telling who a client is. */
export interface Authenticator {
  /**
   * Returns who the client is, `undefined` when these credentials say nothing to this authenticator.
   *
   * @throws ProtocolError 109 when the client should come back with a new token, 100 when the backend is away
   * @throws Disconnect 3500 when the client must not come back with these credentials
   */
  authenticate(credentials: Credentials): Awaitable<Identity | undefined>;

  /**
   * Looks at log-ins again, in their order, for connections that stay open.
   *
   * Absent where an identity holds until it expires or is revoked. A rejection says that nothing is known of any.
   */
  review?(logins: readonly object[]): Promise<readonly Verdict[]>;
}
