import { describe, expect, it } from 'vitest';
import { Thread } from '../../src/shared/thread.ts';
import { noFaults, SimulatedRoom, seededRandom, VirtualClock } from './simulation.ts';

async function openThread() {
  const clock = new VirtualClock();
  const room = new SimulatedRoom(clock, seededRandom(1));
  const answer = (body: string) => room.write(body, body, 9, { thread: 1 });
  const answers = (from: string, count: number) =>
    Array.from({ length: count }, (_, index) => answer(`${from}${index}`).body);
  room.write('root');
  answers('first ', 3);
  const thread = new Thread({ room: 'lobby', root: 1, link: room, schedule: clock.schedule });
  let shown: readonly string[] = [];
  thread.onChange((lines) => {
    shown = lines.map(({ body }) => body);
  });
  room.state = 'up';
  await clock.advance(10);
  return { clock, room, answer, answers, shown: () => shown };
}

describe('a thread', () => {
  it('shows the newest page and nothing before it to who was away for longer than a page', async () => {
    const { clock, room, answers, shown } = await openThread();
    expect(shown()).toEqual(['first 0', 'first 1', 'first 2']);
    room.state = 'down';
    const missed = answers('missed ', 150);
    room.state = 'up';
    await clock.advance(10);
    expect(shown()).toEqual(missed.slice(-100));
  });

  it('has what was lost on the way as soon as the next event comes', async () => {
    const { clock, room, answer, shown } = await openThread();
    room.faults = { ...noFaults, dropPublication: 1 };
    answer('lost');
    room.faults = noFaults;
    room.write('something in the room');
    await clock.advance(10);
    expect(shown().at(-1)).toBe('lost');
  });

  it('shows none of what comes behind a gap until the gap is filled', async () => {
    const { clock, room, answer, shown } = await openThread();
    const seen: (readonly string[])[] = [];
    room.faults = { ...noFaults, dropPublication: 1 };
    answer('lost');
    room.faults = noFaults;
    answer('next');
    for (let step = 0; step < 20; step++) {
      await clock.advance(0.25);
      seen.push(shown());
    }
    expect(seen.filter((lines) => lines.includes('next') && !lines.includes('lost'))).toEqual([]);
    expect(shown().slice(-2)).toEqual(['lost', 'next']);
  });

  it('asks again for a page that doesn’t come', async () => {
    const { clock, room, answer, shown } = await openThread();
    room.faults = { ...noFaults, storeFails: 1 };
    room.state = 'down';
    answer('meanwhile');
    await clock.advance(10);
    room.state = 'up';
    await clock.advance(100);
    room.faults = noFaults;
    await clock.advance(60_000);
    expect(shown().at(-1)).toBe('meanwhile');
  });

  it('keeps nothing of a life that the room has left behind', async () => {
    const { clock, room, answer, shown } = await openThread();
    room.wipe();
    room.write('another root');
    answer('another answer');
    await clock.advance(10);
    expect(shown()).toEqual(['another answer']);
  });
});
