import {
  Disconnect,
  DisconnectCode,
  ProtocolError,
  ProtocolErrorCode,
  type Push,
  type RefreshResult,
  type StreamPosition,
  type SubRefreshRequest,
  type SubscribeRequest,
  type SubscribeResult,
  UnsubscribeCode,
} from '@drupal-nodejs/protocol';
import { type Awaitable, after, attempt } from '../awaitable.ts';
import type { Announcement } from '../broker/broker.ts';
import type { Connection } from './connection.ts';
import { scheduleExpiry } from './expiry.ts';
import { failureOf } from './failure.ts';
import { recover } from './recovery.ts';
import { askBackend, permit, type Right, refuseRevoked } from './right.ts';
import { Subscription } from './subscription.ts';

/** A subscription that is set up but not yet answered. */
export interface Settled {
  readonly result: SubscribeResult;
  /** @throws ProtocolError 100 when the subscription was taken away while others were set up */
  readonly requireOpen: () => void;
  /** Lets pushes through; to be called when the result is on its way to the client. */
  readonly release: () => void;
}

/** Subscribes a client to a channel it asked for. @throws ProtocolError 102, 103, 105, 106, 109 */
export function clientSubscribe(connection: Connection, request: SubscribeRequest): Awaitable<Settled> {
  const subscription = open(connection, request.channel, false);
  return settle(connection, subscription, () => permit(connection, request), request.since);
}

/** Subscribes a client that can only listen, and will say so again when it comes back. @throws as {@link clientSubscribe} */
export function listenerSubscribe(connection: Connection, request: SubscribeRequest): Awaitable<Settled> {
  const subscription = open(connection, request.channel, true);
  return settle(connection, subscription, () => permit(connection, request), request.since);
}

/** Subscribes a client to a channel that its identity or the API gave it. @throws ProtocolError 102, 105, 106 */
export function serverSubscribe(
  connection: Connection,
  channel: string,
  right: Right,
  since?: StreamPosition,
): Awaitable<Settled> {
  const subscription = open(connection, channel, true);
  return settle(connection, subscription, () => right, since);
}

/** Goes on with a subscription that another process settled. @throws ProtocolError 102, 103, 106, 109, Disconnect 3005 */
export function resubscribe(
  connection: Connection,
  channel: string,
  right: Right,
  isServerSide: boolean,
): void {
  const subscription = open(connection, channel, isServerSide);
  take(connection, subscription, right);
  refuseRevoked(connection, channel, right);
  const { site, host } = connection;
  site.hub.add(channel, subscription);
  site.hub.release(channel, subscription);
  const listen = async (): Promise<void> => site.broker.listen(channel);
  listen().catch((err: unknown) => host.log.error({ err, channel }, 'a channel is not listened to'));
  if (subscription.namespace.presence) {
    site.presence
      .add(channel, subscription.info)
      .catch((err: unknown) => host.log.error({ err, channel }, 'presence was not updated'));
  }
}

/** Subscribes a client as the API asks, and tells it so. @throws ProtocolError 102, 105, 106 */
export async function apiSubscribe(connection: Connection, channel: string): Promise<void> {
  const issuedAt = connection.host.clock.now() / 1000;
  const { result, release } = await serverSubscribe(connection, channel, { issuedAt, from: 'api' });
  const { cursor, host, subscriptions } = connection;
  const subscription = subscriptions.get(channel);
  if (subscription && cursor && cursor.lengthWith(channel, result) > host.limits.cursorBytes) {
    // It would be refused with it when it comes back.
    endSubscription(connection, subscription);
    throw new ProtocolError(ProtocolErrorCode.limitExceeded, 'too many channels for one cursor');
  }
  const { publications = [], ...subscribe } = result;
  connection.push({ channel, subscribe });
  // The SDK reads no publications in this push.
  for (const pub of publications) {
    connection.push({ channel, pub });
  }
  release();
}

/** Prolongs a subscription with a new token. @throws ProtocolError 103, 109 */
export async function refreshSubscription(
  connection: Connection,
  { channel, token }: SubRefreshRequest,
): Promise<RefreshResult> {
  const { site, identity } = connection;
  const subscription = connection.subscriptions.get(channel);
  if (!subscription?.isLive) {
    throw new ProtocolError(ProtocolErrorCode.permissionDenied);
  }
  const grant = await site.auth.verifySubscription(token, channel, identity);
  const right: Right = { ...grant, from: 'token' };
  refuseRevoked(connection, channel, right);
  take(connection, subscription, right);
  return subscription.life ?? {};
}

/** Ends a subscription whose grant is over, so that the client comes back for a new one. */
export function expireSubscription(connection: Connection, subscription: Subscription): void {
  if (subscription.isServerSide) {
    connection.close(new Disconnect(DisconnectCode.subscriptionExpired));
  } else {
    connection.unsubscribe(subscription.channel, UnsubscribeCode.expired);
  }
}

/** Ends a subscription without a word to the client. */
export function endSubscription(connection: Connection, subscription: Subscription): void {
  if (!subscription.isOpen) {
    return;
  }
  subscription.isOpen = false;
  subscription.expiry?.cancel();
  const { channel, namespace } = subscription;
  connection.subscriptions.delete(channel);
  const { site } = connection;
  site.hub.remove(channel, subscription);
  if (!site.hub.isHeard(channel)) {
    site.broker.unlisten(channel);
  }
  leavePresence(connection, subscription);
  if (subscription.held !== undefined) {
    return;
  }
  if (namespace.joinLeave) {
    announce(connection, { channel, leave: { info: subscription.info } });
  }
  site.witness.unsubscribed(connection, channel);
}

