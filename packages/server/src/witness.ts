/** A client, as others may speak of it. */
export interface Party {
  readonly client: string;
  /** Drupal's uid, "" for an anonymous visitor. */
  readonly user: string;
  readonly sid?: string | undefined;
}

/** Who is told what happens at a site, and keeps nobody; rooms know nothing of what it is told for. */
export interface Witness {
  connected(party: Party): void;
  /** Goes on here with what another process told of. */
  restored(party: Party): void;
  /** `code` is the close code, 0 when the client left. */
  disconnected(party: Party, code: number): void;
  subscribed(party: Party, channel: string): void;
  unsubscribed(party: Party, channel: string): void;
  /** A channel has its first listener. */
  occupied(channel: string): void;
  /** A channel lost its last listener. */
  vacated(channel: string): void;
}

/** Tells nobody. */
export const idleWitness: Witness = {
  connected: noop,
  restored: noop,
  disconnected: noop,
  subscribed: noop,
  unsubscribed: noop,
  occupied: noop,
  vacated: noop,
};

function noop(): void {}
