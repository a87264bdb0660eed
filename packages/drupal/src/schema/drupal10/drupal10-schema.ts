import { type CompiledQuery, type Kysely, sql } from 'kysely';
import { type User, usersFrom } from '../../account/user.ts';
import {
  type ConfigRow,
  decodeConfig,
  readConfig,
  readConfigRows,
  readKeyValue,
} from '../../config/config-table.ts';
import { bytes } from '../../database/bytes.ts';
import { filledUp } from '../../database/filled-up.ts';
import { statement } from '../../database/statement.ts';
import { DrupalError } from '../../errors.ts';
import type { PhpValue } from '../../php-serialize/index.ts';
import type { Role, Roles } from '../../role/role.ts';
import { type CookieNameOptions, sessionCookieName } from '../../session/cookie-name.ts';
import { csrfToken } from '../../session/csrf-token.ts';
import { hashSessionId } from '../../session/session-id.ts';
import { csrfSeed, payloadNames } from '../../session/session-payload.ts';
import type { DrupalSchema, SessionColumns, SessionRow } from '../drupal-schema.ts';
import type { DrupalTables } from './tables.ts';

/** Common start of the names under which roles are configured. */
const ROLE_CONFIG = 'user.role.';

/** Drupal 10 and 11. */
export class Drupal10Schema implements DrupalSchema {
  readonly #db: Kysely<DrupalTables>;

  constructor(db: Kysely<DrupalTables>) {
    this.#db = db;
  }

  cookieName(options: CookieNameOptions): string {
    return sessionCookieName(options);
  }

  sessionId(cookieValue: string): string {
    return hashSessionId(cookieValue);
  }

  compileSessions(
    sids: readonly string[],
    { what }: { readonly what: SessionColumns },
  ): CompiledQuery<SessionRow> {
    const brief = this.#db
      .selectFrom('sessions as s')
      .leftJoin('users_field_data as u', (join) =>
        join.onRef('u.uid', '=', 's.uid').on('u.default_langcode', '=', sql.lit(1)),
      )
      .leftJoin('user__roles as r', 'r.entity_id', 'u.uid')
      .where('s.sid', 'in', sids)
      .select([
        's.sid',
        's.uid',
        's.timestamp',
        'u.name',
        'u.status',
        'r.roles_target_id as role',
        'r.delta as place',
      ]);
    if (what === 'brief') return brief.compile();
    return brief.select(bytes<Uint8Array | null>('s.session').as('payload')).compile();
  }

  isPayloadOf(uid: number, payload: Uint8Array | null): boolean {
    return payloadNames(uid, payload);
  }

  async csrfToken(payload: Uint8Array | null, hashSalt: string, path?: string): Promise<string | undefined> {
    const seed = csrfSeed(payload);
    if (seed === undefined) return undefined;
    const privateKey = await readKeyValue(this.#db, 'state', 'system.private_key');
    if (typeof privateKey === 'string' && privateKey !== '')
      return csrfToken({ seed, privateKey, hashSalt }, path);
    throw new DrupalError('DRUPAL_CONFIG_UNREADABLE', 'state system.private_key: expected a key, found none');
  }

  async findUsers(uids: readonly number[]): Promise<ReadonlyMap<number, User>> {
    if (uids.length === 0) return new Map();
    const rows = await statement('user', () =>
      this.#db
        .selectFrom('users_field_data as u')
        .leftJoin('user__roles as r', 'r.entity_id', 'u.uid')
        .where('u.uid', 'in', filledUp(uids))
        .where('u.default_langcode', '=', sql.lit(1))
        .where('u.status', '=', sql.lit(1))
        .orderBy('r.delta')
        .select(['u.uid', 'u.name', 'r.roles_target_id as role'])
        .execute(),
    );
    return usersFrom(rows);
  }

  async readRoles(): Promise<Roles> {
    const roles = (await readConfigRows(this.#db, ROLE_CONFIG)).map(roleFrom);
    return {
      byId: new Map(roles.map((role) => [role.id, role])),
      anonymous: 'anonymous',
      authenticated: 'authenticated',
    };
  }

  async readConfig(name: string): Promise<PhpValue | undefined> {
    return await readConfig(this.#db, name);
  }
}

function roleFrom(row: ConfigRow): Role {
  const data = decodeConfig(row);
  const permissions = data instanceof Map ? listOf(data.get('permissions')) : undefined;
  if (!(data instanceof Map) || permissions === undefined) {
    throw new DrupalError(
      'DRUPAL_CONFIG_UNREADABLE',
      `configuration ${row.name}: expected a role with permissions`,
    );
  }
  return {
    id: row.name.slice(ROLE_CONFIG.length),
    isAdmin: data.get('is_admin') === true,
    permissions: new Set(permissions.filter((permission) => typeof permission === 'string')),
  };
}

/** Keys don't matter to PHP, whose `array_diff` leaves holes in them. */
function listOf(value: PhpValue | undefined): readonly PhpValue[] | undefined {
  if (value instanceof Map) return [...value.values()];
  return Array.isArray(value) ? value : undefined;
}
