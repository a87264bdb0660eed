import { type Kysely, sql } from 'kysely';
import { driverOf } from '../database/driver-of.ts';
import { hasTable, isMissingTable, statement } from '../database/statement.ts';
import { createDrupal, type DrupalOptions } from '../drupal.ts';
import { DrupalError } from '../errors.ts';
import type { DrupalTables } from '../schema/drupal10/tables.ts';
import { ServiceContainer } from './service-container.ts';

/** What a diagnosis found. */
export interface Finding {
  /** `error`: log-ins go wrong. `warning`: something isn't seen from here. `ok`: looked at, and well. */
  readonly level: 'ok' | 'warning' | 'error';
  /** Stable. */
  readonly code: string;
  /** One line, with what to do. */
  readonly message: string;
}

/** What is known beside the options. */
export interface DiagnosisOptions extends DrupalOptions {
  /** Configuration that settings.php overrides, as `readSettings` tells. */
  readonly overridden?: readonly string[];
}

const CORE_SESSIONS = 'Drupal\\Core\\Session\\SessionHandler';
const CORE_CHECKSUM = 'Drupal\\Core\\Cache\\DatabaseCacheTagsChecksum';
const CORE_POLICIES = new Set(['access_policy.super_user', 'access_policy.user_roles']);
/** More than clocks that are kept differ by. */
const CLOCK_SECONDS = 5;

/**
 * Looks whether Node can tell who a site's visitors are and what they may, and what it can't see.
 *
 * Never throws for what it finds; an error of the database is a finding too.
 */
export async function diagnose(options: DiagnosisOptions): Promise<readonly Finding[]> {
  try {
    const drupal = await createDrupal(options);
    try {
      return [
        ok(
          'DATABASE',
          `Drupal's tables are there (${driverOf(drupal.db)}); the session cookie is ${drupal.cookieName}`,
        ),
        ...(await findHidden(drupal.db, options)),
      ];
    } finally {
      await drupal.close();
    }
  } catch (cause) {
    if (cause instanceof DrupalError) return [{ level: 'error', code: cause.code, message: cause.message }];
    throw cause;
  }
}

/** What an open database doesn't tell, or tells otherwise than the options say. @throws DrupalError */
export async function findHidden(
  db: Kysely<DrupalTables>,
  options: DiagnosisOptions,
): Promise<readonly Finding[]> {
  // Drupal 7 has neither a container nor access policies.
  if (!(await hasTable(db, 'users_field_data'))) return [];
  const container = await ServiceContainer.read(db);
  const findings = [
    ...(container
      ? ofContainer(container, options)
      : [
          warning(
            'CONTAINER',
            "Drupal's compiled container isn't in the database: its options were not compared",
          ),
        ]),
    ...(await ofNodeGrants(db)),
    ...(await ofClock(db)),
    ...ofOverrides(options.overridden ?? []),
  ];
  return findings;
}

function ofContainer(container: ServiceContainer, options: DiagnosisOptions): Finding[] {
  const session = container.parameter('session.storage.options');
  const of = (name: string) => (session instanceof Map ? session.get(name) : undefined);
  const { cookieDomain = '', nameSuffix = '', superUser = true, maxIdleSeconds = 200_000 } = options;
  const differs = (code: string, name: string, theirs: unknown, ours: unknown): Finding[] =>
    theirs === ours
      ? []
      : [error(code, `${name}: Drupal has ${JSON.stringify(theirs)}, here it is ${JSON.stringify(ours)}`)];
  const handler = container.classOf('session_handler.storage');
  const checksum = container.classOf('cache_tags.invalidator.checksum');
  const policies = container
    .calledWith('access_policy_processor', 'addAccessPolicy')
    .filter((id) => !CORE_POLICIES.has(id));
  const lifetime = of('gc_maxlifetime');
  return [
    ok('VERSION', `Drupal ${container.version}`),
    ...differs('COOKIE_DOMAIN', 'cookieDomain', of('cookie_domain') ?? '', cookieDomain),
    ...differs('NAME_SUFFIX', 'nameSuffix', of('name_suffix') ?? '', nameSuffix),
    ...differs(
      'SUPER_USER',
      'superUser',
      container.parameter('security.enable_super_user') ?? true,
      superUser,
    ),
    ...(typeof lifetime === 'number' && lifetime !== maxIdleSeconds
      ? [
          warning(
            'SESSION_LIFETIME',
            `maxIdleSeconds: Drupal keeps sessions for ${lifetime} s, here ${maxIdleSeconds} s count`,
          ),
        ]
      : []),
    ...(handler !== undefined && handler !== CORE_SESSIONS && options.sessions === undefined
      ? [
          error(
            'SESSIONS_ELSEWHERE',
            `sessions are kept by ${handler}, not in the database: give a source (docs/sessions.md)`,
          ),
        ]
      : []),
    ...(policies.length > 0
      ? [
          warning(
            'ACCESS_POLICIES',
            `access policies that only PHP knows decide too: ${policies.join(', ')}; ask Drupal itself (openDrupalSessions)`,
          ),
        ]
      : []),
    ...(checksum !== undefined && checksum !== CORE_CHECKSUM
      ? [
          warning(
            'CACHE_TAGS_ELSEWHERE',
            `cache tags are counted by ${checksum}, so a watch of them hears nothing`,
          ),
        ]
      : []),
  ];
}

/** Without modules that grant, there is one row, for everybody. */
async function ofNodeGrants(db: Kysely<DrupalTables>): Promise<Finding[]> {
  const tables = db.withTables<{ node_access: { nid: number; gid: number; realm: string } }>();
  try {
    const row = await statement('node grants', () =>
      tables
        .selectFrom('node_access')
        .where((is) => is.or([is('nid', '!=', 0), is('gid', '!=', 0), is('realm', '!=', 'all')]))
        .select('realm')
        .limit(sql.lit(1))
        .executeTakeFirst(),
    );
    return row
      ? [
          warning(
            'NODE_GRANTS',
            `modules grant access to nodes (${row.realm}): read content as its users over JSON:API, not by SQL`,
          ),
        ]
      : [];
  } catch (cause) {
    if (isMissingTable(cause)) return [];
    throw cause;
  }
}

async function ofClock(db: Kysely<DrupalTables>): Promise<Finding[]> {
  const now = {
    sqlite: sql<number>`unixepoch()`,
    mysql: sql<number>`unix_timestamp()`,
    pgsql: sql<number>`extract(epoch from now())`,
  }[driverOf(db)];
  const { rows } = await statement('clock', () => sql<{ now: number }>`SELECT ${now} AS now`.execute(db));
  const seconds = Math.round(Math.abs(Number(rows[0]?.now) - Date.now() / 1000));
  return seconds > CLOCK_SECONDS
    ? [
        error(
          'CLOCK',
          `the clocks of database and Node differ by ${seconds} s: sessions and leases go by them`,
        ),
      ]
    : [];
}

function ofOverrides(overridden: readonly string[]): Finding[] {
  const roles = overridden.filter((name) => name.startsWith('user.role.'));
  return roles.length > 0
    ? [
        warning(
          'CONFIG_OVERRIDES',
          `settings.php overrides ${roles.join(', ')}: ask Drupal itself (openDrupalSessions)`,
        ),
      ]
    : [];
}

function ok(code: string, message: string): Finding {
  return { level: 'ok', code, message };
}

function warning(code: string, message: string): Finding {
  return { level: 'warning', code, message };
}

function error(code: string, message: string): Finding {
  return { level: 'error', code, message };
}
