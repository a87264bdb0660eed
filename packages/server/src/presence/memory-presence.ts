import type { ClientInfo } from '@drupal-nodejs/protocol';
import type { Presence, PresenceStats } from './presence.ts';

/** Presence in this process's memory: it needs no leases, since it ends with the connections. */
export class MemoryPresence implements Presence {
  readonly #channels = new Map<string, Map<string, ClientInfo>>();

  async add(channel: string, info: ClientInfo): Promise<void> {
    const clients = this.#channels.get(channel) ?? new Map<string, ClientInfo>();
    this.#channels.set(channel, clients.set(info.client, info));
  }

  async remove(channel: string, client: string): Promise<void> {
    const clients = this.#channels.get(channel);
    if (clients?.delete(client) && clients.size === 0) {
      this.#channels.delete(channel);
    }
  }

  async list(channel: string): Promise<ReadonlyMap<string, ClientInfo>> {
    return new Map(this.#channels.get(channel));
  }

  async stats(channel: string): Promise<PresenceStats> {
    const clients = this.#channels.get(channel) ?? new Map<string, ClientInfo>();
    return { clients: clients.size, users: new Set([...clients.values()].map(({ user }) => user)).size };
  }
}
