import type { ChatRefusal } from './error-code.ts';

/** `up`: subscribed, publications arrive. `down`: not now, by itself again later. `refused`: not any more. */
export type LinkState = 'up' | 'down' | 'over' | 'refused';

/** What a {@link RoomFeed} needs of a connection; publications come in the server's order while it is up. */
export interface RoomLink {
  /** Always settles; is rejected with `{code, message}`. */
  rpc(method: string, data: unknown): Promise<unknown>;
  /** Calls back with each publication's data; returns what ends it. */
  onPublication(listener: (data: unknown) => void): () => void;
  /** Calls back at once with the present state, then with each new one; returns what ends it. */
  onState(listener: (state: LinkState, refusal?: ChatRefusal) => void): () => void;
}

/** The part of the SDK's `Centrifuge` that the link uses. */
export interface RpcClient {
  rpc(method: string, data: unknown): Promise<{ readonly data: unknown }>;
}

/** The part of the SDK's `Subscription` that the link uses. */
export interface RoomSubscription {
  readonly state: string;
  on(event: 'publication', listener: (context: { readonly data: unknown }) => void): unknown;
  on(event: 'subscribed' | 'subscribing', listener: () => void): unknown;
  on(
    event: 'unsubscribed',
    listener: (context: { readonly code: number; readonly reason: string }) => void,
  ): unknown;
  off(event: 'publication', listener: (context: { readonly data: unknown }) => void): unknown;
  off(event: 'subscribed' | 'subscribing', listener: () => void): unknown;
  off(
    event: 'unsubscribed',
    listener: (context: { readonly code: number; readonly reason: string }) => void,
  ): unknown;
}

/** SDK code of an `unsubscribe()` that the page itself called: not a refusal. */
const unsubscribeCalled = 0;

/** A link over the official `centrifuge` SDK: its client for rpc, its subscription for `chat:ROOM`. */
export function centrifugeLink(client: RpcClient, subscription: RoomSubscription): RoomLink {
  return {
    async rpc(method, data) {
      return (await client.rpc(method, data)).data;
    },
    onPublication(listener) {
      const published = (context: { readonly data: unknown }): void => listener(context.data);
      subscription.on('publication', published);
      return () => {
        subscription.off('publication', published);
      };
    },
    onState(listener) {
      const up = (): void => listener('up');
      const down = (): void => listener('down');
      const unsubscribed = (context: { readonly code: number; readonly reason: string }): void => {
        if (context.code === unsubscribeCalled) listener('down');
        else listener('refused', { code: context.code, message: context.reason });
      };
      subscription.on('subscribed', up);
      subscription.on('subscribing', down);
      subscription.on('unsubscribed', unsubscribed);
      listener(subscription.state === 'subscribed' ? 'up' : 'down');
      return () => {
        subscription.off('subscribed', up);
        subscription.off('subscribing', down);
        subscription.off('unsubscribed', unsubscribed);
      };
    },
  };
}
