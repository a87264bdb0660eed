import type { CompiledQuery } from 'kysely';
import type { User } from '../account/user.ts';
import type { PhpValue } from '../php-serialize/index.ts';
import type { Roles } from '../role/role.ts';
import type { CookieNameOptions } from '../session/cookie-name.ts';

/** A session with its user and one of the user's roles; as many rows as roles, or one. */
export interface SessionRow {
  /** The id under which it was asked for. */
  readonly sid: string;
  readonly uid: number;
  /** Unix seconds of the last use. */
  readonly timestamp: number;
  /** Null: there is no such user. */
  readonly name: string | null;
  readonly status: number | null;
  readonly role: string | null;
  /** Place of the role among the user's; rows come in no order, for a database would sort payloads along. */
  readonly place: number | null;
  /** Undefined where it wasn't asked for. */
  readonly payload?: Uint8Array | null;
}

/** A session's row as its values, in the order of `SessionRow`. */
export type SessionValues = readonly [
  sid: string,
  uid: number,
  timestamp: number,
  name: string | null,
  status: number | null,
  role: string | null,
  place: number | null,
  payload?: Uint8Array | null,
];

/** What is read of sessions: all, or what can change while a log-in holds. */
export type SessionColumns = 'whole' | 'brief';

/**
 * Where a version of Drupal keeps its users, sessions, roles and settings.
 *
 * Methods that read throw `DRUPAL_DATABASE_*` or `DRUPAL_CONFIG_UNREADABLE`, and keep nothing unless they say so.
 */
export interface DrupalSchema {
  /** Name of the session cookie. @throws DrupalError `DRUPAL_BASE_URL` */
  cookieName(options: CookieNameOptions): string;
  /** The id that the table `sessions` has for a cookie's value. */
  sessionId(cookieValue: string): string | Promise<string>;
  /** The statement that reads sessions by their ids; its columns are in the order of `SessionRow`. */
  compileSessions(
    sids: readonly string[],
    options: { readonly isSecure: boolean; readonly what: SessionColumns },
  ): CompiledQuery<SessionRow>;
  /** Does the payload say nothing against this user? */
  isPayloadOf(uid: number, payload: Uint8Array | null): boolean;
  /** The token for the header `X-CSRF-Token`, or for links to a path; undefined when this session, or this Drupal, has none. */
  csrfToken(payload: Uint8Array | null, hashSalt: string, path?: string): Promise<string | undefined>;
  /** By one statement, or none for nobody; who is blocked or doesn't exist is left out. */
  findUsers(uids: readonly number[]): Promise<ReadonlyMap<number, User>>;
  readRoles(): Promise<Roles>;
  /** Active configuration by name, without the overrides of settings.php. */
  readConfig(name: string): Promise<PhpValue | undefined>;
}
