import { type DiagnosisOptions, diagnose, PhpFloat, serialize } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { BASE_URL, HASH_SALT, TemporarySite } from '../temporary-site.ts';

/** A service's reference within the container, as PHP writes stdClass objects. */
const reference = (id: string) =>
  `O:8:"stdClass":2:{s:4:"type";s:7:"service";s:2:"id";${serialize(id).toString()}}`;

/** Drupal's compiled container as its cache has it; `npm run test:drupal` looks at a real one. */
function container(wishes: {
  readonly session?: Readonly<Record<string, string | number>>;
  readonly superUser?: boolean;
  readonly handler?: string;
  readonly checksum?: string;
  readonly policies?: readonly string[];
}): Buffer {
  const policies = ['access_policy.super_user', 'access_policy.user_roles', ...(wishes.policies ?? [])];
  const calls = policies
    .map((id, n) => `i:${n};a:2:{i:0;s:15:"addAccessPolicy";i:1;a:1:{i:0;${reference(id)}}}`)
    .join('');
  const processor = `a:1:{s:5:"calls";a:${policies.length}:{${calls}}}`;
  return serialize({
    parameters: {
      'session.storage.options': { gc_maxlifetime: 200_000, name_suffix: '', ...wishes.session },
      'security.enable_super_user': wishes.superUser ?? true,
      'a.float': new PhpFloat(1),
    },
    services: {
      'session_handler.storage': serialize({
        class: wishes.handler ?? 'Drupal\\Core\\Session\\SessionHandler',
      }),
      'cache_tags.invalidator.checksum': serialize({
        class: wishes.checksum ?? 'Drupal\\Core\\Cache\\DatabaseCacheTagsChecksum',
      }),
      access_policy_processor: Buffer.from(processor),
    },
  });
}

async function siteWith(wishes?: Parameters<typeof container>[0]) {
  const at = await TemporarySite.install();
  const db = at.site.db.withTables<{
    cache_container: { cid: string; data: Uint8Array; created: number };
    node_access: { nid: number; gid: number; realm: string };
  }>();
  await db.schema
    .createTable('cache_container')
    .addColumn('cid', 'varchar(255)')
    .addColumn('data', at.url.startsWith('pgsql') ? 'bytea' : 'blob')
    .addColumn('created', 'integer')
    .execute();
  if (wishes) {
    await db
      .insertInto('cache_container')
      .values({ cid: 'service_container:prod:11.4.5::Linux:N;', data: container(wishes), created: 1 })
      .execute();
  }
  const found = async (options: Partial<DiagnosisOptions> = {}) => {
    const findings = await diagnose({ database: at.url, baseUrl: BASE_URL, hashSalt: HASH_SALT, ...options });
    return findings.filter(({ level }) => level !== 'ok').map(({ level, code }) => `${level} ${code}`);
  };
  return { at, db, found };
}

export function doctorSuite(): void {
  describe('the diagnosis of a site', () => {
    it('finds nothing wrong where nothing is', async () => {
      const { found } = await siteWith({});
      expect(await found()).toEqual([]);
    });

    it('finds options that differ from the site’s own', async () => {
      const { found } = await siteWith({
        session: { cookie_domain: '.example.com', name_suffix: '_a', gc_maxlifetime: 3600 },
        superUser: false,
      });
      expect(await found()).toEqual([
        'error COOKIE_DOMAIN',
        'error NAME_SUFFIX',
        'error SUPER_USER',
        'warning SESSION_LIFETIME',
      ]);
      const right = {
        cookieDomain: '.example.com',
        nameSuffix: '_a',
        superUser: false,
        maxIdleSeconds: 3600,
      };
      expect(await found(right)).toEqual([]);
    });

    it('says what a reader of the database can’t see', async () => {
      const { db, found } = await siteWith({
        handler: 'Drupal\\redis_sessions\\Handler',
        checksum: 'Drupal\\redis\\Cache\\RedisCacheTagsChecksum',
        policies: ['access_policy.group'],
      });
      await db.schema
        .createTable('node_access')
        .addColumn('nid', 'integer')
        .addColumn('gid', 'integer')
        .addColumn('realm', 'varchar(255)')
        .execute();
      await db.insertInto('node_access').values({ nid: 0, gid: 0, realm: 'all' }).execute();
      const hidden = ['error SESSIONS_ELSEWHERE', 'warning ACCESS_POLICIES', 'warning CACHE_TAGS_ELSEWHERE'];
      expect(await found()).toEqual(hidden);
      await db.insertInto('node_access').values({ nid: 7, gid: 1, realm: 'group' }).execute();
      expect(await found({ overridden: ['system.site', 'user.role.editor'] })).toEqual([
        ...hidden,
        'warning NODE_GRANTS',
        'warning CONFIG_OVERRIDES',
      ]);
    });

    it('says when there is nothing to compare with', async () => {
      const { found } = await siteWith();
      expect(await found()).toEqual(['warning CONTAINER']);
    });

    it.each(['', 'a:1:{', 'i:1;', 'a:2:{s:10:"parameters";i:1;s:8:"services";N;}'])(
      'takes a container of "%s" for none',
      async (data) => {
        const { db, found } = await siteWith();
        await db
          .insertInto('cache_container')
          .values({ cid: 'service_container:prod:x', data: Buffer.from(data), created: 1 })
          .execute();
        expect(await found()).toEqual(['warning CONTAINER']);
      },
    );

    it('has the code of what keeps it from looking', async () => {
      const { at, found } = await siteWith({});
      await at.site.db.schema.dropTable('config').execute();
      expect(await found()).toEqual(['error DRUPAL_TABLES_MISSING']);
    });
  });
}
