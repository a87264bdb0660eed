import { type Line, RoomFeed, type RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
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

type Step =
  | 'write'
  | 'edit'
  | 'burst'
  | 'send'
  | 'send refused'
  | 'down'
  | 'up'
  | 'wait'
  | 'older'
  | 'newer'
  | 'go to'
  | 'go to end'
  | 'wipe';

const steps: Step[] = [
  'write',
  'edit',
  'edit',
  'burst',
  'send',
  'send refused',
  'down',
  'up',
  'wait',
  'older',
];
const turns: Step[] = ['newer', 'go to', 'go to end'];

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
  feed.onChange((snapshot) => broken.push(...whatIsBroken(snapshot, room)));
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
    edit: () => room.edit(),
    older: () => mayFail(feed.older()),
    newer: () => mayFail(feed.newer()),
    'go to': () => mayFail(feed.goTo(1 + Math.floor(random() * room.lines.length))),
    'go to end': () => mayFail(feed.goToEnd()),
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

/** A page may be refused by the wire; that leaves things as they are. */
function mayFail(page: Promise<void>): void {
  void page.catch((reason: unknown) => expect(reason).toHaveProperty('code'));
}

function whatIsBroken({ epoch, lines, pending }: RoomSnapshot, room: SimulatedRoom): string[] {
  const wrong: string[] = [];
  const [first = 0, last = 0] = [lines[0]?.seq, lines.at(-1)?.seq];
  const there = room.lines.filter(({ seq }) => seq >= first && seq <= last).map(({ seq }) => seq);
  const shown = lines.map(({ seq }) => seq);
  if (epoch === room.epoch && shown.join(' ') !== there.join(' ')) wrong.push(`${shown} instead of ${there}`);
  const ids = [...lines, ...pending].map(({ client_id }) => client_id);
  if (new Set(ids).size !== ids.length) wrong.push(`a line is shown twice: ${ids.join(' ')}`);
  return wrong;
}

function from(room: SimulatedRoom, first = 1): readonly Line[] {
  return room.lines.filter(({ seq }) => seq >= first);
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
          expect(lines).toEqual(from(room, lines[0]?.seq));
          expect(lines.length).toBeGreaterThanOrEqual(Math.min(5, room.lines.length));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('shows each line as it is now wherever its reader went, and reaches the end from there', async () => {
    const script = fc.array(fc.constantFrom(...steps, ...turns, ...turns), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        script,
        fc.integer(),
        faults,
        fc.nat({ max: 60 }),
        async (walk, seed, wire, before) => {
          const { room, feed, clock, broken } = await play(walk, seed, wire, before);
          const { lines } = feed.snapshot;
          expect(broken).toEqual([]);
          const [first = 1, last = 0] = [lines[0]?.seq, lines.at(-1)?.seq];
          const end = feed.snapshot.hasNewer ? last : Infinity;
          expect(lines).toEqual(room.lines.filter(({ seq }) => seq >= first && seq <= end));
          while (feed.snapshot.hasNewer) {
            const newer = feed.newer();
            await clock.advance(100);
            await newer;
          }
          expect(feed.snapshot.lines).toEqual(from(room, first));
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
    const script = fc.array(
      fc.constantFrom<Step>('write', 'edit', 'burst', 'send', 'wipe', 'down', 'up', 'wait'),
      {
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(script, fc.integer(), faults, async (steps, seed, wire) => {
        const { room, feed, broken } = await play(steps, seed, wire, 7);
        const { state, lines } = feed.snapshot;
        expect(broken).toEqual([]);
        expect(state).toBe('live');
        expect(lines).toEqual(from(room, lines[0]?.seq));
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
