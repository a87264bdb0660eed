import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface OpenSocketsOptions {
  /** Sockets at once, as of now. */
  readonly most: () => number;
  /** Sockets of one party at once, as of now. */
  readonly mostOfOne: () => number;
  /** What tells the party behind a peer; "" where nothing does. */
  readonly partyOf: (peer: string | undefined) => string;
  /** Whether a peer is a proxy of one's own, behind which are many parties. */
  readonly isProxy: (peer: string | undefined) => boolean;
}

/**
 * The sockets that are open, and how many each party has: also of those that never say who they are, or nothing at all.
 *
 * The peer's address is asked of the system once a socket, and is wanted by the connection above it anyway.
 */
export class OpenSockets {
  readonly #options: OpenSocketsOptions;
  /** The party behind each. */
  readonly #all = new Map<Duplex, string>();
  readonly #counts = new Map<string, number>();
  /** Those of the proxies that had as many as one party may. */
  readonly #proxies = new Set<string>();

  constructor(options: OpenSocketsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.size;
  }

  has(socket: Duplex): boolean {
    return this.#all.has(socket);
  }

  [Symbol.iterator](): Iterator<Duplex> {
    return this.#all.keys();
  }

  /** Takes a socket, or tells the limit that keeps it out. */
  enter(socket: Socket): 'connections' | 'addressConnections' | undefined {
    if (this.#all.size >= this.#options.most()) {
      return 'connections';
    }
    const party = this.#partyOf(socket);
    const count = this.#counts.get(party) ?? 0;
    if (count >= this.#options.mostOfOne() && !this.#isProxy(socket.remoteAddress)) {
      return 'addressConnections';
    }
    this.#take(socket, party);
    return undefined;
  }

  /** Takes a socket that another process let in. */
  add(socket: Socket): void {
    this.#take(socket, this.#partyOf(socket));
  }

  delete(socket: Duplex): void {
    const party = this.#all.get(socket);
    if (party === undefined) {
      return;
    }
    this.#all.delete(socket);
    const others = (this.#counts.get(party) ?? 1) - 1;
    if (others > 0) {
      this.#counts.set(party, others);
    } else {
      this.#counts.delete(party);
    }
  }

  #partyOf({ remoteAddress }: Socket): string {
    return this.#options.partyOf(remoteAddress);
  }

  #take(socket: Socket, party: string): void {
    this.#all.set(socket, party);
    if (party !== '') {
      this.#counts.set(party, (this.#counts.get(party) ?? 0) + 1);
    }
  }

  // A look at the list of proxies costs more than all else here.
  #isProxy(peer = ''): boolean {
    if (!this.#proxies.has(peer) && this.#options.isProxy(peer)) {
      this.#proxies.add(peer);
    }
    return this.#proxies.has(peer);
  }
}
