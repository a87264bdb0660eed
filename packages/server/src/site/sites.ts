import { Disconnect, DisconnectCode } from '@drupal-nodejs/protocol';
import type { Credentials, Identity } from '../auth/authenticator.ts';
import { isJwt } from '../auth/token.ts';
import { type Awaitable, after } from '../awaitable.ts';
import type { Member } from '../hub/roster.ts';
import type { Site } from './site.ts';

/** Who a client is, and where. */
export interface Identified {
  readonly site: Site;
  readonly identity: Identity;
}

/** All Drupals of one server; decides whose a client is. */
export class Sites {
  readonly #sites: readonly Site[];

  constructor(sites: readonly Site[]) {
    this.#sites = sites;
  }

  [Symbol.iterator](): Iterator<Site> {
    return this.#sites[Symbol.iterator]();
  }

  /** Origins whose pages may connect, to whichever site. */
  get origins(): ReadonlySet<string> {
    const [first, ...others] = this.#sites;
    return first === undefined || others.length === 0
      ? (first?.origins ?? new Set())
      : new Set(this.#sites.flatMap(({ origins }) => [...origins]));
  }

  /** Everybody who is connected. */
  *members(): Generator<Member> {
    for (const { roster } of this.#sites) {
      yield* roster.all();
    }
  }

  /** Tells whose client this is and who. @throws Disconnect, ProtocolError */
  identify(credentials: Credentials): Awaitable<Identified> {
    return after(this.#siteOf(credentials), (site) =>
      after(site.auth.authenticate(credentials), (identity) => ({ site, identity })),
    );
  }

  /**
   * A page reaches only sites that list its Origin; among them the key of its token decides, and where it brings no
   * signed token there is one that takes such clients.
   */
  #siteOf(credentials: Credentials): Awaitable<Site> {
    const { origin, token = '' } = credentials;
    const reached =
      origin === undefined ? this.#sites : this.#sites.filter(({ origins }) => origins.has(origin));
    const [first, ...others] = reached;
    if (first === undefined) {
      throw new Disconnect(DisconnectCode.permissionDenied, 'origin not listed');
    }
    if (others.length === 0) {
      return first;
    }
    const able = reached.filter(({ auth }) => auth.hasWayFor(credentials));
    // One whose name of a key fits is asked alone: its answer says what is wrong.
    const [only = first, ...more] = able;
    if (more.length === 0) {
      return only;
    }
    return signerOf(isJwt(token) ? able : [], token);
  }
}

// Two sites may give their keys the same name. A token that isn't signed must never be shown to another's Drupal.
async function signerOf(sites: readonly Site[], token: string): Promise<Site> {
  for (const site of sites) {
    if (await site.auth.isSigned(token)) {
      return site;
    }
  }
  throw new Disconnect(DisconnectCode.invalidToken);
}
