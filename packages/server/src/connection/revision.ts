import { Disconnect, DisconnectCode, UnsubscribeCode } from '@drupal-nodejs/protocol';
import { type Revocation, revokes } from '../revocation/revocations.ts';
import type { Connection } from './connection.ts';
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
