import { ApiKeys } from '../api/keys.ts';
import type { Credentials } from '../auth/authenticator.ts';
import { readTokenKeys, type TokenKey } from '../auth/token-keys.ts';
import type { Awaitable } from '../awaitable.ts';
import type { Member } from '../hub/roster.ts';
import type { Census } from '../metrics/metrics.ts';
import { type ServerOptions, type SiteOptions, sitesOf } from '../options.ts';
import { type Identified, Sites } from '../site/sites.ts';
import type { OpenSite } from './open-site.ts';

/** Keys that tokens are signed with, by the name of the site. */
export type SiteTokenKeys = ReadonlyMap<string, readonly TokenKey[]>;

/** Reads the keys of every site. @throws StartError CONFIG_VALUE */
export function readAllTokenKeys(options: ServerOptions): SiteTokenKeys {
  return new Map([...sitesOf(options)].map(([name, { auth }]) => [name, readTokenKeys(auth.token)]));
}

/** All sites of a server, from its start to its end. */
export class OpenSites {
  readonly byName: ReadonlyMap<string, OpenSite>;
  readonly #sites: Sites;
  readonly #keys = new ApiKeys();

  /** @param open makes one of them */
  constructor(options: ServerOptions, open: (name: string, options: SiteOptions) => OpenSite) {
    this.byName = new Map([...sitesOf(options)].map(([name, site]) => [name, open(name, site)]));
    this.#sites = new Sites([...this].map(({ site }) => site));
    this.#takeKeys(options);
  }

  [Symbol.iterator](): Iterator<OpenSite> {
    return this.byName.values();
  }

  /** Finds the site that an API key is for. */
  get keys(): ApiKeys {
    return this.#keys;
  }

  /** Origins whose pages may connect, to whichever site. */
  get origins(): ReadonlySet<string> {
    return this.#sites.origins;
  }

  /** Everybody who is connected. */
  members(): Iterable<Member> {
    return this.#sites.members();
  }

  /** Tells whose client this is and who. @throws Disconnect, ProtocolError */
  identify(credentials: Credentials): Awaitable<Identified> {
    return this.#sites.identify(credentials);
  }

  census(): ReadonlyMap<string, Census> {
    return new Map([...this.byName].map(([name, site]) => [name, site.census()]));
  }

  /** Starts what clients need. @throws StartError PLUGIN */
  async start(): Promise<void> {
    for (const site of this) {
      await site.start();
    }
  }

  /** Takes what can be changed without anybody's leaving; can't fail. */
  reload(options: ServerOptions, tokenKeys: SiteTokenKeys): void {
    for (const [name, site] of sitesOf(options)) {
      this.byName.get(name)?.reload(site, tokenKeys.get(name) ?? []);
    }
    this.#takeKeys(options);
  }

  /** To be called before the server sends its clients away. */
  retire(): void {
    for (const site of this) {
      site.retire();
    }
  }

  /** To be called when everybody has gone; delivers the last events, for a while. */
  async stop(withinMs: number): Promise<void> {
    await Promise.all([...this].map((site) => site.stop(withinMs)));
  }

  #takeKeys(options: ServerOptions): void {
    for (const [name, { api }] of sitesOf(options)) {
      const site = this.byName.get(name)?.site;
      if (site !== undefined) {
        this.#keys.set(site, api.keys);
      }
    }
  }
}
