import {
  openDatabase,
  openQueue,
  type PhpValue,
  type Queue,
  type QueueEvent,
  type QueueItem,
  type QueueOptions,
  serialize,
  unserialize,
} from '@drupal-nodejs/drupal';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TemporarySite } from '../temporary-site.ts';

/** What was reported, and the wait for it. */
class Events {
  readonly all: QueueEvent[] = [];
  readonly #waiting = new Map<QueueEvent['type'], () => void>();
  readonly report = (event: QueueEvent): void => {
    this.all.push(event);
    this.#waiting.get(event.type)?.();
  };

  async next(type: QueueEvent['type']): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.set(type, resolve));
  }

  types(): string[] {
    return this.all.map(({ type }) => type);
  }
}

/** A queue over a connection of its own, as another process has it. */
async function open(at: TemporarySite, options: QueueOptions = {}, name = 'mail'): Promise<Queue> {
  const db = await openDatabase(at.url, { access: 'write' });
  onTestFinished(() => db.destroy());
  return await openQueue(db, name, { retryDelaySeconds: () => 0, ...options });
}

/** Lets every lease run out, as time does. */
async function outlive(at: TemporarySite): Promise<void> {
  await at.site.db.updateTable('queue').set({ expire: 1 }).where('expire', '<>', 0).execute();
}

const rows = (at: TemporarySite) =>
  at.site.db.selectFrom('queue').select(['item_id', 'name', 'expire']).orderBy('item_id').execute();

