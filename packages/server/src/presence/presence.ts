import type { ClientInfo } from '@drupal-nodejs/protocol';

export interface PresenceStats {
  readonly clients: number;
  readonly users: number;
}

/** Who is in a channel of one site, over all servers. Presence may be lost; it is never a promise. */
export interface Presence {
  /** Adds or renews a client's stay. */
  add(channel: string, info: ClientInfo): Promise<void>;
  remove(channel: string, client: string): Promise<void>;
  list(channel: string): Promise<ReadonlyMap<string, ClientInfo>>;
  stats(channel: string): Promise<PresenceStats>;
}
