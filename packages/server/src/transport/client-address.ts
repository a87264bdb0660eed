import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Tells the address of a client, also behind proxies of one's own. */
export class ClientAddresses {
  readonly #proxies = new BlockList();

  /** @param trustedProxies - addresses, or networks such as `10.0.0.0/8` */
  constructor(trustedProxies: readonly string[]) {
    for (const proxy of trustedProxies) {
      const [address = '', prefix] = proxy.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (prefix === undefined) {
        this.#proxies.addAddress(address, family);
      } else {
        this.#proxies.addSubnet(address, Number(prefix), family);
      }
    }
  }

  /**
   * Returns who sent a request: the peer, or whom a trusted proxy names in `X-Forwarded-For`.
   *
   * From right to left, up to the first that isn't a trusted proxy: what stands left of it anybody can have written.
   */
  of(peer: string | undefined, { 'x-forwarded-for': forwarded }: IncomingHttpHeaders): string {
    let address = unmapped(peer ?? '');
    // Most say nothing, and a look at the list of proxies makes a native object.
    if (forwarded === undefined) {
      return address;
    }
    const hops = String(forwarded).split(',').reverse();
    for (const hop of hops) {
      const before = unmapped(withoutPort(hop.trim()));
      if (!this.#isTrusted(address) || isIP(before) === 0) {
        break;
      }
      address = before;
    }
    return address;
  }

  /** Whether a peer is one of the trusted proxies. */
  isProxy(peer: string | undefined): boolean {
    return this.#isTrusted(unmapped(peer ?? ''));
  }

  #isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#proxies.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }
}

// Azure's gateways and others name the port behind the address, and brackets tell it from an address of IPv6.
function withoutPort(hop: string): string {
  const [, v6, v4] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/.exec(hop) ?? [];
  return v6 ?? v4 ?? hop;
}

// A socket that listens on both families has IPv4 in IPv6's clothes.
function unmapped(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}
