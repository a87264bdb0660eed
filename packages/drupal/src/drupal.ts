import type { Kysely } from 'kysely';
import {
  type Account,
  type AccountSession,
  anonymousAccount,
  sessionOf,
  toldAccount,
  userAccount,
} from './account/account.ts';
import { readKeyValue } from './config/config-table.ts';
import { Fresh } from './database/fresh.ts';
import { openDatabase } from './database/open-database.ts';
import { DrupalError } from './errors.ts';
import { type ContentName, contentAt } from './path/content-at.ts';
import { decodeSession, type PhpValue } from './php-serialize/index.ts';
import type { Roles } from './role/role.ts';
import type { DrupalSchema } from './schema/drupal-schema.ts';
import type { DrupalTables } from './schema/drupal10/tables.ts';
import { findSchema } from './schema/find-schema.ts';
import { bearerTokenFrom } from './session/bearer-token.ts';
import { type CookieNameOptions, parseBaseUrl } from './session/cookie-name.ts';
import { isSameToken } from './session/csrf-token.ts';
import { publicSid, sessionCookieFrom } from './session/session-id.ts';
import type { SessionSource } from './session/session-source.ts';
import { type Session, Sessions } from './session/sessions.ts';
import { SqlSessions } from './session/sql-sessions.ts';

/** How to reach a Drupal site's data. */
export interface DrupalOptions extends CookieNameOptions {
  /** Database in Drupal's URL form, as `openDatabase` takes it; opened for reading only. */
  readonly database: string;
  /** Where log-ins are kept; closed with the rest. @default Drupal's own table `sessions` */
  readonly sessions?: SessionSource;
  /** `$settings['hash_salt']` of settings.php; CSRF tokens need it, nothing else does. */
  readonly hashSalt?: string;
  /** May user 1 do everything? Drupal's container parameter `security.enable_super_user`. @default true */
  readonly superUser?: boolean;
  /** Seconds after which an unused session counts no more; PHP's `session.gc_maxlifetime`. @default 200000 */
  readonly maxIdleSeconds?: number;
  /** Milliseconds after which changed roles and permissions are seen at the latest. @default 1000 */
  readonly rolesMaxAgeMs?: number;
}

/** Request headers that tell who asks; Node's `request.headers` fits. */
export interface RequestHeaders {
  readonly cookie?: string | undefined;
  /** `Bearer …` is asked of Drupal itself, where `sessions` can (`openDrupalSessions`); else it is nobody's. */
  readonly authorization?: string | undefined;
  readonly 'x-csrf-token'?: string | readonly string[] | undefined;
}

/**
 * Opens a Drupal site's database to tell who its visitors are.
 *
 * @throws DrupalError `DRUPAL_BASE_URL`, `DRUPAL_DATABASE_*` or `DRUPAL_TABLES_MISSING`
 */
