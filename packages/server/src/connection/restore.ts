import { Disconnect, ProtocolError, ProtocolErrorCode } from '@drupal-nodejs/protocol';
import type { Site } from '../site/site.ts';
import { Connection } from './connection.ts';
import type { ConnectionHost } from './connection-host.ts';
import type { ConnectionRecord } from './record.ts';
import { resubscribe } from './subscribing.ts';
import type { Transport } from './transport.ts';

/** A connection that another process began. */
export interface Restored {
  readonly connection: Connection;
  /** False where this process does not know or allow what the other one did: the client must come back. */
  readonly isWhole: boolean;
  /** Whether it is to be asked for again who it is. */
  readonly hasLogin: boolean;
}

/**
 * Makes the connection of a record on a wire of this process. It tells nobody: for its client and for Drupal nothing
 * has happened.
 */
export function restore(
  host: ConnectionHost,
  transport: Transport,
  { handshake, connected }: ConnectionRecord,
  siteOf: (name: string) => Site | undefined,
): Restored {
  const site = connected && siteOf(connected.site);
  if (connected === undefined || site === undefined) {
    const connection = new Connection(host, transport, handshake);
    return { connection, isWhole: connected === undefined, hasLogin: false };
  }
  const connection = new Connection(host, transport, handshake, { ...connected, site });
  site.roster.add(connection);
  site.witness.restored(connection);
  try {
    // Marks of other servers, which this process learnt of before the connection was here to be ended.
    if (site.revocations.find(connection.identity) !== undefined) {
      throw new ProtocolError(ProtocolErrorCode.tokenExpired);
    }
    for (const { channel, isServerSide, right } of connected.subscriptions) {
      resubscribe(connection, channel, { issuedAt: Number.POSITIVE_INFINITY, ...right }, isServerSide);
    }
    return { connection, isWhole: true, hasLogin: connected.hasLogin };
  } catch (error) {
    if (!(error instanceof ProtocolError || error instanceof Disconnect)) {
      throw error;
    }
    return { connection, isWhole: false, hasLogin: false };
  }
}
