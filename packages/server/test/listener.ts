import type { Centrifuge, StreamPosition, Subscription, TransportName } from 'centrifuge';
import { connectionToken, next, type RunningServer, subscriptionToken } from './running-server.ts';

/** The channel that listeners hear and {@link publish} publishes to. */
const channel = 'user:7';

export interface ListenOptions {
  readonly transport?: TransportName;
  readonly codec?: 'json' | 'protobuf';
  /** Where it stood before. */
  readonly since?: StreamPosition;
}

/** A client of the official SDK with a subscription of its own, and what it heard. */
export interface Listener {
  readonly client: Centrifuge;
  readonly subscription: Subscription;
  readonly heard: unknown[];
  /** How its subscription began. */
  readonly first: { readonly recovered: boolean; readonly wasRecovering: boolean };
}

/** Resolves when the listener is subscribed. */
export async function listen(
  server: RunningServer,
  { transport, codec, since }: ListenOptions = {},
): Promise<Listener> {
  const client = server.client({ token: await connectionToken('7') }, transport, codec);
  const subscription = client.newSubscription(channel, {
    token: await subscriptionToken('7', channel),
    ...(since === undefined ? {} : { since }),
  });
  const heard: unknown[] = [];
  subscription.on('publication', ({ data }) => heard.push(plain(data)));
  const subscribed = next<Listener['first']>(subscription, 'subscribed');
  subscription.subscribe();
  client.connect();
  return { client, subscription, heard, first: await subscribed };
}

/** The same, where the server subscribes by the client's token. */
export async function listenServerSide(server: RunningServer): Promise<Pick<Listener, 'client' | 'heard'>> {
  const client = server.client({ token: await connectionToken('7', { channels: [channel] }) });
  const heard: unknown[] = [];
  client.on('publication', ({ data }) => heard.push(plain(data)));
  client.connect();
  await client.ready();
  return { client, heard };
}

/** Publishes numbers, one after the other. */
export async function publish(server: RunningServer, from: number, to = from): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    await server.call('publish', { channel, data: n });
  }
}

/** Resolves when so much was heard. */
export async function until(heard: readonly unknown[], length: number): Promise<void> {
  while (heard.length < length) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What the SDK hands over, whatever its codec: the one for Protobuf leaves payloads as bytes, and ours hold JSON. */
export function plain(data: unknown): unknown {
  return data instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(data)) : data;
}