export async function createDrupal(options: DrupalOptions): Promise<Drupal> {
  parseBaseUrl(options.baseUrl);
  const db = await openDatabase(options.database);
  try {
    return new Drupal(db, await findSchema(db), options);
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/** A Drupal site as its database shows it; made by `createDrupal`. */
export class Drupal {
  /** The database for own typed queries, reading only; of Drupal 7 use `openDatabase<Drupal7Tables>()`. */
  readonly db: Kysely<DrupalTables>;
  /** Name of the site's session cookie. */
  readonly cookieName: string;
  readonly #schema: DrupalSchema;
  readonly #sessions: Sessions;
  readonly #roles: Fresh<Roles>;
  readonly #hasSuperUser: boolean;
  readonly #hashSalt: string | undefined;

  /** @internal */
  constructor(db: Kysely<DrupalTables>, schema: DrupalSchema, options: DrupalOptions) {
    const { superUser = true, maxIdleSeconds = 200_000, rolesMaxAgeMs = 1000, hashSalt } = options;
    const isSecure = parseBaseUrl(options.baseUrl).protocol === 'https:';
    this.db = db;
    this.cookieName = schema.cookieName(options);
    this.#schema = schema;
    const source = options.sessions ?? new SqlSessions(db, schema, isSecure);
    this.#sessions = new Sessions(source, schema, maxIdleSeconds);
    this.#roles = new Fresh(rolesMaxAgeMs, () => schema.readRoles());
    this.#hasSuperUser = superUser;
    this.#hashSalt = hashSalt;
  }

  /**
   * Tells who a request comes from; whoever can't be told is anonymous.
   *
   * Asks the database each time, so a log-out, block or lost role holds from the next call on. A bearer token counts
   * before a cookie, as in Drupal; its account has no `sid`.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`, never for what a visitor sent
   */
  async from({ cookie, authorization }: RequestHeaders): Promise<Account> {
    const token = bearerTokenFrom(authorization);
    if (token !== undefined) return await this.#ofToken(token);
    const value = sessionCookieFrom(cookie, this.cookieName);
    const session = value === undefined ? undefined : this.#sessions.find(value);
    const roles = this.#roles.current();
    // What is here isn't waited for: that costs as much as the rest of the way.
    const [found, known] =
      session instanceof Promise || roles instanceof Promise
        ? await Promise.all([session, roles])
        : [session, roles];
    if (!found || value === undefined) return anonymousAccount(known);
    const { id } = found;
    return this.#account(found, known, { cookieValue: value, id, sid: publicSid(id) });
  }

  /**
   * Looks again at accounts that `from` told, for connections that stay open: as they are now, each under the
   * account it was. Left out are those who logged out, or were blocked or deleted, or whose session is gone.
   *
   * Some 1,000 in a statement. An idle session still counts, for who only listens uses none; it is PHP's to delete.
   *
   * @throws DrupalError as `from`; then nothing is known of any of them
   */
  async review(accounts: Iterable<Account>): Promise<ReadonlyMap<Account, Account>> {
    const all = [...accounts];
    const [sessions, roles] = await Promise.all([
      this.#sessions.findAgain(all.flatMap((account) => sessionOf(account) ?? [])),
      this.#roles.current(),
    ]);
    const now = new Map<Account, Account>();
    for (const account of all) {
      const known = sessionOf(account);
      const session = known && sessions.get(known.cookieValue);
      // Another user's session under the same cookie is another log-in.
      if (session?.uid === account.uid) now.set(account, this.#account(session, roles, known));
    }
    return now;
  }

  /**
   * What PHP keeps in the session of a log-in, decoded now and not before: `_sf2_attributes`, `_symfony_flashes`, `_sf2_meta`;
   * in Drupal 7 the keys of `$_SESSION`.
   *
   * Undefined without a log-in, and where the store of sessions gives no payload. Objects are data.
   *
   * @throws DrupalError `PHP_SERIALIZE_*` for a serializer other than PHP's own, or those of `from`
   */
  async sessionData(headers: RequestHeaders): Promise<ReadonlyMap<string, PhpValue> | undefined> {
    const payload = (await this.#session(headers))?.payload;
    return payload ? decodeSession(payload) : undefined;
  }

  /** The request's session cookie and no other, as a Cookie header for Drupal; undefined for none that PHP writes. */
  sessionCookie({ cookie }: RequestHeaders): string | undefined {
    const value = sessionCookieFrom(cookie, this.cookieName);
    return value === undefined ? undefined : `${this.cookieName}=${encodeURIComponent(value)}`;
  }

  /**
   * The token that this session must send as `X-CSRF-Token`, the same as Drupal's `GET /session/token`.
   *
   * With a `path`, such as `user/logout`: the one that Drupal's links to it carry as `token`. Undefined for visitors
   * without a log-in, for sessions that Drupal gave no seed yet, and in Drupal 7.
   *
   * @throws DrupalError `DRUPAL_HASH_SALT` or those of `from`
   */
  async csrfToken(headers: RequestHeaders, path?: string): Promise<string | undefined> {
    if (!this.#hashSalt) {
      throw new DrupalError('DRUPAL_HASH_SALT', "hashSalt: expected $settings['hash_salt'], found nothing");
    }
    const session = await this.#session(headers);
    return session && (await this.#schema.csrfToken(session.payload, this.#hashSalt, path));
  }

  /**
   * Does the request carry the `X-CSRF-Token` of its own session?
   *
   * @throws DrupalError as `csrfToken`
   */
  async hasValidCsrfToken(headers: RequestHeaders): Promise<boolean> {
    const given = headers['x-csrf-token'];
    const expected = await this.csrfToken(headers);
    return typeof given === 'string' && expected !== undefined && isSameToken(expected, given);
  }

  /**
   * Reads active configuration such as `system.site`, in Drupal 7 a variable, without settings.php's overrides.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`
   */
  async config(name: string): Promise<PhpValue | undefined> {
    return await this.#schema.readConfig(name);
  }

  /**
   * Reads a value of Drupal's state, such as `system.maintenance_mode`; undefined when there is none.
   *
   * @throws DrupalError `DRUPAL_DATABASE_FAILED` or `DRUPAL_CONFIG_UNREADABLE`
   */
  async state(name: string): Promise<PhpValue | undefined> {
    return await this.keyValue('state', name);
  }

  /**
   * Reads a value of Drupal's key-value store; undefined when there is none.
   *
   * Only reads: PHP keeps copies of what it reads, and would not see what others write.
   *
   * @throws DrupalError as `state`
   */
  async keyValue(collection: string, name: string): Promise<PhpValue | undefined> {
    return await readKeyValue(this.db, collection, name);
  }

  /**
   * Finds which content is at a path of the site, by its alias or its own path; undefined when there is none.
   *
   * `/` is the site's front page. Whoever may see it: that is asked of Drupal. Prefixes of languages are no part of it.
   *
   * @throws DrupalError as `config`
   */
  async contentAt(path: string, langcode?: string): Promise<ContentName | undefined> {
    const wanted = path === '/' ? await this.#frontPage() : path.replace(/\/+$/, '');
    return wanted === '' ? undefined : await contentAt(this.db, wanted, langcode);
  }

  async #frontPage(): Promise<string> {
    const site = await this.config('system.site');
    const page = site instanceof Map ? site.get('page') : undefined;
    const front = page instanceof Map ? page.get('front') : undefined;
    return typeof front === 'string' ? front : '';
  }

  async close(): Promise<void> {
    await this.#sessions.close();
    await this.db.destroy();
  }

  async #ofToken(token: string): Promise<Account> {
    const [holder, roles] = await Promise.all([this.#sessions.findToken(token), this.#roles.current()]);
    return holder ? toldAccount(holder, roles, holder.permissions) : anonymousAccount(roles);
  }

  #account(session: Session, roles: Roles, known: AccountSession | undefined): Account {
    const { permissions } = session;
    return permissions === undefined
      ? userAccount(session, roles, this.#hasSuperUser, known)
      : toldAccount(session, roles, permissions, known);
  }

  async #session({ cookie }: RequestHeaders): Promise<Session | undefined> {
    const value = sessionCookieFrom(cookie, this.cookieName);
    return value === undefined ? undefined : await this.#sessions.find(value);
  }
}
