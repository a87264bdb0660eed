import type { RoomLink, RoomSubscription, RpcClient } from './room-link.ts';
import { centrifugeLink } from './room-link.ts';

/** One connection to the chat's server, over which any number of rooms are followed. */
export interface ChatConnection {
  /** Always settles; is rejected with `{code, message}`. */
  rpc(method: string, data: unknown): Promise<unknown>;
  /** The link to a channel of the chat, `chat:NAME`; the same one for the same name. */
  link(name: string): RoomLink;
}

/** The part of the SDK's `Centrifuge` that the connection uses. */
export interface ChannelClient extends RpcClient {
  newSubscription(channel: string): RoomSubscription & { subscribe(): void };
  getSubscription(channel: string): (RoomSubscription & { subscribe(): void }) | null;
}

/** A connection over the official `centrifuge` SDK, which subscribes to what is asked for. */
export function centrifugeConnection(client: ChannelClient): ChatConnection {
  const links = new Map<string, RoomLink>();
  return {
    async rpc(method, data) {
      return (await client.rpc(method, data)).data;
    },
    link(name) {
      const known = links.get(name);
      if (known) return known;
      const channel = `chat:${name}`;
      const subscription = client.getSubscription(channel) ?? client.newSubscription(channel);
      const link = centrifugeLink(client, subscription);
      links.set(name, link);
      subscription.subscribe();
      return link;
    },
  };
}
