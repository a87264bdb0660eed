import type { PresenceLink, PresentClient } from './people.ts';
import { centrifugeLink, type RoomLink, type RoomSubscription, type RpcClient } from './room-link.ts';

/** One connection to the chat's server, over which any number of rooms are followed. */
export interface ChatConnection {
  /** Always settles; is rejected with `{code, message}`. */
  rpc(method: string, data: unknown): Promise<unknown>;
  /** The link to a channel of the chat, `chat:NAME`; the same one for the same name. */
  link(name: string): RoomLink;
  /** Asks for a channel once more that was refused. */
  retry(name: string): void;
  /** Who is in a room. */
  presence(name: string): PresenceLink;
}

/** A client of the SDK as its presence events tell of it. */
interface SdkClient {
  readonly client: string;
  readonly user: string;
  readonly connInfo?: unknown;
}

type PresenceContext = { readonly info: SdkClient };

/** The part of the SDK's `Subscription` that a connection uses. */
export interface ChannelSubscription extends RoomSubscription {
  subscribe(): void;
  presence(): Promise<{ readonly clients: Readonly<Record<string, SdkClient>> }>;
  on: RoomSubscription['on'] &
    ((event: 'join' | 'leave', listener: (context: PresenceContext) => void) => unknown);
  off: RoomSubscription['off'] &
    ((event: 'join' | 'leave', listener: (context: PresenceContext) => void) => unknown);
}

/** The part of the SDK's `Centrifuge` that a connection uses. */
export interface ChannelClient extends RpcClient {
  newSubscription(channel: string): ChannelSubscription;
  getSubscription(channel: string): ChannelSubscription | null;
}

/** A connection over the official `centrifuge` SDK, which subscribes to what is asked for. */
export function centrifugeConnection(client: ChannelClient): ChatConnection {
  const links = new Map<string, { readonly link: RoomLink; readonly subscription: ChannelSubscription }>();
  const open = (name: string) => {
    const known = links.get(name);
    if (known) return known;
    const channel = `chat:${name}`;
    const subscription = client.getSubscription(channel) ?? client.newSubscription(channel);
    const opened = { link: centrifugeLink(client, subscription), subscription };
    links.set(name, opened);
    subscription.subscribe();
    return opened;
  };
  return {
    async rpc(method, data) {
      return (await client.rpc(method, data)).data;
    },
    link: (name) => open(name).link,
    retry: (name) => open(name).subscription.subscribe(),
    presence(name) {
      const { link, subscription } = open(name);
      return {
        list: async () => Object.values((await subscription.presence()).clients).map(presentClient),
        onJoin: (listener) => follow(subscription, 'join', listener),
        onLeave: (listener) => follow(subscription, 'leave', listener),
        onState: (listener) => link.onState(listener),
      };
    },
  };
}

function follow(
  subscription: ChannelSubscription,
  event: 'join' | 'leave',
  listener: (client: PresentClient) => void,
): () => void {
  const heard = ({ info }: PresenceContext): void => listener(presentClient(info));
  subscription.on(event, heard);
  return () => {
    subscription.off(event, heard);
  };
}

function presentClient({ client, user, connInfo }: SdkClient): PresentClient {
  return { client, user, info: connInfo };
}
