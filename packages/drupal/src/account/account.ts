import type { Roles } from '../role/role.ts';
import type { KnownSession } from '../session/session-source.ts';
import type { User } from './user.ts';

const SUPER_USER = 1;

/** Who a request comes from, with Drupal's rights at that moment. */
export interface Account {
  /** 0 for an anonymous visitor. */
  readonly uid: number;
  /** '' for an anonymous visitor. */
  readonly name: string;
  /** Ids of all roles, `anonymous` or `authenticated` included; in Drupal 7 their names, `anonymous user` and so on. */
  readonly roles: readonly string[];
  /** The session's id as tokens carry it; undefined for an anonymous visitor and without a session. */
  readonly sid: string | undefined;
  /** May this account do what the permission names? By core's own rules (roles, admin role, user 1). */
  can(permission: string): boolean;
}

/** The session by which an account was told. @internal */
export interface AccountSession extends KnownSession {
  readonly sid: string;
}

/** @internal */
export function anonymousAccount(roles: Roles): Account {
  return new ToldAccount({ uid: 0, name: '', roles: [roles.anonymous] }, byRoles([roles.anonymous], roles));
}

/** @internal */
export function userAccount(
  { uid, name, roles }: User,
  known: Roles,
  hasSuperUser: boolean,
  session?: AccountSession,
): Account {
  const all = [known.authenticated, ...roles];
  const can = hasSuperUser && uid === SUPER_USER ? () => true : byRoles(all, known);
  return new ToldAccount({ uid, name, roles: all }, can, session);
}

/** An account whose rights Drupal itself told. @internal */
export function toldAccount(
  { uid, name, roles }: User,
  { authenticated }: Roles,
  permissions: 'all' | ReadonlySet<string>,
  session?: AccountSession,
): Account {
  const can = (permission: string) => permissions === 'all' || permissions.has(permission);
  return new ToldAccount({ uid, name, roles: [authenticated, ...roles] }, can, session);
}

/** The session by which an account was told; undefined for one without, and for a copy. @internal */
export function sessionOf(account: Account): AccountSession | undefined {
  return ToldAccount.sessionOf(account);
}

class ToldAccount implements Account {
  readonly uid: number;
  readonly name: string;
  readonly roles: readonly string[];
  readonly sid: string | undefined;
  readonly can: Account['can'];
  /** Private, so that no log of an account can hold a cookie. */
  readonly #session: AccountSession | undefined;

  constructor({ uid, name, roles }: User, can: Account['can'], session?: AccountSession) {
    this.uid = uid;
    this.name = name;
    this.roles = roles;
    this.sid = session?.sid;
    this.can = can;
    this.#session = session;
  }

  static sessionOf(account: Account): AccountSession | undefined {
    return #session in account ? account.#session : undefined;
  }
}

function byRoles(held: readonly string[], { byId }: Roles): Account['can'] {
  return (permission) =>
    held.some((id) => {
      const role = byId.get(id);
      return role !== undefined && (role.isAdmin || role.permissions.has(permission));
    });
}
