import { Disconnect, DisconnectCode, UnsubscribeCode } from '@drupal-nodejs/protocol';
import type { Credentials } from '../auth/authenticator.ts';
import { type Revocation, revokes } from '../revocation/revocations.ts';
import type { Connection } from './connection.ts';
import { failureOf } from './failure.ts';
import { endSubscription } from './subscribing.ts';
import type { Subscription } from './subscription.ts';

/** Holds what a client hears against its new identity: what that doesn't list any more is over. */
export function reviseSubscriptions(connection: Connection): void {
  const { channels, issuedAt } = connection.identity;
  for (const subscription of [...connection.subscriptions.values()]) {
    const { channel, from } = subscription;
    if (from === 'identity' && !channels.includes(channel)) {
      connection.unsubscribe(channel, UnsubscribeCode.server);
    } else if ((from === 'identity' || from === 'namespace') && subscription.isLive) {
      subscription.issuedAt = Math.max(subscription.issuedAt, issuedAt);
    }
  }
}

/** Ends the subscriptions that a revocation takes away; tells whether there were any. */
export function revokeSubscriptions(connection: Connection, mark: Revocation): boolean {
  const { identity } = connection;
  const revoked = [...connection.subscriptions.values()].filter(
    ({ channel, issuedAt, from }) =>
      revokes(mark, { ...identity, issuedAt }, [channel]) &&
      // Asked again, the namespace would say the same.
      (mark.mode === 'end' || from !== 'namespace'),
  );
  for (const subscription of revoked) {
    if (mark.mode === 'end') {
      connection.unsubscribe(subscription.channel, UnsubscribeCode.server);
    } else {
      recall(connection, subscription);
    }
  }
  return revoked.length > 0;
}

// It is over at once; told so the client is in its turn, since it asks Drupal then.
function recall(connection: Connection, subscription: Subscription): void {
  const { channel, isLive } = subscription;
  endSubscription(connection, subscription);
  if (!isLive) {
    // The client waits for its answer.
    renew(connection, subscription);
    return;
  }
  connection.site.recalls.add(() => {
    // It may have come back by itself.
    if (!connection.subscriptions.has(channel)) {
      renew(connection, subscription);
    }
  });
}

// Has the client ask for its right where that came from.
function renew(connection: Connection, { channel, from, isServerSide }: Subscription): void {
  if (from === 'identity') {
    connection.close(new Disconnect(DisconnectCode.expired));
  } else if (isServerSide) {
    connection.close(new Disconnect(DisconnectCode.subscriptionExpired));
  } else {
    connection.tellUnsubscribed(channel, UnsubscribeCode.expired);
  }
}

/** Asks Drupal again who a client is when its answer ends; the client notices only when it may not stay. */
export async function renewIdentity(connection: Connection, credentials: Credentials): Promise<void> {
  const { host, site } = connection;
  try {
    const identity = await site.auth.authenticate(credentials);
    if ((identity.expiresAt ?? Infinity) * 1000 <= host.clock.now()) {
      throw new Disconnect(DisconnectCode.expired);
    }
    connection.refresh(identity, credentials);
  } catch (error) {
    if (error instanceof Disconnect) {
      connection.close(error);
      return;
    }
    if (!failureOf(error).isExpected) {
      host.log.error({ err: error, client: connection.client }, 'an identity could not be renewed');
    }
    // Where there was no answer the client asks again in its own time.
    connection.close(new Disconnect(DisconnectCode.expired));
  }
}
