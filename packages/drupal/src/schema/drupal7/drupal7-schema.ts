import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { type User, usersFrom } from '../../account/user.ts';
import { decodeRow } from '../../config/config-table.ts';
import { bytes } from '../../database/bytes.ts';
import { filledUp } from '../../database/filled-up.ts';
import { Fresh } from '../../database/fresh.ts';
import { statement } from '../../database/statement.ts';
import type { PhpValue } from '../../php-serialize/index.ts';
import type { Role, Roles } from '../../role/role.ts';
import { type CookieNameOptions, drupal7CookieName } from '../../session/cookie-name.ts';
import { hashSessionId } from '../../session/session-id.ts';
import type { DrupalSchema, SessionColumns, SessionRow } from '../drupal-schema.ts';
import type { Drupal7Tables } from './tables.ts';

/** Milliseconds after which an update of Drupal that changed how session ids are stored is seen. */
const HASHING_MAX_AGE_MS = 1000;
/** Role ids and names that PHP has as constants. */
const ANONYMOUS = { rid: 1, name: 'anonymous user' } as const;
const AUTHENTICATED = { rid: 2, name: 'authenticated user' } as const;

/**
 * Drupal 7.
 *
 * Roles go by their names. A session's payload says nothing of the user, so its column alone counts, as for
 * Drupal 7 itself. The core has no `X-CSRF-Token`. What settings.php overrides can't be seen, such as
 * `$conf['do_not_hash_session_ids']`: there nobody is recognised.
 */
export class Drupal7Schema implements DrupalSchema {
  readonly #db: Kysely<Drupal7Tables>;
  readonly #hashesIds = new Fresh(HASHING_MAX_AGE_MS, () => this.#readHashing());

  constructor(db: Kysely<Drupal7Tables>) {
    this.#db = db;
  }

  cookieName(options: CookieNameOptions): string {
    return drupal7CookieName(options);
  }

  /** From 7.98 on ids are hashed, once the site's update has run; before they are the cookie's value. */
  async sessionId(cookieValue: string): Promise<string> {
    return (await this.#hashesIds.current()) ? hashSessionId(cookieValue) : cookieValue;
  }

  compileSessions(
    sids: readonly string[],
    { isSecure, what }: { readonly isSecure: boolean; readonly what: SessionColumns },
  ): CompiledQuery<SessionRow> {
    const id = isSecure ? 's.ssid' : 's.sid';
    const brief = this.#db
      .selectFrom('sessions as s')
      .leftJoin('users as u', 'u.uid', 's.uid')
      .leftJoin('users_roles as ur', 'ur.uid', 'u.uid')
      .leftJoin('role as r', 'r.rid', 'ur.rid')
      .where(id, 'in', sids)
      .select([
        `${id} as sid`,
        's.uid',
        's.timestamp',
        'u.name',
        'u.status',
        'r.name as role',
        'r.rid as place',
      ]);
    if (what === 'brief') return brief.compile();
    return brief.select(bytes<Uint8Array | null>('s.session').as('payload')).compile();
  }

  isPayloadOf(): boolean {
    return true;
  }

  async csrfToken(): Promise<undefined> {
    return undefined;
  }

  async findUsers(uids: readonly number[]): Promise<ReadonlyMap<number, User>> {
    if (uids.length === 0) return new Map();
    const rows = await statement('user', () =>
      this.#db
        .selectFrom('users as u')
        .leftJoin('users_roles as ur', 'ur.uid', 'u.uid')
        .leftJoin('role as r', 'r.rid', 'ur.rid')
        .where('u.uid', 'in', filledUp(uids))
        .where('u.status', '=', sql.lit(1))
        .orderBy('r.rid')
        .select(['u.uid', 'u.name', 'r.name as role'])
        .execute(),
    );
    return usersFrom(rows);
  }

  async readRoles(): Promise<Roles> {
    const rows = await statement('roles', () =>
      this.#db
        .selectFrom('role as r')
        .leftJoin('role_permission as p', 'p.rid', 'r.rid')
        .select(['r.rid', 'r.name', 'p.permission'])
        .execute(),
    );
    const roles = [...Map.groupBy(rows, ({ rid }) => rid)].map(([rid, of]): Role => {
      const constant = [ANONYMOUS, AUTHENTICATED].find((role) => role.rid === rid);
      return {
        id: constant?.name ?? of[0]?.name ?? '',
        isAdmin: false,
        permissions: new Set(of.flatMap(({ permission }) => permission ?? [])),
      };
    });
    return {
      byId: new Map(roles.map((role) => [role.id, role])),
      anonymous: ANONYMOUS.name,
      authenticated: AUTHENTICATED.name,
    };
  }

  /** One of Drupal 7's variables. */
  async readConfig(name: string): Promise<PhpValue | undefined> {
    return (await this.#readVariables([name])).get(name);
  }

  async #readHashing(): Promise<boolean> {
    const [supported, off] = ['hashed_session_ids_supported', 'do_not_hash_session_ids'] as const;
    const variables = await this.#readVariables([supported, off]);
    return isTrue(variables.get(supported)) && !isTrue(variables.get(off));
  }

  async #readVariables(names: readonly string[]): Promise<ReadonlyMap<string, PhpValue>> {
    const rows = await statement('variables', () =>
      this.#db
        .selectFrom('variable')
        .where('name', 'in', names)
        .select(['name', bytes('value').as('value')])
        .execute(),
    );
    return new Map(rows.map(({ name, value }) => [name, decodeRow(`variable ${name}`, value)]));
  }
}

/** PHP's idea of a switch that is on: forms store 1 or '1' for TRUE. */
function isTrue(value: PhpValue | undefined): boolean {
  return value === true || value === 1 || value === '1';
}
