import type { Credentials, Identity } from '../auth/authenticator.ts';
import type { Connection } from './connection.ts';
import type { Handshake } from './connection-host.ts';
import type { Right } from './right.ts';
import type { Subscription } from './subscription.ts';

/** A connection as it is handed to another process, in what JSON can say. */
export interface ConnectionRecord {
  readonly handshake: Handshake;
  /** Absent while it is not known whose connection it is. */
  readonly connected?: {
    readonly site: string;
    readonly identity: Omit<Identity, 'login'>;
    /** Whether an authenticator must be asked again, since what it remembers of the log-in stays in its process. */
    readonly hasLogin: boolean;
    /** That told it, where it is to be told again. */
    readonly credentials?: Credentials;
    readonly pingInMs: number;
    readonly subscriptions: readonly SubscriptionRecord[];
  };
}

interface SubscriptionRecord {
  readonly channel: string;
  readonly isServerSide: boolean;
  /** `issuedAt` is absent for what no revocation ends: JSON has no infinity. */
  readonly right: Omit<Right, 'issuedAt'> & { readonly issuedAt?: number };
}

/** Writes down a connection that is idle. */
export function recordOf(connection: Connection): ConnectionRecord {
  const { handshake, isConnected } = connection;
  if (!isConnected) {
    return { handshake };
  }
  const { admission, pingInMs, subscriptions } = connection;
  const { site, credentials } = admission;
  const { login, ...identity } = admission.identity;
  return {
    handshake,
    connected: {
      site: site.name,
      identity,
      hasLogin: login !== undefined,
      ...(credentials === undefined ? {} : { credentials }),
      pingInMs,
      subscriptions: [...subscriptions.values()].map(subscriptionRecord),
    },
  };
}

function subscriptionRecord({
  channel,
  isServerSide,
  channelInfo: info,
  issuedAt,
  expiresAt,
  from,
}: Subscription): SubscriptionRecord {
  return {
    channel,
    isServerSide,
    right: {
      from: from ?? 'token',
      ...(Number.isFinite(issuedAt) ? { issuedAt } : {}),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(info === undefined ? {} : { info }),
    },
  };
}
