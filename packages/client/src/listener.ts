import type { ClientError } from './client-error.ts';

/** One message in a channel. */
export interface Publication {
  readonly channel: string;
  readonly data: unknown;
  /** Its place in the channel; absent where the channel keeps no history. */
  readonly offset?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Who published it, when a client did. */
  readonly info?: ChannelMember;
}

/** Somebody present in a channel. */
export interface ChannelMember {
  readonly client: string;
  /** Uid, "" for an anonymous visitor. */
  readonly user: string;
  readonly connInfo?: unknown;
  readonly chanInfo?: unknown;
}

/** Somebody came into a channel, or left it. */
export interface Movement {
  readonly channel: string;
  readonly event: 'join' | 'leave';
  readonly member: ChannelMember;
}

/** A channel whose publications can't all be had any more. */
export interface StateLost {
  readonly channel: string;
}

/** A (re)subscription that the server confirmed. */
export interface Subscribed {
  readonly channel: string;
  /** Whether everything since the last known position follows. */
  readonly recovered: boolean;
}

/** What can be heard of a channel; every member is optional. */
export interface Listener {
  /** Each publication exactly once and in order, those between two page loads included. */
  publication?(publication: Publication): unknown;
  /** Publications were lost: what is shown must be loaded anew. */
  stateLost?(loss: StateLost): unknown;
  /** After each (re)subscription, before recovered publications; at once in a channel that is live already. */
  subscribed?(subscribed: Subscribed): unknown;
  join?(member: ChannelMember): unknown;
  leave?(member: ChannelMember): unknown;
  /** The channel is refused or in trouble. */
  error?(error: ClientError): unknown;
}

/** A listener that hears publications only. */
export type Handler = (publication: Publication) => unknown;

/** Ends what it was returned for; calling it again does nothing. */
export type Unsubscribe = () => void;

export function toListener(listener: Handler | Listener): Listener {
  return typeof listener === 'function' ? { publication: listener } : listener;
}
