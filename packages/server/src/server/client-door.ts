import { randomUUID } from 'node:crypto';
import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import { Connection } from '../connection/connection.ts';
import type { ConnectionHost } from '../connection/connection-host.ts';
import { restore } from '../connection/restore.ts';
import type { Gate } from '../gate.ts';
import type { ServerOptions } from '../options.ts';
import type { Peers } from '../peers/peers.ts';
import { TokenBucket } from '../rate/token-bucket.ts';
import { ClientAddresses } from '../transport/client-address.ts';
import { ClientListener } from '../transport/client-listener.ts';
import { socketsForClients } from '../transport/open-files.ts';
import { findCertificateProblem, readTls, type TlsContext } from '../transport/tls-context.ts';
import type { OpenSites } from './open-sites.ts';

export interface ClientDoorParts {
  readonly host: ConnectionHost;
  readonly sites: OpenSites;
  readonly peers: Peers | undefined;
  readonly gate: Gate;
}

/** Where clients come in: each wire of the listener gets a connection of its own, new or of another process. */
export class ClientDoor {
  readonly listener: ClientListener;
  /** Connections of another process that can't be gone on with as they were. */
  readonly #unfit: Connection[] = [];
  /** Connections of another process whose log-in this one has not seen. */
  readonly #unconfirmed: Connection[] = [];
  readonly #complaints = new TokenBucket();
  readonly #log: ConnectionHost['log'];

  constructor(options: ServerOptions, { host, sites, peers, gate }: ClientDoorParts) {
    const { publicPath, trustedProxies } = options;
    const tls = readTls(options.tls);
    this.#log = host.log;
    this.#warnOfCertificate(tls);
    const { clock, limits, log, meter } = host;
    const most = socketsForClients();
    const addresses = new ClientAddresses(trustedProxies);
    this.listener = new ClientListener({
      publicPath,
      tls,
      maxFrameBytes: limits.frameBytes,
      maxFragments: limits.fragments,
      mayDeflate: options.compression,
      sockets: {
        most: () => Math.min(limits.connections, most),
        mostOfOne: () => 2 * limits.addressConnections,
        partyOf: (peer) => host.rates.keyOf(addresses.of(peer, {})),
        isProxy: (peer) => addresses.isProxy(peer),
      },
      cutOff: (limit) => {
        meter.limited(limit);
        if (limit === 'connections' && this.#complaints.take({ amount: 1, perMs: 60_000 }, clock.now())) {
          log.error(
            { open: this.listener.sockets },
            'clients are cut off: limits.connections, or the limit of open files, is reached',
          );
        }
      },
      requestTimeoutMs: limits.connectTimeoutMs,
      peers,
      maySendOn: ({ headers, socket }) => {
        const may = host.rates.sendOn(addresses.of(socket.remoteAddress, headers));
        if (!may) {
          meter.limited('addressFrameRate');
        }
        return may;
      },
      origins: () => sites.origins,
      clock,
      log,
      gate,
      connect: (transport, { headers, socket }, origin) =>
        new Connection(host, transport, {
          client: randomUUID(),
          address: addresses.of(socket.remoteAddress, headers),
          ...(headers.cookie === undefined ? {} : { cookie: headers.cookie }),
          ...(origin === undefined ? {} : { origin }),
        }),
      restore: (transport, record) => {
        const siteOf = (name: string) => sites.byName.get(name)?.site;
        const { connection, isWhole, hasLogin } = restore(host, transport, record, siteOf);
        if (!isWhole) {
          this.#unfit.push(connection);
        } else if (hasLogin) {
          this.#unconfirmed.push(connection);
        }
        return connection;
      },
    });
  }

  /** Takes another certificate for those who come from now on. */
  reload(tls: TlsContext | undefined): void {
    if (tls !== undefined) {
      this.listener.reloadTls(tls);
      this.#warnOfCertificate(tls);
    }
  }

  /** To be called when the connections of another process are heard. */
  begin(): void {
    for (const connection of this.#unfit.splice(0)) {
      connection.close(new Disconnect(DisconnectCode.shutdown));
    }
    for (const { admission } of this.#unconfirmed.splice(0)) {
      void admission.confirm();
    }
  }

  // A certificate that has ended is no reason to end for those who are connected, or behind a proxy.
  #warnOfCertificate(tls: TlsContext | undefined): void {
    const problem = findCertificateProblem(tls, Date.now());
    if (problem !== undefined) {
      this.#log.error({ code: problem.code }, problem.message);
    }
  }
}
