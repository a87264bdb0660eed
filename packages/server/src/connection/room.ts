import { Disconnect, DisconnectCode, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { Identity } from '../auth/authenticator.ts';
import type { Site } from '../site/site.ts';
import type { ConnectionHost } from './connection-host.ts';

/**
 * Looks whether there is room for one more connection: one user, or one session, must not take that of the others.
 *
 * @throws ProtocolError 111 when it should come a little later, Disconnect 3504 when there are too many already
 */
export function requireRoom(
  { limits, rates }: Pick<ConnectionHost, 'limits' | 'rates'>,
  site: Site,
  { user, sid }: Identity,
): void {
  const limit = rates.connect(site.name, user, sid);
  if (limit !== undefined) {
    site.meter.limited(limit);
    throw new ProtocolError(ProtocolErrorCode.tooManyRequests);
  }
  const mates = user === '' ? [] : site.roster.find(user);
  if (mates.length >= limits.userConnections) {
    site.meter.limited('userConnections');
    throw new Disconnect(DisconnectCode.connectionLimit);
  }
  if (sid !== undefined && mates.filter((mate) => mate.sid === sid).length >= limits.sessionConnections) {
    site.meter.limited('sessionConnections');
    throw new Disconnect(DisconnectCode.connectionLimit);
  }
}
