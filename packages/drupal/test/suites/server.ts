import { randomUUID } from 'node:crypto';
import {
  createDrupal,
  DatabaseLog,
  grantStatements,
  loadAccount,
  openDatabase,
  openQueue,
} from '@drupal-nodejs/drupal';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { DatabaseServer } from '../servers/database-server.ts';
import { BASE_URL, TemporarySite } from '../temporary-site.ts';

const isSocket = (resource: string) => resource === 'TCPSocketWrap';

/** What holds for databases on a server. */
export function serverSuite(server: () => DatabaseServer): void {
  async function cipherOf(url: string): Promise<unknown> {
    const db = await openDatabase(url);
    const { rows } = await sql.raw<Record<string, unknown>>(server().kind.askCipher).execute(db);
    await db.destroy();
    return String(Object.values(rows[0] ?? {}).at(-1));
  }

  describe('a database server', () => {
    it('is reached by its socket', async () => {
      const db = await openDatabase(server().url({ search: `?unix_socket=${server().socket}` }));
      await db.destroy();
    });

    it('is asked over TLS when its certificate can be verified, and else not at all', async () => {
      expect(await cipherOf(server().url({ search: `?tls_ca=${server().caFile}` }))).toMatch(/^TLS_/);
      expect(await cipherOf(server().url({}))).not.toMatch(/^TLS_/);
      await expect(openDatabase(server().url({ search: '?tls=verify' }))).rejects.toMatchObject({
        code: 'DRUPAL_DATABASE_UNREACHABLE',
        message: expect.stringContaining('self-signed'),
      });
    });

    it('is named when it refuses the log-in, and the password is not', async () => {
      const wrong = server().url({ password: 'hunter2' });
      const error: unknown = await createDrupal({ database: wrong, baseUrl: BASE_URL }).catch(
        (cause) => cause,
      );
      expect(error).toMatchObject({ code: 'DRUPAL_DATABASE_UNREACHABLE' });
      expect(String(error)).not.toContain('hunter2');
    });

    it('is named when it has no such database', async () => {
      await expect(openDatabase(server().url({ database: 'nowhere' }))).rejects.toMatchObject({
        code: 'DRUPAL_DATABASE_UNREACHABLE',
        message: expect.stringContaining('nowhere'),
      });
    });

    it('is named when nobody listens', async () => {
      await expect(openDatabase(server().url({ port: 1 }))).rejects.toMatchObject({
        code: 'DRUPAL_DATABASE_UNREACHABLE',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });

    it('lets nobody in while it is gone, and all when it is back', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      expect((await at.drupal.from(headers)).uid).toBe(1);

      await server().stop();
      for (let n = 0; n < 3; n++) {
        const gone = { code: 'DRUPAL_DATABASE_UNREACHABLE' };
        await expect(at.drupal.from(headers)).rejects.toMatchObject(gone);
        await expect(loadAccount(at.drupal.db, 1)).rejects.toMatchObject(gone);
      }

      await server().start();
      expect((await at.drupal.from(headers)).uid).toBe(1);
    });

    it('lets nobody in while it does not answer, and all when it does again', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      expect((await at.drupal.from(headers)).uid).toBe(1);

      const { begin, end } = server().hold('sessions');
      await at.site.db.connection().execute(async (db) => {
        for (const statement of begin) await sql.raw(statement).execute(db);
        await expect(at.drupal.from(headers)).rejects.toMatchObject({
          code: 'DRUPAL_DATABASE_UNREACHABLE',
          message: expect.stringContaining('no answer within'),
        });
        await sql.raw(end).execute(db);
      });

      expect((await at.drupal.from(headers)).uid).toBe(1);
    });

    it('tells who a visitor is to an account that may only what it must, and no password', async () => {
      const at = await TemporarySite.install();
      const headers = await at.logIn(1);
      const account = `reader${randomUUID().slice(0, 8)}`;
      const { createAccount } = server().kind;
      for (const statement of createAccount(account)) await server().asRoot(statement);
      for (const statement of grantStatements({ database: at.url, account, uses: ['queue', 'log'] })) {
        await server().asRoot(statement);
      }
      const url = at.url.replace(/\/\/drupal:[^@]*@/, `//${account}:secret@`);
      const drupal = await createDrupal({ database: url, baseUrl: BASE_URL });
      const db = await openDatabase(url, { access: 'write' });
      onTestFinished(async () => {
        await drupal.close();
        await db.destroy();
      });
      expect((await drupal.from(headers)).uid).toBe(1);
      expect((await loadAccount(db, 1))?.name).toBe('admin');
      for (const column of ['pass', 'mail', 'init'] as const) {
        await expect(db.selectFrom('users_field_data').select(column).execute()).rejects.toThrow(/denied/);
      }
      await expect(db.deleteFrom('sessions').execute()).rejects.toThrow(/denied/);

      const queue = await openQueue(db, 'mails');
      await queue.push('one');
      expect(await (await queue.claim())?.fail(new Error('no'))).toBe(true);
      const log = new DatabaseLog(db, (error) => expect.fail(String(error)));
      log.log({ type: 'mails', message: 'one failed' });
      await log.flush();
    });

    it('is not asked while it is only a copy of another', async () => {
      const at = await TemporarySite.install();
      await server().setReplica(true);
      await expect(openDatabase(at.url)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_REPLICA' });
      // Not even by a connection left open, which would keep the process alive.
      const sockets = () => process.getActiveResourcesInfo().filter(isSocket).length;
      const open = sockets();
      await expect(openDatabase(at.url)).rejects.toMatchObject({ code: 'DRUPAL_DATABASE_REPLICA' });
      await expect.poll(sockets).toBeLessThanOrEqual(open);
      await server().setReplica(false);
      await (await openDatabase(at.url)).destroy();
    });
  });
}
