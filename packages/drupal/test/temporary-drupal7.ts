import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import {
  createDrupal,
  type Drupal,
  type Drupal7Tables,
  type DrupalOptions,
  hashSessionId,
  openDatabase,
  type PhpInput,
  serialize,
} from '@drupal-nodejs/drupal';
import { type Kysely, sql } from 'kysely';
import { onTestFinished } from 'vitest';
import { driverOf } from '../src/database/driver-of.ts';
import { serverTableSql } from '../src/install/server-table-sql.ts';
import { tableSql } from '../src/install/table-sql.ts';
import { drupal7Tables } from '../src/schema/drupal7/tables.ts';
import type { Table } from '../src/schema/table.ts';
import { nextPlace } from './temporary-site.ts';

/** Session ids as Drupal 7 makes them. */
export function sessionId(): string {
  return randomBytes(32).toString('base64url');
}

/** A Drupal 7 database in a real file or server, as its installer leaves it; gone after the test. */
export class TemporaryDrupal7 {
  readonly url: string;
  readonly db: Kysely<Drupal7Tables>;

  private constructor(url: string, db: Kysely<Drupal7Tables>) {
    this.url = url;
    this.db = db;
  }

  static async install(): Promise<TemporaryDrupal7> {
    const { url, drop } = await nextPlace();
    if (url.startsWith('sqlite:')) writeFileSync(url.replace('sqlite://localhost/', ''), '');
    const db = await openDatabase<Drupal7Tables>(url, { access: 'write' });
    onTestFinished(async () => {
      await db.destroy();
      await drop();
    });
    const driver = driverOf(db);
    for (const [name, table] of Object.entries<Table>(drupal7Tables)) {
      const statements =
        driver === 'sqlite'
          ? tableSql(name, table).map((entry) => sql.raw(entry.sql))
          : serverTableSql(driver, name, table);
      for (const statement of statements) await statement.execute(db);
    }
    const at = new TemporaryDrupal7(url, db);
    await at.setVariable('hashed_session_ids_supported', true);
    await db
      .insertInto('role')
      .values([
        { rid: 1, name: 'anonymous user', weight: 0 },
        { rid: 2, name: 'authenticated user', weight: 1 },
      ])
      .execute();
    await db
      .insertInto('users')
      .values([
        { uid: 0, name: '', status: 0 },
        { uid: 1, name: 'admin', status: 1 },
      ])
      .execute();
    return at;
  }

  async drupal(options: Partial<DrupalOptions> = {}): Promise<Drupal> {
    const drupal = await createDrupal({
      database: this.url,
      baseUrl: 'http://example.com',
      hashSalt: 'salt',
      ...options,
    });
    onTestFinished(() => drupal.close());
    return drupal;
  }

  async createRole(rid: number, name: string): Promise<void> {
    await this.db.insertInto('role').values({ rid, name }).execute();
  }

  async allow(rid: number, ...permissions: string[]): Promise<void> {
    await this.db
      .insertInto('role_permission')
      .values(permissions.map((permission) => ({ rid, permission })))
      .execute();
  }

  async createUser(uid: number, name: string, rids: readonly number[] = [], status = 1): Promise<void> {
    await this.db.insertInto('users').values({ uid, name, status }).execute();
    for (const rid of rids) await this.db.insertInto('users_roles').values({ uid, rid }).execute();
  }

  /** Writes a session as Drupal 7 does for an http page, with the ids as given. */
  async createSession(uid: number, ids: { sid: string; ssid?: string }, timestamp = Date.now() / 1000) {
    await this.db
      .insertInto('sessions')
      .values({ uid, ...ids, timestamp: Math.floor(timestamp), session: Buffer.from('') })
      .execute();
  }

  /** Logs a user in on an http page, and returns the cookie's value. */
  async logIn(uid: number): Promise<string> {
    const value = sessionId();
    await this.createSession(uid, { sid: hashSessionId(value) });
    return value;
  }

  async setVariable(name: string, value: PhpInput): Promise<void> {
    await this.db.deleteFrom('variable').where('name', '=', name).execute();
    await this.db
      .insertInto('variable')
      .values({ name, value: serialize(value) })
      .execute();
  }
}
