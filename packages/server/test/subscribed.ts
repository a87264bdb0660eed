import type { Centrifuge, Subscription, SubscriptionOptions } from 'centrifuge';
import { connectionToken, next, type RunningServer, subscriptionToken } from './running-server.ts';

/** A new client of a server, connected as a user and subscribed to a channel by a token of its own. */
export async function subscribed(
  server: RunningServer,
  user: string,
  channel: string,
  options: Partial<SubscriptionOptions> = {},
): Promise<Subscription> {
  return subscribe(server.client({ token: await connectionToken(user) }), user, channel, options);
}

/** Connects a client and subscribes it to a channel by a token of its own. */
export async function subscribe(
  client: Centrifuge,
  user: string,
  channel: string,
  options: Partial<SubscriptionOptions> = {},
): Promise<Subscription> {
  const token = await subscriptionToken(user, channel);
  const subscription = client.newSubscription(channel, { ...options, token });
  const done = next(subscription, 'subscribed');
  subscription.subscribe();
  client.connect();
  await done;
  return subscription;
}
