import { RoomFeed, type RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Faults,
  noFaults,
  refusedBody,
  SimulatedRoom,
  seededRandom,
  VirtualClock,
} from './simulation.ts';

const probability = fc.double({ min: 0, max: 0.6, noNaN: true });

const faults: fc.Arbitrary<Faults> = fc.record({
  dropPublication: probability,
  doublePublication: probability,
  delayMs: fc.integer({ min: 1, max: 400 }),
  loseRequest: probability,
  loseReply: probability,
  storeFails: probability,
});

type Step = 'write' | 'burst' | 'send' | 'send refused' | 'down' | 'up' | 'wait' | 'older' | 'wipe';

const steps: Step[] = ['write', 'burst', 'send', 'send refused', 'down', 'up', 'wait', 'older'];

/** Plays the steps on a bad wire, mends the wire, and lets everything settle. */
async function play(script: readonly Step[], seed: number, wire: Faults, linesBefore: number) {
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const room = new SimulatedRoom(clock, random);
  for (let count = 0; count < linesBefore; count++) room.write('before');
  room.faults = wire;
  let ids = 0;
  const feed = new RoomFeed({
    room: 'lobby',
    link: room,
    pageSize: 5,
    schedule: clock.schedule,
    random,
    newId: () => `own-${ids++}`,
  });
  const broken: string[] = [];
  feed.onChange((snapshot) => broken.push(...whatIsBroken(snapshot)));
  const typed: string[] = [];
  const act: Record<Step, () => void> = {
    write: () => void room.write('from another'),
    burst: () => {
      for (let count = 0; count < 120; count++) room.write('in a burst');
    },
    send: () => void typed.push(feed.send('mine')),
    'send refused': () => void feed.send(refusedBody),
    down: () => {
      room.state = 'down';
    },
    up: () => {
      room.state = 'up';
    },
    wait: () => undefined,
    older: () => void feed.older().catch((reason: unknown) => expect(reason).toHaveProperty('code')),
    wipe: () => room.wipe(),
  };
  for (const step of script) {
    act[step]();
    await clock.advance(random() * 600);
  }
  room.faults = noFaults;
  room.state = 'down';
  await clock.advance(60_000);
  room.state = 'up';
  await clock.advance(60_000);
  return { room, feed, clock, typed, broken };
}

function whatIsBroken({ lines, pending }: RoomSnapshot): string[] {
  const wrong: string[] = [];
  lines.forEach((line, index) => {
    const before = lines[index - 1];
    if (before && line.seq !== before.seq + 1) wrong.push(`${line.seq} after ${before.seq}`);
    if (before && line.epoch !== before.epoch) wrong.push(`epoch ${line.epoch} after ${before.epoch}`);
  });
  const ids = [...lines, ...pending].map(({ client_id }) => client_id);
  if (new Set(ids).size !== ids.length) wrong.push(`a line is shown twice: ${ids.join(' ')}`);
  return wrong;
}

describe('a room feed on a wire that drops, doubles, delays and breaks', () => {
  it('ends with the store’s own list, and never showed a gap or a double on the way', async () => {
    const script = fc.array(fc.constantFrom(...steps), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        script,
        fc.integer(),
        faults,
        fc.nat({ max: 12 }),
        async (steps, seed, wire, before) => {
          const { room, feed, broken } = await play(steps, seed, wire, before);
          const { state, lines } = feed.snapshot;
          expect(broken).toEqual([]);
          expect(state).toBe('live');
          expect(lines).toEqual(room.lines.slice((lines[0]?.seq ?? 1) - 1));
          expect(lines.length).toBeGreaterThanOrEqual(Math.min(5, room.lines.length));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('brings each own line into the room once and in typing order, or says that it was refused', async () => {
    const script = fc.array(fc.constantFrom<Step>('up', 'send', 'send', 'send refused', 'write', 'down'), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(script, fc.integer(), faults, async (steps, seed, wire) => {
        const { room, feed, typed } = await play(['up', ...steps], seed, wire, 3);
        const own = room.lines.filter(({ uid }) => uid === 7).map(({ client_id }) => client_id);
        const refused = feed.snapshot.pending;
        expect(own).toEqual(typed);
        expect(
          refused.every(({ state, body, error }) => state === 'refused' && body === refusedBody && error),
        ).toBe(true);
        expect(refused).toHaveLength(steps.filter((step) => step === 'send refused').length);
      }),
      { numRuns: 150 },
    );
  });

  it('starts over when the room was wiped', async () => {
    const script = fc.array(fc.constantFrom<Step>('write', 'burst', 'send', 'wipe', 'down', 'up', 'wait'), {
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(script, fc.integer(), faults, async (steps, seed, wire) => {
        const { room, feed, broken } = await play(steps, seed, wire, 7);
        const { state, lines } = feed.snapshot;
        expect(broken).toEqual([]);
        expect(state).toBe('live');
        expect(lines).toEqual(room.lines.slice((lines[0]?.seq ?? 1) - 1));
        expect(feed.snapshot.pending).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('reaches the room’s first line by asking for older ones', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.nat({ max: 40 }), async (seed, before) => {
        const { room, feed, clock } = await play(['up', 'write'], seed, noFaults, before);
        while (feed.snapshot.hasOlder) {
          const older = feed.older();
          await clock.advance(100);
          await older;
        }
        expect(feed.snapshot.lines).toEqual(room.lines);
      }),
      { numRuns: 30 },
    );
  });
});
