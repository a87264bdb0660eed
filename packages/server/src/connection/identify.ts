import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Credentials, Identity } from '../auth/authenticator.ts';
import { type Awaitable, after } from '../awaitable.ts';
import type { Site } from '../site/site.ts';
import type { Connection } from './connection.ts';

/** Who a client is, and where. */
export interface Identified {
  readonly site: Site;
  readonly identity: Identity;
}

/** Finds out who a client is, when it is its turn. @throws Disconnect, ProtocolError */
export function identify(connection: Connection, credentials: Credentials): Awaitable<Identified> {
  const { host } = connection;
  return after(host.rates.turn(), (isIn) => {
    connection.requireOpen();
    if (!isIn) {
      host.meter.limited('connectionRate');
      throw new Disconnect(DisconnectCode.tooManyRequests);
    }
    return host.identify(credentials);
  });
}
