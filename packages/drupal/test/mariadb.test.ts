import { type DrupalTables, loadAccount, openDatabase } from '@drupal-nodejs/drupal';
import { type Kysely, sql } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { mariadb } from './servers/mariadb.ts';
import { onServer } from './servers/on-server.ts';
import { TemporarySite } from './temporary-site.ts';

onServer(mariadb, (server) => {
  it('is asked 1,000 cookies by few statements, as it counts them itself', async () => {
    const at = await TemporarySite.install({ rolesMaxAgeMs: 60_000 });
    const sessions = await Promise.all(Array.from({ length: 1000 }, () => at.logIn(1)));
    await at.drupal.from({});
    const before = await server().statements();
    const accounts = await Promise.all(sessions.map((headers) => at.drupal.from(headers)));
    expect(accounts.every(({ uid }) => uid === 1)).toBe(true);
    // 1 for the sessions, and this one.
    expect((await server().statements()) - before).toBe(2);
  });

  /** Statements that the server keeps prepared for a connection, as it counts them itself. */
  async function keptFor(db: Kysely<DrupalTables>): Promise<number> {
    const [made = 0, closed = 0] = await Promise.all(
      ['Com_stmt_prepare', 'Com_stmt_close'].map(async (name) => {
        const { rows } = await sql.raw<{ Value: string }>(`SHOW SESSION STATUS LIKE '${name}'`).execute(db);
        return Number(rows[0]?.Value);
      }),
    );
    return made - closed;
  }

  it('keeps as many statements prepared as all clients together can spare, whatever is asked', async () => {
    const at = await TemporarySite.install();
    await at.drupal.db.connection().execute(async (db) => {
      for (let n = 0; n < 200; n++) {
        const { rows } = await sql<{ found: number }>`SELECT ${n} + ${sql.lit(n)} AS found`.execute(db);
        expect(rows).toEqual([{ found: 2 * n }]);
      }
      expect(await keptFor(db)).toBe(128);
    });
  });

  it('forgets a statement of thousands of values, which is megabytes to it', async () => {
    const at = await TemporarySite.install();
    await at.drupal.db.connection().execute(async (db) => {
      const before = await keptFor(db);
      const uids = Array.from({ length: 3000 }, (_, n) => n + 1);
      for (let more = 0; more < 3; more++) {
        const found = await db
          .selectFrom('users_field_data')
          .where('uid', 'in', [...uids, ...uids.slice(0, more)])
          .select('uid')
          .execute();
        expect(found).toEqual([{ uid: 1 }]);
      }
      expect(await keptFor(db)).toBe(before);
    });
  });

  it('prepares a statement for each power of two of accounts that are asked for together', async () => {
    const at = await TemporarySite.install();
    const uids = [
      1,
      ...(await Promise.all(Array.from({ length: 40 }, (_, n) => at.createUser(`User ${n}`)))),
    ];
    const db = await openDatabase(at.url);
    onTestFinished(() => db.destroy());
    await loadAccount(db, 0);
    const prepared = async () => {
      const [row] = await server().asRoot("SHOW GLOBAL STATUS LIKE 'Com_stmt_prepare'");
      return Number(row?.Value);
    };
    const before = await prepared();
    for (let n = 1; n <= uids.length; n++) {
      const asked = uids.slice(0, n);
      const accounts = await Promise.all(asked.map((uid) => loadAccount(db, uid)));
      expect(accounts.map((account) => account?.uid)).toEqual(asked);
    }
    // 1, 2, 4 … 64, and the roles', on a connection each or two.
    expect((await prepared()) - before).toBeLessThanOrEqual(16);
  });
});
