import {
  Disconnect,
  DisconnectCode,
  ProtocolError,
  ProtocolErrorCode,
  type SubscribeRequest,
} from '@drupal-nodejs/protocol';
import type { SubscriptionGrant } from '../auth/token.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Connection } from './connection.ts';

/** What lets a client hear a channel. */
export interface Right extends SubscriptionGrant {
  readonly from: RightSource;
}

/** Who gave a right, and so who is to be asked when it ends or is taken away. */
export type RightSource = 'api' | 'backend' | 'identity' | 'namespace' | 'plugin' | 'token';

/** Finds what lets a client hear a channel. @throws ProtocolError 100, 103, 109, PluginError */
export function permit(connection: Connection, { channel, token }: SubscribeRequest): Awaitable<Right> {
  const { site, identity } = connection;
  if (token) {
    return verify(connection, channel, token);
  }
  if (identity.channels.includes(channel)) {
    return { issuedAt: identity.issuedAt, from: 'identity' };
  }
  if (site.namespaces.of(channel).clientSubscribe) {
    return { issuedAt: identity.issuedAt, from: 'namespace' };
  }
  return ask(connection, channel);
}

async function verify({ site, identity }: Connection, channel: string, token: string): Promise<Right> {
  return { ...(await site.auth.verifySubscription(token, channel, identity)), from: 'token' };
}

async function ask(connection: Connection, channel: string): Promise<Right> {
  const { site, host } = connection;
  // Taken before the question: a plugin knows of what was revoked until then, not of what is while it answers.
  const issuedAt = host.clock.now() / 1000;
  return (await site.maySubscribe(channel, connection.caller))
    ? { issuedAt, from: 'plugin' }
    : askBackend(connection, channel);
}

/** Asks Drupal whether a client may hear a channel. @throws ProtocolError 100, 103, PluginError */
export async function askBackend({ site, caller }: Connection, channel: string): Promise<Right> {
  const grant = await site.askToSubscribe(channel, caller);
  if (grant === undefined) {
    throw new ProtocolError(ProtocolErrorCode.permissionDenied);
  }
  return { ...grant, from: 'backend' };
}

/**
 * Refuses a right that was revoked since it was given.
 *
 * Changed rights are asked for again where they came from. An identity is asked for by the whole connection; what a
 * namespace gives to everybody is what it was.
 *
 * @throws ProtocolError 103 when it was taken away, 109 when a new token tells
 * @throws Disconnect 3005 when a new identity tells
 */
export function refuseRevoked(
  { site, identity }: Connection,
  channel: string,
  { issuedAt, from }: Right,
): void {
  const mode = site.revocations.find({ ...identity, issuedAt }, [channel])?.mode;
  if (mode === 'end') {
    throw new ProtocolError(ProtocolErrorCode.permissionDenied);
  }
  if (mode === 'refresh' && from === 'identity') {
    throw new Disconnect(DisconnectCode.expired);
  }
  if (mode === 'refresh' && from !== 'namespace') {
    throw new ProtocolError(ProtocolErrorCode.tokenExpired);
  }
}
