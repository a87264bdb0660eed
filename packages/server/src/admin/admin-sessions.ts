import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Site } from '../site/site.ts';

/** Somebody who proved to know API keys: the sites of those keys are theirs to look at. */
export interface AdminSession {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** By name, while the key that opened them is one. */
  readonly sites: ReadonlyMap<string, Site>;
}

interface Kept {
  /** Whose key opened it. */
  readonly opener: string;
  readonly until: number;
  /** Asked each time whether they are keys still. */
  readonly keys: Set<string>;
}

const lifeMs = 12 * 60 * 60 * 1000;
/** Of each site: nobody's key must end the sessions of others. */
const mostSessions = 100;

/**
 * Who is logged in at the admin page.
 *
 * A page keeps its token in its tab, by origin, and sends it along by itself. A cookie would go to every port of
 * this host, whoever's program listens there, and along with requests of other pages.
 */
export class AdminSessions {
  readonly #clock: Clock;
  readonly #siteOf: (key: string) => Site | undefined;
  // By digest: comparing tokens would tell by its time how much of one is right.
  readonly #sessions = new Map<string, Kept>();

  constructor(clock: Clock, siteOf: (key: string) => Site | undefined) {
    this.#clock = clock;
    this.#siteOf = siteOf;
  }

  /** Opens a session, or one more site in the session of `token`; nothing where the key is none. */
  logIn(key: string, token?: string): { readonly token: string; readonly session: AdminSession } | undefined {
    const opener = this.#siteOf(key)?.name;
    if (opener === undefined) {
      return undefined;
    }
    const own = token !== undefined && this.find(token) !== undefined ? token : this.#open(opener);
    this.#sessions.get(digest(own))?.keys.add(key);
    const session = this.find(own);
    return session && { token: own, session };
  }

  /** The session of a token; nothing where it is over, or none of its keys is one any more. */
  find(token: string): AdminSession | undefined {
    return this.get(digest(token));
  }

  /** The session of an id. */
  get(id: string): AdminSession | undefined {
    const kept = this.#sessions.get(id);
    if (kept === undefined) {
      return undefined;
    }
    const sites = [...kept.keys].map((key) => this.#siteOf(key)).filter((site) => site !== undefined);
    if (kept.until <= this.#clock.now() || sites.length === 0) {
      this.#sessions.delete(id);
      return undefined;
    }
    return { id, until: kept.until, sites: new Map(sites.map((site) => [site.name, site])) };
  }

  /** Ends a session. */
  logOut(token: string): void {
    this.#sessions.delete(digest(token));
  }

  #open(opener: string): string {
    const token = randomBytes(32).toString('base64url');
    this.#sessions.set(digest(token), { opener, until: this.#clock.now() + lifeMs, keys: new Set() });
    const [oldest, ...others] = [...this.#sessions].filter(([, kept]) => kept.opener === opener);
    if (oldest !== undefined && others.length >= mostSessions) {
      this.#sessions.delete(oldest[0]);
    }
    return token;
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
