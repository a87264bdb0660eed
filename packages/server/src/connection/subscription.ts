import {
  type ClientInfo,
  Disconnect,
  DisconnectCode,
  type Push,
  UnsubscribeCode,
} from '@drupal-nodejs/protocol';
import type { Listener, Outlet } from '../hub/listener.ts';
import type { Namespace } from '../namespaces.ts';
import type { Timer } from '../timer.ts';
import type { Connection } from './connection.ts';
import { type Life, lifeUntil } from './expiry.ts';
import type { RightSource } from './right.ts';

/** One channel of one connection. */
export class Subscription implements Listener {
  readonly channel: string;
  readonly namespace: Namespace;
  readonly outlet: Outlet;
  readonly #connection: Connection;
  held: Push[] | undefined = [];
  slot = -1;
  /** What others may see of the connection, and of it in this channel, as it was when the right was granted. */
  connectionInfo: unknown;
  channelInfo: unknown;
  /** Seconds since 1970 with a fraction, once granted: later revocations end the subscription. */
  issuedAt = Number.POSITIVE_INFINITY;
  /** Whether the server subscribed, and will again when the client comes back. */
  readonly isServerSide: boolean;
  /** False once it has ended, also while it was still being set up. */
  isOpen = true;
  /** True once a publication was lost while it was still being set up. */
  isLost = false;
  /** Seconds since 1970; nothing for what does not end. */
  expiresAt: number | undefined;
  expiry: Timer | undefined;
  /** Who gave the right to hear the channel, once it is granted. */
  from: RightSource | undefined;

  constructor(connection: Connection, channel: string, namespace: Namespace, isServerSide: boolean) {
    this.#connection = connection;
    this.outlet = connection.outlet;
    this.channel = channel;
    this.namespace = namespace;
    this.isServerSide = isServerSide;
  }

  /** Whether the client hears the channel: one that is still being set up may yet be refused. */
  get isLive(): boolean {
    return this.isOpen && this.held === undefined;
  }

  /** Who the client is to the others in this channel: made for those who ask, since few channels show who is there. */
  get info(): ClientInfo {
    const { user, client } = this.#connection;
    return {
      user,
      client,
      ...(this.connectionInfo === undefined ? {} : { conn_info: this.connectionInfo }),
      ...(this.channelInfo === undefined ? {} : { chan_info: this.channelInfo }),
    };
  }

  /** How long the client may wait before it refreshes; nothing where it need not. */
  get life(): Life | undefined {
    return this.from === 'backend' ? undefined : lifeUntil(this.expiresAt, this.#connection.host.clock);
  }

  /** Sends the client back to its last position, from where it recovers. */
  lost(): void {
    if (!this.namespace.recover) {
      return;
    }
    if (this.held !== undefined) {
      this.isLost = true;
    } else if (this.isServerSide) {
      this.#connection.close(new Disconnect(DisconnectCode.insufficientState));
    } else {
      this.#connection.unsubscribe(this.channel, UnsubscribeCode.insufficientState);
    }
  }
}
