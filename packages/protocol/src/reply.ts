/** Who a client is to the others in its channels. */
export interface ClientInfo {
  readonly user: string;
  readonly client: string;
  readonly conn_info?: unknown;
  readonly chan_info?: unknown;
}

/** One message in a channel. */
export interface Publication {
  /** Place in the channel's order, from 1; absent where the channel keeps no history. */
  readonly offset?: number;
  /** JSON text: kept encoded, since it goes to many sockets and no room needs to read it. */
  readonly data: string;
  /** Set when a client published it, never for a publication of the server API. */
  readonly info?: ClientInfo;
  readonly tags?: Readonly<Record<string, string>>;
}

/** How a subscription begins: its position, what was missed, and until when it lasts. */
export interface SubscribeResult {
  readonly recoverable?: true;
  readonly positioned?: true;
  readonly epoch?: string;
  readonly offset?: number;
  readonly publications?: readonly Publication[];
  /** Whether everything since the client's position is in `publications`. */
  readonly recovered?: boolean;
  readonly was_recovering?: boolean;
  readonly expires?: true;
  /** Seconds the subscription lives on. */
  readonly ttl?: number;
}

/** How a connection begins. */
export interface ConnectResult {
  readonly client: string;
  readonly version: string;
  readonly subs?: Readonly<Record<string, SubscribeResult>>;
  readonly data?: unknown;
  readonly expires?: true;
  /** Seconds the connection lives on without a refresh. */
  readonly ttl?: number;
  /** Seconds between the server's pings. */
  readonly ping: number;
  /** Whether it waits for an answer to them. */
  readonly pong?: true;
  /** To be sent along with every request to `/emulation`, where the transport is one-way. */
  readonly session?: string;
}

/** Until when a connection or subscription lasts now. */
export interface RefreshResult {
  readonly client?: string;
  readonly expires?: true;
  readonly ttl?: number;
}

/** A part of a channel's past, and where the channel stands. */
export interface HistoryResult {
  readonly publications: readonly Publication[];
  readonly epoch: string;
  readonly offset: number;
}

/** What a command is answered with. */
export type ReplyBody =
  | { readonly connect: ConnectResult }
  | { readonly subscribe: SubscribeResult }
  | { readonly unsubscribe: Record<never, never> }
  | { readonly publish: Record<never, never> }
  | { readonly presence: { readonly presence: Readonly<Record<string, ClientInfo>> } }
  | { readonly presence_stats: { readonly num_clients: number; readonly num_users: number } }
  | { readonly history: HistoryResult }
  | { readonly ping: Record<never, never> }
  | { readonly rpc: { readonly data?: unknown } }
  | { readonly refresh: RefreshResult }
  | { readonly sub_refresh: RefreshResult }
  | { readonly error: { readonly code: number; readonly message: string; readonly temporary?: true } };

/** What the server says unasked; those without a channel are about the connection itself. */
export type Push =
  | { readonly channel: string; readonly pub: Publication }
  | { readonly channel: string; readonly join: { readonly info: ClientInfo } }
  | { readonly channel: string; readonly leave: { readonly info: ClientInfo } }
  | { readonly channel: string; readonly subscribe: SubscribeResult }
  | { readonly channel: string; readonly unsubscribe: { readonly code: number; readonly reason: string } }
  | { readonly connect: ConnectResult }
  | { readonly disconnect: { readonly code: number; readonly reason: string; readonly reconnect: boolean } }
  | { readonly refresh: RefreshResult }
  | { readonly message: { readonly data: unknown } };

/** One message of the server: an answer, a push, or its ping (an empty frame, which the client sends back). */
export type Reply = (ReplyBody & { readonly id: number }) | { readonly push: Push } | 'ping';
