import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDrupal, encodeSession, openRedisSessions, type SessionSource } from '@drupal-nodejs/drupal';
import { type SessionStore, sessionSourceSuite } from '@drupal-nodejs/drupal/testing';
import { createClient } from '@redis/client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { onRedis } from '../../../redis/test/servers/on-redis.ts';
import { RedisServer } from '../../../redis/test/servers/redis-server.ts';
import { findSchema } from '../../src/schema/find-schema.ts';
import { SqlSessions } from '../../src/session/sql-sessions.ts';
import { BASE_URL, TemporarySite, temporaryFolder } from '../temporary-site.ts';

/** Site, users 1 to 9. */
async function siteWithUsers(): Promise<TemporarySite> {
  const at = await TemporarySite.install();
  for (let uid = 2; uid < 10; uid++) await at.createUser(`User ${uid}`, { roles: ['editor'] });
  return at;
}

async function sqlStore(): Promise<SessionStore> {
  const at = await siteWithUsers();
  const path = at.url.replace('sqlite://localhost/', '');
  return {
    source: new SqlSessions(at.drupal.db, await findSchema(at.drupal.db), true),
    logIn: async (uid, cookieValue) => {
      await at.site.createSession({ uid, cookieValue });
    },
    end: async (cookieValue) => {
      await at.site.db
        .deleteFrom('sessions')
        .where('sid', '=', (await at.site.createSession({ uid: 0, cookieValue })).sid)
        .execute();
    },
    break: async () => renameSync(path, `${path}.away`),
    mend: async () => renameSync(`${path}.away`, path),
    close: async () => undefined,
  };
}

const payloadOf = (uid: number) =>
  encodeSession(new Map([['_sf2_attributes', { uid: String(uid), check_logged_in: true }]]));

async function redisStore(): Promise<SessionStore> {
  let server = await RedisServer.start();
  const { port } = server;
  const connect = () => createClient({ url: `redis://127.0.0.1:${port}` }).connect();
  let redis = await connect();
  const source = await openRedisSessions({ url: `redis://127.0.0.1:${port}` });
  return {
    source,
    logIn: async (uid, cookieValue) => {
      await redis.set(`sf_s${cookieValue}`, payloadOf(uid), { expiration: { type: 'EX', value: 200_000 } });
    },
    end: async (cookieValue) => {
      await redis.del(`sf_s${cookieValue}`);
    },
    break: async () => {
      redis.destroy();
      await server[Symbol.asyncDispose]();
    },
    mend: async () => {
      server = await RedisServer.start({ port });
      redis = await connect();
    },
    close: async () => {
      await source.close?.();
      redis.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('the source of sessions in Drupal’s table', () => {
  for (const { name, run } of sessionSourceSuite(sqlStore)) it(name, run);
});

onRedis('the source of sessions in Redis', () => {
  for (const { name, run } of sessionSourceSuite(redisStore)) it(name, run);

  it('has its users, roles and CSRF tokens from the database', async () => {
    const at = await siteWithUsers();
    const store = await redisStore();
    await at.site.createRole({ id: 'editor', label: 'Editor', permissions: ['edit any page'] });
    const drupal = await createDrupal({ database: at.url, baseUrl: BASE_URL, sessions: store.source });
    onTestFinished(async () => {
      await drupal.close();
      await store.close();
    });
    const [alice, blocked] = ['a'.repeat(32), 'b'.repeat(32)];
    await store.logIn(7, alice);
    await store.logIn(8, blocked);
    await at.site.db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', 8).execute();
    const account = await drupal.from(at.headers(alice));
    expect(account).toMatchObject({ uid: 7, name: 'User 7', roles: ['authenticated', 'editor'] });
    expect(account.can('edit any page')).toBe(true);
    expect((await drupal.from(at.headers(blocked))).uid).toBe(0);

    expect((await drupal.review([account])).get(account)?.uid).toBe(7);
    await store.end(alice);
    expect((await drupal.review([account])).size).toBe(0);
  });

  it('is refused with a code when nobody is there, and its password is not told', async () => {
    const url = 'redis://drupal:hunter2@127.0.0.1:1';
    const error: unknown = await openRedisSessions({ url }).catch((cause) => cause);
    expect(error).toMatchObject({ code: 'DRUPAL_SESSION_SOURCE' });
    expect(String(error)).not.toContain('hunter2');
    await expect(openRedisSessions({ url: 'http://127.0.0.1' })).rejects.toMatchObject({
      code: 'DRUPAL_SESSION_SOURCE',
    });
  });
});

/** The example of docs/sessions.md, as it stands there. */
async function documentedStore(): Promise<SessionStore> {
  const folder = temporaryFolder();
  const page = readFileSync(new URL('../../../../docs/sessions.md', import.meta.url), 'utf8');
  const code = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, each]) => each ?? '');
  // In the package, so that its own name leads to it.
  const file = fileURLToPath(new URL(`documented-${randomUUID()}.mjs`, import.meta.url));
  writeFileSync(file, code.find((each) => each.includes('fileSessions')) ?? '');
  onTestFinished(() => rmSync(file));
  const sessions = join(folder, 'sessions');
  mkdirSync(sessions);
  const { fileSessions } = (await import(file)) as { fileSessions(folder: string): SessionSource };
  const fileOf = (cookieValue: string) => join(sessions, `sess_${cookieValue}`);
  return {
    source: fileSessions(sessions),
    logIn: async (uid, cookieValue) => writeFileSync(fileOf(cookieValue), payloadOf(uid)),
    end: async (cookieValue) => rmSync(fileOf(cookieValue)),
    break: async () => renameSync(sessions, `${sessions}.away`),
    mend: async () => renameSync(`${sessions}.away`, sessions),
    close: async () => undefined,
  };
}

describe('the source of sessions that the documentation shows', () => {
  // A file's name is no longer than 255 signs.
  const cases = sessionSourceSuite(documentedStore).filter(({ name }) => !name.includes('length'));
  for (const { name, run } of cases) it(name, run);
});

describe('a source of one’s own', () => {
  it('fails with a code, whatever it throws, and lets nobody in', async () => {
    const at = await TemporarySite.install();
    const broken: SessionSource = {
      find: async () => {
        throw new TypeError('connection lost');
      },
    };
    const drupal = await createDrupal({ database: at.url, baseUrl: BASE_URL, sessions: broken });
    onTestFinished(() => drupal.close());
    await expect(drupal.from(at.headers('a'.repeat(32)))).rejects.toMatchObject({
      code: 'DRUPAL_SESSION_SOURCE',
      message: expect.stringContaining('connection lost'),
    });
  });

  it.each([-1, 0, 1.5, Number.NaN, 2 ** 60])('lets nobody in as user %d', async (uid) => {
    const at = await TemporarySite.install();
    const source: SessionSource = {
      find: async ([value = '']) => new Map([[value, { id: 'x', uid, user: { name: 'Eve', roles: [] } }]]),
    };
    const drupal = await createDrupal({ database: at.url, baseUrl: BASE_URL, sessions: source });
    onTestFinished(() => drupal.close());
    expect((await drupal.from(at.headers('a'.repeat(32)))).uid).toBe(0);
  });
});
