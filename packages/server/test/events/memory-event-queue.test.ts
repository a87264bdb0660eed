import { expect, it } from 'vitest';
import { MemoryEventQueue } from '../../src/events/memory-event-queue.ts';
import { eventQueueSuite, taken, types } from './event-queue-suite.ts';

eventQueueSuite('MemoryEventQueue', async () => new MemoryEventQueue());

it('the process after another goes on with its batch under the same name, and the one before forgets it', async () => {
  const [before, after] = [new MemoryEventQueue(), new MemoryEventQueue()];
  before.add({ type: 'a', at: 1 }, 10);
  const batch = await taken(before, 1);
  before.add({ type: 'b', at: 1 }, 10);
  after.load(JSON.parse(JSON.stringify(before.toRecord())));
  before.moved();
  expect(await before.take(1)).toBeUndefined();
  expect(await taken(after, 1)).toEqual(batch);
  await after.done(batch.id, false);
  expect(types(await taken(after, 1))).toEqual(['b']);
});