export function queueSuite(): void {
  describe('a queue', () => {
    it('gives what was pushed to one who claims it, and forgets it when it is done', async () => {
      const at = await TemporarySite.install();
      const [producer, worker] = [await open(at), await open(at)];
      const id = await producer.push({ to: 'änne@example.com', count: 3 });
      const item = await worker.claim();
      expect(item).toMatchObject({ id, attempt: 1, created: expect.any(Number) });
      expect(item?.data).toEqual(
        new Map<string, PhpValue>([
          ['to', 'änne@example.com'],
          ['count', 3],
        ]),
      );
      expect(await producer.claim()).toBeUndefined();
      expect(await producer.count()).toBe(1);
      expect(await item?.done()).toBe(true);
      expect(await producer.count()).toBe(0);
      expect(await item?.done()).toBe(false);
    });

    it('is the same to PHP workers: its rows are as PHP writes and reads them', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at);
      await queue.push(['a']);
      const pushed = await at.site.db.selectFrom('queue').select(['name', 'expire']).executeTakeFirst();
      expect(pushed).toEqual({ name: 'mail', expire: 0 });
      await at.site.db
        .insertInto('queue')
        .values({ name: 'mail', data: serialize({ from: 'php' }), created: 1 })
        .execute();
      await at.site.db.insertInto('queue').values({ name: 'Mail', data: null, created: 1 }).execute();
      const found = [await queue.claim(), await queue.claim(), await queue.claim()];
      expect(found.map((item) => item?.data)).toEqual(
        expect.arrayContaining([new Map([['from', 'php']]), ['a'], undefined]),
      );
      // Leased as PHP leases: by a time in the future.
      const now = Math.floor(Date.now() / 1000);
      const leases = (await rows(at)).filter(({ name }) => name === 'mail').map(({ expire }) => expire);
      for (const expire of leases) expect(expire - now).toBeGreaterThan(50);
    });

    it('gives each item to one of many workers', async () => {
      const at = await TemporarySite.install();
      const producer = await open(at);
      for (let n = 0; n < 100; n++) await producer.push(n);
      const seen: PhpValue[] = [];
      const events = new Events();
      const drained = Promise.withResolvers<void>();
      const workers = await Promise.all(
        [1, 2, 3].map(async () =>
          (await open(at, { report: events.report })).work(
            async (data) => {
              seen.push(data);
              if (seen.length === 100) drained.resolve();
            },
            { concurrency: 2 },
          ),
        ),
      );
      await drained.promise;
      await Promise.all(workers.map((worker) => worker.stop()));
      expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 100 }, (_, n) => n),
      );
      expect(await producer.count()).toBe(0);
      expect(events.all.filter(({ type }) => type === 'error')).toEqual([]);
    });

    it.each<[string, (item: QueueItem) => Promise<boolean>]>([
      ['finish', (item) => item.done()],
      ['give back', (item) => item.release()],
      ['renew', (item) => item.renew()],
      ['put off', (item) => item.fail(new Error('late'))],
    ])(
      'gives an item again when a worker died; one who lives after all can not %s it',
      async (_name, act) => {
        const at = await TemporarySite.install();
        // Their leases differ as those of different times do.
        const [dead, alive] = [await open(at, { leaseSeconds: 30 }), await open(at)];
        await alive.push('x');
        const theirs = await dead.claim();
        expect(await alive.claim()).toBeUndefined();
        await outlive(at);
        const ours = await alive.claim();
        expect(ours).toMatchObject({ id: theirs?.id, attempt: 2 });
        const before = await rows(at);
        expect(theirs && (await act(theirs))).toBe(false);
        expect(await rows(at)).toEqual(before);
        expect(await ours?.renew()).toBe(true);
        expect(await ours?.done()).toBe(true);
      },
    );

    it('gives a batch of items to one of many workers, in their order', async () => {
      const at = await TemporarySite.install();
      const workers = [await open(at), await open(at), await open(at)];
      for (let n = 0; n < 50; n++) await workers[0]?.push(n);
      const batches = await Promise.all(workers.map((worker) => worker.claimBatch(20)));
      const claimed = batches.flatMap(({ items }) => items.map(({ data }) => data));
      expect(new Set(claimed).size).toBe(claimed.length);
      for (const { items } of batches) {
        const ids = items.map(({ id }) => id);
        expect(ids).toEqual(ids.toSorted((a, b) => a - b));
      }
      for (const batch of batches) await batch.done(batch.items);
      expect(await workers[0]?.count()).toBe(50 - claimed.length);
      const rest = await workers[0]?.claimBatch(50);
      expect(claimed.length + (rest?.items.length ?? 0)).toBe(50);
    });

    it('takes out of a batch only what is still its worker’s', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const [queue, other] = [await open(at, events), await open(at)];
      for (const text of ['mine', 'taken', 'deleted']) await queue.push(text);
      const batch = await queue.claimBatch(10);
      const [mine, taken, deleted] = batch.items.map(({ id }) => id);
      await at.site.db.updateTable('queue').set({ expire: 0 }).where('item_id', '=', Number(taken)).execute();
      await at.site.db.deleteFrom('queue').where('item_id', '=', Number(deleted)).execute();
      const theirs = await other.claim();
      expect(theirs?.id).toBe(taken);
      await at.site.db
        .updateTable('queue')
        .set({ expire: 4_000_000_000 })
        .where('item_id', '=', Number(taken))
        .execute();
      await batch.done(batch.items);
      expect(events.all).toEqual([
        { type: 'done', id: mine, attempt: 1 },
        { type: 'lost', id: taken },
        { type: 'lost', id: deleted },
      ]);
      expect((await rows(at)).map(({ item_id }) => item_id)).toEqual([taken]);
      await batch.done(batch.items);
      expect(await queue.count()).toBe(1);
    });

    it('takes out of a batch what is being renewed just then', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, events);
      await queue.push('x');
      const batch = await queue.claimBatch(10);
      // A lease that is renewed in the second of the claim would end as it did.
      vi.setSystemTime(Date.now() + 30_000);
      onTestFinished(() => void vi.useRealTimers());
      const [renewed] = await Promise.all([batch.items[0]?.renew(), batch.done(batch.items)]);
      expect(renewed).toBe(true);
      expect(events.types()).toEqual(['renewed', 'done']);
      expect(await queue.count()).toBe(0);
    });

    it('is worked in batches: each item once, failures again, at last with the dead letters', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { ...events, maxAttempts: 2 });
      for (let n = 0; n < 250; n++) await queue.push(n);
      const seen = new Map<PhpValue, number>();
      const dead = events.next('dead');
      const worker = queue.work(
        async (data) => {
          seen.set(data, (seen.get(data) ?? 0) + 1);
          if (data === 77) throw new Error('never');
        },
        { batch: 100, concurrency: 2 },
      );
      await dead;
      await expect.poll(() => queue.count()).toBe(0);
      await worker.stop();
      expect([...seen].filter(([, times]) => times !== 1)).toEqual([[77, 2]]);
      expect(seen.size).toBe(250);
      expect(await (await open(at, {}, 'mail.dead')).count()).toBe(1);
    });

    it('gives back what is left of a batch when its worker is stopped', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at);
      for (let n = 0; n < 5; n++) await queue.push(n);
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
      const worker = queue.work(
        async () => {
          begin();
          await mayEnd;
        },
        { batch: 5 },
      );
      await begun;
      const stopped = worker.stop();
      end();
      await stopped;
      expect((await rows(at)).map(({ expire }) => expire)).toEqual([0, 0, 0, 0]);
    });

    it('has what a dead worker’s batch held worked on again', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at, { maxAttempts: 9 });
      for (let n = 0; n < 3; n++) await queue.push(n);
      expect((await queue.claimBatch(10)).items).toHaveLength(3);
      await outlive(at);
      const seen = new Set<PhpValue>();
      const worker = queue.work(async (data) => void seen.add(data), { batch: 10 });
      await expect.poll(() => seen.size, { timeout: 20_000 }).toBe(3);
      await worker.stop();
      expect(await queue.count()).toBe(0);
    });

    it('tries again what failed, and puts it with the dead letters at last', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { maxAttempts: 3, report: events.report });
      const id = await queue.push('x');
      const attempts: number[] = [];
      const isDead = events.next('dead');
      const worker = queue.work(async (_data, { attempt }) => {
        attempts.push(attempt);
        throw new Error(`no luck ✗ ${attempt}`);
      });
      await isDead;
      await worker.stop();
      expect(attempts).toEqual([1, 2, 3]);
      expect(events.types()).toEqual(['retry', 'retry', 'dead']);
      expect(await rows(at)).toEqual([{ item_id: id, name: 'mail.dead', expire: 0 }]);
      const db = at.site.db.withTables<{ nodejs_queue_attempt: { item_id: number; error: string } }>();
      expect(await db.selectFrom('nodejs_queue_attempt').select(['item_id', 'error']).execute()).toEqual([
        { item_id: id, error: 'no luck ✗ 3' },
      ]);
      const letter = await (await open(at, {}, 'mail.dead')).claim();
      expect(letter?.data).toBe('x');
    });

    it('counts what others tried since its worker looked for items', async () => {
      const at = await TemporarySite.install();
      const [queue, other] = [await open(at), await open(at)];
      for (const text of ['one', 'two']) await queue.push(text);
      const first = await queue.claim();
      for (const attempt of [1, 2]) {
        const item = await other.claim();
        expect(item).toMatchObject({ attempt });
        await item?.fail(new Error('no'));
      }
      const second = await queue.claim();
      expect(second?.id).not.toBe(first?.id);
      expect(second).toMatchObject({ attempt: 3 });
    });

    it('has what PHP put off worked on when its time has come', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { maxAttempts: 2, retryDelaySeconds: () => 1000, ...events });
      const id = await queue.push('x');
      // As DatabaseQueue::delayItem() leaves it, when a minute has passed.
      await at.site.db.updateTable('queue').set({ expire: 1 }).execute();
      const item = await queue.claim();
      expect([item?.id, item?.data, item?.attempt]).toEqual([id, 'x', 2]);
      expect(events.types()).toEqual(['retry']);
      expect(await item?.done()).toBe(true);
    });

    it('puts with the dead letters what kills its workers', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at, { maxAttempts: 2 });
      await queue.push('x');
      for (const attempt of [1, 2]) {
        expect(await queue.claim()).toMatchObject({ attempt });
        await outlive(at);
      }
      expect(await queue.claim()).toBeUndefined();
      expect((await rows(at))[0]?.name).toBe('mail.dead');
    });

    it('waits as long as it is told before it tries again', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at, { retryDelaySeconds: (attempt) => attempt * 100 });
      await queue.push('x');
      const before = Math.floor(Date.now() / 1000);
      await (await queue.claim())?.fail(new Error('no'));
      const [row] = await rows(at);
      expect((row?.expire ?? 0) - before).toBeGreaterThanOrEqual(100);
      expect(await queue.claim()).toBeUndefined();
      // The wait is over: not a lease that ran out, so no attempt is lost.
      await at.site.db.updateTable('queue').set({ expire: 1 }).execute();
      await at.site.db
        .withTables<{ nodejs_queue_attempt: { retry_at: number } }>()
        .updateTable('nodejs_queue_attempt')
        .set({ retry_at: 1 })
        .execute();
      expect(await queue.claim()).toMatchObject({ attempt: 2 });
    });

    it('keeps what a handler works on for longer than the lease', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { leaseSeconds: 1, report: events.report });
      const other = await open(at);
      await queue.push('x');
      const done = events.next('done');
      const worker = queue.work(async () => {
        for (let n = 0; n < 3; n++) {
          await events.next('renewed');
          expect(await other.claim()).toBeUndefined();
        }
      });
      await done;
      await worker.stop();
      expect(events.types()).toEqual(['renewed', 'renewed', 'renewed', 'done']);
    });

    it('tells a handler whose item was taken away', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { leaseSeconds: 1, report: events.report });
      await queue.push('x');
      const aborted = Promise.withResolvers<string>();
      const worker = queue.work(async (_data, { signal }) => {
        signal.addEventListener('abort', () => aborted.resolve(signal.reason.message));
        // As someone does who deletes the queue in Drupal.
        await at.site.db.deleteFrom('queue').execute();
        await aborted.promise;
      });
      expect(await aborted.promise).toBe('the lease was lost');
      await worker.stop();
      expect(events.types()).toEqual(['lost']);
    });

    it('lets running handlers finish when it is stopped', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at);
      await queue.push('x');
      await queue.push('y');
      const [started, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const worker = queue.work(async () => {
        started.resolve();
        await mayEnd.promise;
      });
      await started.promise;
      const stopped = worker.stop();
      mayEnd.resolve();
      await stopped;
      expect((await rows(at)).map(({ expire }) => expire)).toEqual([0]);
    });

    it('gives back what takes too long to finish when it is stopped', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { report: events.report });
      await queue.push('x');
      const started = Promise.withResolvers<void>();
      const worker = queue.work(
        async (_data, { signal }) => {
          started.resolve();
          await new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          );
        },
        { drainMs: 1 },
      );
      await started.promise;
      await worker.stop();
      expect(events.types()).toEqual(['released']);
      expect((await rows(at)).map(({ expire }) => expire)).toEqual([0]);
    });

    it('wakes a worker that waits', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at);
      const done = Promise.withResolvers<PhpValue>();
      const worker = queue.work(async (data) => done.resolve(data));
      await queue.push('x');
      worker.wake();
      expect(await done.promise).toBe('x');
      await worker.stop();
    });

    it('goes on when the database comes back, and tells what failed', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { report: events.report });
      const done = Promise.withResolvers<void>();
      await queue.claim();
      await at.site.db.schema.dropTable('nodejs_queue_attempt').execute();
      const failed = events.next('error');
      const worker = queue.work(async () => done.resolve());
      await failed;
      await (await open(at)).claim();
      await queue.push('x');
      worker.wake();
      await done.promise;
      await worker.stop();
      expect(events.all[0]).toMatchObject({ type: 'error', error: { code: 'DRUPAL_DATABASE_FAILED' } });
    });

    it('puts with the dead letters what is no PHP data', async () => {
      const at = await TemporarySite.install();
      const events = new Events();
      const queue = await open(at, { maxAttempts: 1, report: events.report });
      await at.site.db
        .insertInto('queue')
        .values({ name: 'mail', data: Buffer.from('a:1:{') })
        .execute();
      const dead = events.next('dead');
      const worker = queue.work(() => Promise.reject(new Error('never called')));
      await dead;
      await worker.stop();
      expect(events.all).toMatchObject([{ type: 'dead', error: { code: 'PHP_SERIALIZE_MALFORMED' } }]);
    });

    it.each(['', 'drupal_batch:1:0', 'x'.repeat(251), 'ä', 'a b'])('has no such name: "%s"', async (name) => {
      const at = await TemporarySite.install();
      await expect(openQueue(at.site.db, name)).rejects.toMatchObject({ code: 'DRUPAL_QUEUE_NAME' });
    });

    it.each([
      ['a lease of no time', { leaseSeconds: 0 }, {}],
      ['a lease that is no number', { leaseSeconds: Number('60s') }, {}],
      ['no attempts', { maxAttempts: 0 }, {}],
      ['no handlers', {}, { concurrency: 0 }],
      ['half a handler', {}, { concurrency: 0.5 }],
      ['batches of nothing', {}, { batch: -1 }],
    ])('is not worked with %s', async (_name, options, work) => {
      const at = await TemporarySite.install();
      const starting = async () => (await open(at, options)).work(async () => undefined, work);
      await expect(starting).rejects.toMatchObject({ code: 'DRUPAL_QUEUE_OPTION' });
    });

    it.each([
      ['an error with a NUL', new Error('no\0such mail')],
      ['an object without a text', Object.create(null)],
      ['nothing', undefined],
    ])('puts off what failed with %s', async (_name, error) => {
      const at = await TemporarySite.install();
      const queue = await open(at);
      await queue.push('x');
      expect(await (await queue.claim())?.fail(error)).toBe(true);
      expect(await queue.claim()).toMatchObject({ attempt: 2 });
    });

    it('keeps an item whose next attempt nobody can tell the time of', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at, { retryDelaySeconds: () => Number.POSITIVE_INFINITY });
      await queue.push('x');
      const item = await queue.claim();
      await expect(item?.fail(new Error('no'))).rejects.toMatchObject({ code: 'DRUPAL_QUEUE_OPTION' });
      expect(await queue.count()).toBe(1);
    });

    it('is missed where Drupal never queued anything', async () => {
      const at = await TemporarySite.install();
      await at.site.db.schema.dropTable('queue').execute();
      await expect(openQueue(at.site.db, 'mail')).rejects.toMatchObject({ code: 'DRUPAL_TABLES_MISSING' });
    });

    it('holds data that PHP and Node read alike', async () => {
      const at = await TemporarySite.install();
      const queue = await open(at);
      const data = [null, true, 1.5, 'ü', new Map([['k', [1, 2]]])];
      await queue.push(data);
      const row = await at.site.db.selectFrom('queue').select('data').executeTakeFirst();
      expect(unserialize(Buffer.from(row?.data ?? ''))).toEqual(data);
    });
  });
}