/** Has the client be present in a channel no longer, as far as this process says so. */
export function leavePresence(connection: Connection, { channel, namespace }: Subscription): void {
  const { site, host, client } = connection;
  if (namespace.presence) {
    site.presence
      .remove(channel, client)
      .catch((err: unknown) => host.log.error({ err, channel }, 'presence was not updated'));
  }
}

function open(connection: Connection, channel: string, isServerSide: boolean): Subscription {
  const { site, subscriptions, host } = connection;
  const namespace = site.namespaces.of(channel);
  if (subscriptions.has(channel)) {
    throw new ProtocolError(ProtocolErrorCode.alreadySubscribed);
  }
  if (subscriptions.size >= host.limits.channels) {
    throw new ProtocolError(ProtocolErrorCode.limitExceeded);
  }
  const subscription = new Subscription(connection, channel, namespace, isServerSide);
  subscriptions.add(subscription);
  return subscription;
}

// From joining the hub until the answer is written, pushes are held: what the answer contains is not sent twice, and
// what comes meanwhile is not lost.
function settle(
  connection: Connection,
  subscription: Subscription,
  permission: () => Awaitable<Right>,
  since: StreamPosition | undefined,
): Awaitable<Settled> {
  return attempt(
    () => {
      const heard = after(permission(), (right) => join(connection, subscription, right));
      const recovery = after(heard, () => recover(connection, subscription, since));
      return after(recovery, ({ result, position }) => {
        requireOpen(subscription);
        return {
          result: { ...subscription.life, ...result },
          requireOpen: () => requireOpen(subscription),
          release: () => release(connection, subscription, position),
        };
      });
    },
    (error) => {
      endSubscription(connection, subscription);
      throw error;
    },
  );
}

function join(connection: Connection, subscription: Subscription, right: Right): Awaitable<void> {
  const { channel, namespace } = subscription;
  const { site } = connection;
  take(connection, subscription, right);
  site.hub.add(channel, subscription);
  // Checked only now: a revocation before this finds its mark here, a later one finds the subscription.
  refuseRevoked(connection, channel, right);
  return after(site.broker.listen(channel), () => {
    requireOpen(subscription);
    return namespace.presence ? site.presence.add(channel, subscription.info) : undefined;
  });
}

function release(
  connection: Connection,
  subscription: Subscription,
  position: StreamPosition | undefined,
): void {
  const { channel, namespace } = subscription;
  if (!subscription.isOpen) {
    return;
  }
  const held = connection.site.hub.release(channel, subscription, position);
  connection.site.witness.subscribed(connection, channel);
  const known = position?.offset ?? 0;
  const news = held.filter((push) => (offsetOf(push) ?? Number.POSITIVE_INFINITY) > known);
  const isLost = subscription.isLost || (position !== undefined && !follows(news, known));
  for (const push of isLost ? [] : news) {
    connection.push(push);
  }
  // What was held may have been too much for a slow reader.
  if (namespace.joinLeave && subscription.isOpen) {
    announce(connection, { channel, join: { info: subscription.info } });
  }
  if (isLost) {
    subscription.lost();
  }
}

function announce({ site, host }: Connection, announcement: Announcement): void {
  site.broker
    .announce(announcement.channel, announcement)
    .catch((err: unknown) => host.log.error({ err }, 'who came or left was not announced'));
}

// What was lost between the answer and the first push has no listener yet that would miss it.
function follows(pushes: readonly Push[], offset: number): boolean {
  const offsets = pushes.map(offsetOf).filter((found) => found !== undefined);
  return offsets.every((found, n) => found === offset + 1 + n);
}

function offsetOf(push: Push): number | undefined {
  return 'pub' in push ? push.pub.offset : undefined;
}

// The client may have left or unsubscribed while something was awaited for it.
function requireOpen({ isOpen }: Subscription): void {
  if (!isOpen) {
    throw new ProtocolError(ProtocolErrorCode.internal, 'subscription ended meanwhile');
  }
}

function take(connection: Connection, subscription: Subscription, right: Right): void {
  requireOpen(subscription);
  subscription.connectionInfo = connection.identity.info;
  subscription.channelInfo = right.info;
  subscription.issuedAt = right.issuedAt;
  subscription.from = right.from;
  subscription.expiresAt = right.expiresAt;
  subscription.expiry?.cancel();
  const { clock, limits } = connection.host;
  subscription.expiry =
    right.from === 'backend'
      ? scheduleExpiry(right.expiresAt, clock, 0, () => renew(connection, subscription))
      : scheduleExpiry(right.expiresAt, clock, limits.expiryGraceMs, () =>
          expireSubscription(connection, subscription),
        );
}

// Drupal's answer is over: it is asked again, and the client notices only when it may not hear any more.
async function renew(connection: Connection, subscription: Subscription): Promise<void> {
  const { channel } = subscription;
  try {
    const right = await askBackend(connection, channel);
    refuseRevoked(connection, channel, right);
    take(connection, subscription, right);
  } catch (error) {
    if (!subscription.isOpen) {
      return;
    }
    const { code, temporary, isExpected } = failureOf(error);
    if (!isExpected) {
      connection.host.log.error({ err: error, channel }, 'a subscription could not be renewed');
    }
    // Where there was no answer, or an old one, the client asks again in its own time.
    if (temporary || code === ProtocolErrorCode.tokenExpired) {
      expireSubscription(connection, subscription);
    } else {
      connection.unsubscribe(channel, UnsubscribeCode.server);
    }
  }
}
