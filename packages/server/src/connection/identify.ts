import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Credentials } from '../auth/authenticator.ts';
import { type Awaitable, after } from '../awaitable.ts';
import type { Identified } from '../site/sites.ts';
import type { Connection } from './connection.ts';

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
