import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeSession, hashSessionId, sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import { DatabaseServer, isInstalled } from '../../packages/drupal/test/servers/database-server.ts';
import { mariadb } from '../../packages/drupal/test/servers/mariadb.ts';
import { postgresql } from '../../packages/drupal/test/servers/postgresql.ts';
import { cpuSeconds } from './processor.ts';

export type DatabaseName = 'sqlite' | 'mariadb' | 'postgresql';

export const baseUrl = 'http://127.0.0.1';
export const roles = ['editor', 'member'];

/** Rows in one INSERT; SQLite takes 32,766 values. */
const rowsAtOnce = 500;

/** A Drupal database with users who are all logged in. */
export interface Crowd extends AsyncDisposable {
  readonly database: string;
  /** One header for each user. */
  readonly cookies: readonly string[];
  /** Statements that the database counted; undefined where it has no counter. */
  statements(): Promise<number | undefined>;
  /** Processor time of the database's own processes. */
  cpu(): number;
}

/** Makes a crowd in a database of its own; undefined where that database isn't installed. */
export async function makeCrowd(name: DatabaseName, size: number): Promise<Crowd | undefined> {
  if (name === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-bench-'));
    const database = `sqlite://localhost/${join(folder, 'site.sqlite')}`;
    return {
      database,
      cookies: await fill(database, size),
      statements: async () => undefined,
      cpu: () => 0,
      [Symbol.asyncDispose]: async () => rmSync(folder, { recursive: true }),
    };
  }
  const kind = { mariadb, postgresql }[name];
  if (!isInstalled(kind)) return undefined;
  const server = await DatabaseServer.install(kind);
  const { url } = await server.create();
  const cookies = await fill(url, size);
  // What autovacuum would do by and by; the servers of the tests have none.
  if (name === 'postgresql') await server.asRoot('ANALYZE');
  return {
    database: url,
    cookies,
    statements: () => server.statements(),
    cpu: () => cpuSeconds(server.pid ?? 0),
    [Symbol.asyncDispose]: () => server.remove(),
  };
}

/** Fills an empty database with a site and so many users; their session cookies. */
export async function fill(database: string, size: number): Promise<string[]> {
  const site = await installSite(database);
  const cookies: string[] = [];
  const now = Math.floor(Date.now() / 1000);
  for (const id of [...roles, 'authenticated', 'anonymous']) {
    const permissions = Array.from({ length: 40 }, (_, n) => `do ${id} thing ${n}`);
    await site.createRole({ id, label: id, permissions });
  }
  const cookieName = sessionCookieName({ baseUrl });
  for (let from = 1; from <= size; from += rowsAtOnce) {
    const uids = Array.from({ length: Math.min(rowsAtOnce, size - from + 1) }, (_, n) => from + n);
    const values = uids.map((uid) => `${String(uid).padStart(8, '0')}${'abcdefgh'.repeat(5)}`);
    cookies.push(...values.map((value) => `${cookieName}=${value}`));
    await site.write(async (db) => {
      await db
        .insertInto('users')
        .values(uids.map((uid) => ({ uid, uuid: randomUUID(), langcode: 'en' })))
        .execute();
      const common = { langcode: 'en', status: 1, created: now, changed: now, default_langcode: 1 } as const;
      await db
        .insertInto('users_field_data')
        .values(uids.map((uid) => ({ uid, name: `user ${uid}`, access: now, login: now, ...common })))
        .execute();
      await db
        .insertInto('user__roles')
        .values(
          uids.flatMap((uid) =>
            roles.map((role, delta) => ({
              bundle: 'user',
              entity_id: uid,
              revision_id: uid,
              langcode: 'en',
              delta,
              roles_target_id: role,
            })),
          ),
        )
        .execute();
      await db
        .insertInto('sessions')
        .values(
          uids.map((uid, n) => ({
            uid,
            sid: hashSessionId(values[n] ?? ''),
            hostname: '127.0.0.1',
            timestamp: now,
            session: encodeSession(
              new Map([
                ['_sf2_attributes', { uid: String(uid), check_logged_in: true }],
                ['_sf2_meta', { u: now, c: now, l: 2_000_000, s: 'x'.repeat(43) }],
              ]),
            ),
          })),
        )
        .execute();
    });
  }
  await site.close();
  return cookies;
}
