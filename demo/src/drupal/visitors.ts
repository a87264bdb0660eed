import { type Account, createDrupal, type Drupal, publicSid } from '@drupal-nodejs/drupal';
import type { Site } from '@drupal-nodejs/drupal/install';
import type { Host, HostName, Hosts } from '../hosts.ts';

/** Seconds for which Drupal's session cookie is kept by browsers. */
const cookieLifeSeconds = 2_000_000;

/** A session that has ended. */
export interface EndedSession {
  readonly uid: string;
  readonly sid: string;
}

/** Who a request comes from, by Drupal's session cookie and table; each host has a cookie of its own name. */
export class Visitors {
  readonly #site: Site;
  readonly #drupals: ReadonlyMap<HostName, Drupal>;
  /** The session that a host's browser showed last, so that it can be ended from the main page. */
  readonly #seen = new Map<HostName, EndedSession>();

  private constructor(site: Site, drupals: ReadonlyMap<HostName, Drupal>) {
    this.#site = site;
    this.#drupals = drupals;
  }

  static async open(site: Site, databaseUrl: string, hosts: Hosts): Promise<Visitors> {
    const drupals = new Map<HostName, Drupal>();
    for (const host of hosts.all)
      drupals.set(
        host.name,
        await createDrupal({ database: databaseUrl, baseUrl: host.origin, rolesMaxAgeMs: 0 }),
      );
    return new Visitors(site, drupals);
  }

  /** Tells who is there; asks the database each time. */
  async who(host: Host, cookie: string | undefined): Promise<Account> {
    const account = await this.#drupal(host).from({ cookie });
    if (account.sid !== undefined) this.#seen.set(host.name, { uid: String(account.uid), sid: account.sid });
    return account;
  }

  /** Writes a session as Drupal's log-in does, and gives the cookie to set. */
  async logIn(host: Host, uid: number, address: string): Promise<string> {
    const { cookieValue } = await this.#site.createSession({ uid, hostname: address });
    return this.#cookie(host, encodeURIComponent(cookieValue), cookieLifeSeconds);
  }

  /** The header that makes a browser forget its session. */
  forget(host: Host): string {
    return this.#cookie(host, 'deleted', 0);
  }

  /** Deletes a session's row: from now on its cookie means nobody. */
  async end(session: EndedSession): Promise<void> {
    const rows = await this.#site.db
      .selectFrom('sessions')
      .select('sid')
      .where('uid', '=', Number(session.uid))
      .execute();
    const row = rows.find(({ sid }) => publicSid(sid) === session.sid);
    if (row !== undefined) await this.#site.db.deleteFrom('sessions').where('sid', '=', row.sid).execute();
  }

  /** The session that a host's browser showed last; undefined when nobody was logged in there. */
  seenAt(host: HostName): EndedSession | undefined {
    return this.#seen.get(host);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#drupals.values()].map((drupal) => drupal.close()));
  }

  #cookie(host: Host, value: string, maxAge: number): string {
    const { cookieName } = this.#drupal(host);
    return `${cookieName}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax`;
  }

  #drupal(host: Host): Drupal {
    const drupal = this.#drupals.get(host.name);
    if (drupal === undefined) throw new TypeError(`no host ${host.name}`);
    return drupal;
  }
}
