import { type AdvancedQueue, openAdvancedQueue, openDatabase, type QueueEvent } from '@drupal-nodejs/drupal';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';
import { type TestedQueue, workQueueSuite } from './work-queue.ts';

/** The module's table, as its hook_schema describes it. */
async function siteWithModule() {
  const at = await TemporarySite.install();
  const db = await openDatabase(at.url, { access: 'write' });
  onTestFinished(() => db.destroy());
  const isPgsql = at.url.startsWith('pgsql');
  const serial = { sqlite: 'integer', mysql: 'integer', pgsql: 'serial' } as const;
  const driver = isPgsql ? 'pgsql' : at.url.startsWith('mysql') ? 'mysql' : 'sqlite';
  await db.schema
    .createTable('advancedqueue')
    .addColumn('job_id', serial[driver], (column) =>
      isPgsql ? column.primaryKey() : column.primaryKey().autoIncrement(),
    )
    .addColumn('queue_id', 'varchar(255)')
    .addColumn('type', 'varchar(255)')
    .addColumn('payload', isPgsql ? 'bytea' : 'blob')
    .addColumn('state', 'varchar(255)')
    .addColumn('message', 'text')
    .addColumn('num_retries', 'integer')
    .addColumn('available', 'integer')
    .addColumn('processed', 'integer')
    .addColumn('expires', 'integer')
    .addColumn('fingerprint', 'varchar(64)')
    .execute();
  const tables = db.withTables<{
    advancedqueue: { state: string; expires: number; job_id: number; message: string };
  }>();
  return { db, tables };
}

async function start(): Promise<TestedQueue> {
  const { db, tables } = await siteWithModule();
  let first: AdvancedQueue | undefined;
  return {
    open: async (options) => {
      first = await openAdvancedQueue(db, 'mails', options);
      return first;
    },
    push: async (n) => (first ?? (await openAdvancedQueue(db, 'mails'))).push('mail', { n }),
    read: (data) => Number(data instanceof Map && data.get('n')),
    expireLease: async ({ id }) => {
      await tables.updateTable('advancedqueue').set({ expires: 1 }).where('job_id', '=', id).execute();
    },
    dead: async () =>
      (await tables.selectFrom('advancedqueue').where('state', '=', 'failure').selectAll().execute()).length,
  };
}

export function advancedQueueSuite(): void {
  workQueueSuite('a queue of advancedqueue', start);

  describe('a job of advancedqueue', () => {
    it('stays in the table with what became of it', async () => {
      const { db, tables } = await siteWithModule();
      const queue = await openAdvancedQueue(db, 'mails', { maxAttempts: 1 });
      await queue.push('mail', { to: 'älice', __proto__: { a: 1 }, list: [1, null, true] });
      const job = await queue.claim();
      expect([job?.type, job?.data]).toEqual([
        'mail',
        new Map<string, unknown>([
          ['to', 'älice'],
          ['list', [1, null, true]],
        ]),
      ]);
      await job?.fail(new Error('no such mailbox'));
      await queue.push('mail', {}, { delaySeconds: 3600 });
      expect(await queue.claim()).toBeUndefined();
      const rows = await tables
        .selectFrom('advancedqueue')
        .orderBy('job_id')
        .select(['state', 'message'])
        .execute();
      expect(rows).toEqual([
        { state: 'failure', message: 'no such mailbox' },
        { state: 'queued', message: '' },
      ]);
    });

    it('is tried no more often than it may be, however many workers there are', async () => {
      const { db } = await siteWithModule();
      const { promise: isOver, resolve } = Promise.withResolvers<void>();
      const tries: number[] = [];
      let dead = 0;
      const report = ({ type }: QueueEvent) => {
        if (type === 'dead' && ++dead === 20) resolve();
      };
      const options = { maxAttempts: 3, retryDelaySeconds: () => 0, report };
      const queues = await Promise.all([1, 2, 3, 4].map(() => openAdvancedQueue(db, 'mails', options)));
      for (let n = 0; n < 20; n++) await queues[0]?.push('mail', { n });
      const workers = queues.map((queue) =>
        queue.work(async (_data, { id }) => {
          tries.push(id);
          throw new Error('never');
        }),
      );
      await isOver;
      for (const worker of workers) await worker.stop();
      expect([...Map.groupBy(tries, (id) => id).values()].map(({ length }) => length)).toEqual(
        Array(20).fill(3),
      );
    });

    it('whose payload is no JSON says so', async () => {
      const { db } = await siteWithModule();
      const queue = await openAdvancedQueue(db, 'mails');
      await queue.push('mail', {});
      await sql`UPDATE ${sql.table('advancedqueue')} SET payload = ${Buffer.from('{')}`.execute(db);
      const job = await queue.claim();
      expect(() => job?.data).toThrow(/expected JSON/);
    });

    it('is asked for in vain without the module', async () => {
      const at = await TemporarySite.install();
      await expect(openAdvancedQueue(at.site.db, 'mails')).rejects.toMatchObject({
        code: 'DRUPAL_TABLES_MISSING',
      });
    });
  });
}
