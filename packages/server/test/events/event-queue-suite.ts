import { describe, expect, it } from 'vitest';
import type { EventBatch, EventQueue } from '../../src/events/event-queue.ts';

/** What every queue of events promises. */
export function eventQueueSuite(name: string, create: () => Promise<EventQueue>): void {
  describe(`${name} as a queue of events`, () => {
    it('hands them out in their order, a batch at a time', async () => {
      const queue = await filled('a', 'b', 'c');
      const first = await taken(queue, 2);
      expect(types(first)).toEqual(['a', 'b']);
      expect(await queue.done(first.id, false)).toBe(1);
      const second = await taken(queue, 2);
      expect(types(second)).toEqual(['c']);
      expect(second.id).not.toBe(first.id);
      expect(second.server).toBe(first.server);
      expect(await queue.done(second.id, false)).toBe(0);
      expect(await queue.take(2, 1_000)).toBeUndefined();
    });

    it('hands out the same batch until it is done, whatever comes meanwhile', async () => {
      const queue = await filled('a', 'b');
      const first = await taken(queue, 10);
      queue.add({ type: 'c', at: 1 }, 100);
      expect(await taken(queue, 10)).toEqual(first);
      await queue.done('another', false);
      expect(await taken(queue, 1)).toEqual(first);
      expect(await queue.done(first.id, false)).toBe(1);
      expect(types(await taken(queue, 10))).toEqual(['c']);
    });

    it('keeps a bounded number of them: the oldest go, and the next batch says how many', async () => {
      const queue = await create();
      for (const type of ['a', 'b', 'c', 'd', 'e']) {
        queue.add({ type, at: 1 }, 3);
      }
      const batch = await taken(queue, 10);
      expect([types(batch), batch.lost]).toEqual([['c', 'd', 'e'], 2]);
      queue.add({ type: 'f', at: 1 }, 3);
      await queue.done(batch.id, false);
      expect(await taken(queue, 10)).toMatchObject({ lost: 0, events: [{ type: 'f' }] });
    });

    it('counts those of a batch that nobody will ever take, and what it said was lost', async () => {
      const queue = await create();
      for (const type of ['a', 'b', 'c']) {
        queue.add({ type, at: 1 }, 2);
      }
      await queue.done((await taken(queue, 10)).id, true);
      queue.add({ type: 'd', at: 1 }, 2);
      expect(await taken(queue, 10)).toMatchObject({ lost: 3, events: [{ type: 'd' }] });
    });

    it('keeps each event as it was, whatever its members hold', async () => {
      const queue = await create();
      const odd = { type: 'é\n"', at: 1.5, user: '__proto__', channel: 'a b\u2028', code: 0 };
      queue.add(odd, 10);
      expect((await taken(queue, 1)).events).toEqual([odd]);
    });

    async function filled(...names: readonly string[]): Promise<EventQueue> {
      const queue = await create();
      for (const type of names) {
        queue.add({ type, at: 1 }, 100);
      }
      return queue;
    }
  });
}

/** The batch that is next, which there has to be. */
export async function taken(queue: EventQueue, size: number): Promise<EventBatch> {
  const batch = await queue.take(size, 1_000);
  if (batch === undefined || 'heldMs' in batch) {
    throw new Error(`expected a batch, got ${JSON.stringify(batch)}`);
  }
  return batch;
}

export function types({ events }: EventBatch): readonly string[] {
  return events.map(({ type }) => type);
}
