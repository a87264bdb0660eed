import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Credentials, Identity } from '../auth/authenticator.ts';
import { type Awaitable, after } from '../awaitable.ts';
import type { Site } from '../site/site.ts';
import type { Connection } from './connection.ts';
import { requireRoom } from './room.ts';

/** Who a client is, and where. */
export interface Identified {
  readonly site: Site;
  readonly identity: Identity;
}

/** Finds out who a client is, when it is its turn, and whether there is room for it. @throws Disconnect, ProtocolError */
export function identify(connection: Connection, credentials: Credentials): Awaitable<Identified> {
  const { host } = connection;
  const found = after(host.rates.turn(), (isIn) => {
    connection.requireOpen();
    if (!isIn) {
      host.meter.limited('connectionRate');
      throw new Disconnect(DisconnectCode.tooManyRequests);
    }
    return host.identify(credentials);
  });
  return after(found, (identified) => {
    connection.requireOpen();
    requireRoom(host, identified.site, identified.identity);
    return identified;
  });
}
