import type {
  ClaimedItem,
  QueueEvent,
  QueueHandler,
  QueueOptions,
  QueueWorker,
  WorkQueue,
} from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';

/** A queue as a test commands it. */
export interface TestedQueue {
  open(options?: QueueOptions): Promise<WorkQueue & { work(handler: QueueHandler): QueueWorker }>;
  push(n: number): Promise<unknown>;
  /** What of `n` the handler gets. */
  read(data: unknown): number;
  /** As if the worker that has it had died long ago. */
  expireLease(item: ClaimedItem): Promise<void>;
  /** Items that failed for the last time. */
  dead(): Promise<number>;
}

/** What every queue has to keep. */
export function workQueueSuite(what: string, start: () => Promise<TestedQueue>): void {
  describe(what, () => {
    it('gives each item once, and none that is done again', async () => {
      const { open, push, read } = await start();
      const queue = await open();
      for (let n = 0; n < 30; n++) await push(n);
      expect(await queue.count()).toBe(30);
      const seen = new Set<number>();
      for (let item = await queue.claim(); item; item = await queue.claim()) {
        expect(item.attempt).toBe(1);
        seen.add(read(item.data));
        expect(await item.done()).toBe(true);
      }
      expect(seen.size).toBe(30);
      expect(await queue.count()).toBe(0);
    });

    it('gives no item to two workers', async () => {
      const { open, push, read } = await start();
      for (let n = 0; n < 60; n++) await push(n);
      const done: number[] = [];
      const { promise, resolve } = Promise.withResolvers<void>();
      const workers = await Promise.all(
        [1, 2, 3].map(async () =>
          (await open()).work(async (data) => {
            done.push(read(data));
            if (done.length === 60) resolve();
          }),
        ),
      );
      await promise;
      for (const worker of workers) await worker.stop();
      expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    });

    it('has an item again that was released, at the same attempt', async () => {
      const { open, push } = await start();
      const queue = await open();
      await push(1);
      const item = await queue.claim();
      expect(await queue.claim()).toBeUndefined();
      expect(await item?.release()).toBe(true);
      expect((await queue.claim())?.attempt).toBe(1);
    });

    it('puts off an item that failed, and gives it up after the last attempt', async () => {
      const { open, push, dead } = await start();
      const events: QueueEvent['type'][] = [];
      const queue = await open({
        maxAttempts: 2,
        retryDelaySeconds: () => 1,
        report: ({ type }) => events.push(type),
      });
      await push(1);
      expect(await (await queue.claim())?.fail(new Error('first'))).toBe(true);
      expect(await queue.claim()).toBeUndefined();
      expect(await queue.count()).toBe(1);
      await expect
        .poll(async () => (await queue.claim())?.fail(new Error('last')), { timeout: 10_000 })
        .toBe(true);
      expect(events).toEqual(['retry', 'dead']);
      expect([await queue.count(), await dead()]).toEqual([0, 1]);
    });

    it('takes an item whose worker died for a failed attempt', async () => {
      const { open, push, expireLease, dead } = await start();
      const queue = await open({ maxAttempts: 1 });
      await push(1);
      const item = await queue.claim();
      if (!item) throw new Error('nothing to claim');
      await expireLease(item);
      expect(await queue.claim()).toBeUndefined();
      expect(await dead()).toBe(1);
    });

    it('lets nobody finish, put off or keep what another has by now', async () => {
      const { open, push, expireLease } = await start();
      const events: QueueEvent['type'][] = [];
      const report = ({ type }: QueueEvent) => events.push(type);
      const queue = await open({ retryDelaySeconds: () => 0, leaseSeconds: 1000, report });
      // Fences are lease ends in seconds: here an item is taken twice in one, which real leases don't allow.
      const other = await open({ retryDelaySeconds: () => 0, leaseSeconds: 2000, report });
      await push(1);
      const lost = await queue.claim();
      if (!lost) throw new Error('nothing to claim');
      await expireLease(lost);
      const { promise, resolve } = Promise.withResolvers<ClaimedItem>();
      await expect
        .poll(
          async () => {
            const item = await other.claim();
            if (item) resolve(item);
            return item?.id;
          },
          { timeout: 10_000 },
        )
        .toBe(lost.id);
      const ours = await promise;
      expect(ours.attempt).toBe(2);
      events.length = 0;
      expect([
        await lost.renew(),
        await lost.done(),
        await lost.release(),
        await lost.fail(new Error('no')),
      ]).toEqual([false, false, false, false]);
      expect(events).toEqual(['lost', 'lost', 'lost', 'lost']);
      expect(await ours.renew()).toBe(true);
      expect(await ours.done()).toBe(true);
      expect(await queue.count()).toBe(0);
    });
  });
}
