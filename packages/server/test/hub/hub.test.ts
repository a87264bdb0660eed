import { JsonCodec } from '@drupal-nodejs/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/connection/cursor.ts';
import type { Encoding } from '../../src/hub/encoding.ts';
import { Hub, type HubOptions } from '../../src/hub/hub.ts';
import type { Listener } from '../../src/hub/listener.ts';
import { Lingering } from '../../src/lingering.ts';
import { idleMeter } from '../../src/meter.ts';
import { EventStream } from '../../src/transport/event-stream.ts';
import { ManualClock } from '../manual-clock.ts';

const codec = new JsonCodec();

describe('the hub', () => {
  it('encodes a turn’s publications once and writes the same bytes once to every listener', () => {
    const { hub, clock, encoding, listen } = start();
    const listeners = [listen('x'), listen('x'), listen('x')];

    hub.publication('x', { offset: 1, data: '1' });
    hub.publication('x', { offset: 2, data: '2' });
    expect(listeners.map(({ frames }) => frames.length)).toEqual([0, 0, 0]);
    clock.endTurn();

    expect(encoding.calls).toBe(1);
    expect(listeners.map(({ frames }) => frames.length)).toEqual([1, 1, 1]);
    expect(new Set(listeners.map(({ frames }) => frames[0])).size).toBe(1);
    expect(listeners[0]?.frames.join()).toBe(
      '{"push":{"channel":"x","pub":{"offset":1,"data":1}}}\n{"push":{"channel":"x","pub":{"offset":2,"data":2}}}',
    );
  });

  it('gives a listener nothing from before it came or after it left, and all between, within one turn', () => {
    const { hub, clock, listen } = start();
    const early = listen('x');
    hub.publication('x', { data: '1' });
    const late = listen('x');
    hub.publication('x', { data: '2' });
    hub.remove('x', early);
    hub.publication('x', { data: '3' });
    clock.endTurn();

    expect(early.heard).toEqual([1, 2]);
    expect(late.heard).toEqual([2, 3]);
  });

  it('writes to a slice of the listeners in one turn, and lets other channels go between', () => {
    const { hub, clock, listen } = start({ sliceSize: 3 });
    const many = Array.from({ length: 7 }, () => listen('many'));
    const other = listen('other');
    hub.publication('many', { data: '1' });
    hub.publication('other', { data: '2' });

    const reached = [1, 2, 3].map(() => {
      clock.endTurn();
      return [many.filter(({ heard }) => heard.length > 0).length, other.heard.length];
    });
    expect(reached).toEqual([
      [3, 0],
      [4, 1],
      [7, 1],
    ]);
  });

  it('is through in as many turns as there are slices', () => {
    const fannedOut: number[] = [];
    const meter = { ...idleMeter, fannedOut: (deliveries: number) => fannedOut.push(deliveries) };
    const { hub, clock, listen } = start({ sliceSize: 3, meter });
    const listeners = Array.from({ length: 6 }, () => listen('x'));
    hub.publication('x', { data: '1' });
    clock.endTurn();
    expect(fannedOut).toEqual([]);
    clock.endTurn();

    expect(listeners.map(({ heard }) => heard.length)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(fannedOut).toEqual([6]);
  });

  it('takes what is pushed during a fan-out along to those whom it has not reached, in the same write', () => {
    const { hub, clock, listen } = start({ sliceSize: 2 });
    const listeners = Array.from({ length: 4 }, () => listen('x'));
    hub.publication('x', { data: '1' });
    clock.endTurn();
    hub.publication('x', { data: '2' });
    clock.endTurn();
    const late = listen('x');
    clock.endTurn();

    expect(listeners.map(({ heard }) => heard)).toEqual(Array.from({ length: 4 }, () => [1, 2]));
    expect(listeners.map(({ frames }) => frames.length)).toEqual([2, 2, 1, 1]);
    expect(late.frames).toEqual([]);
  });

  it('gives everyone what was pushed between coming and leaving, once and in order, however it is sliced', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('publish', 'join', 'leave', 'turn', 'wait'), fc.nat()), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), fc.boolean(), (all, sliceSize, isBusy) => {
        const { hub, clock, listen } = start({ sliceSize, longestWaitMs: () => 50 });
        const there: { readonly listener: ReturnType<typeof listen>; readonly from: number }[] = [];
        const expected = new Map<ReturnType<typeof listen>, unknown[]>();
        let published = 0;
        const leave = (index: number): void => {
          for (const { listener, from } of there.splice(index, 1)) {
            hub.remove('x', listener);
            const between = Array.from({ length: published - from }, (_, n) => from + n);
            expected.set(listener, between);
            expect(listener.heard).toEqual(between);
          }
        };
        for (const [step, n] of all) {
          if (step === 'publish') {
            hub.publication('x', { data: String(published) });
            published += 1;
          } else if (step === 'join') {
            there.push({ listener: listen('x', isBusy ? () => clock.spend(4) : undefined), from: published });
          } else if (step === 'leave' && there.length > 0) {
            leave(n % there.length);
          } else if (step === 'turn') {
            clock.endTurn();
          } else if (step === 'wait') {
            clock.advance(n % 60);
          }
        }
        while (there.length > 0) {
          leave(0);
        }
        clock.advance(100);
        clock.endTurn();
        for (const [listener, between] of expected) {
          expect(listener.heard).toEqual(between);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('hands EventSource listeners who stand at the same place the same bytes', () => {
    const { hub, clock, listenAs } = start();
    const frames = [1, 2].map(() => listenAs(new EventStream(new Cursor('', []), () => '')));
    hub.publication('x', { data: '1' });
    clock.endTurn();
    expect(frames.map(({ length }) => length)).toEqual([1, 1]);
    expect(frames[1]?.[0]).toBe(frames[0]?.[0]);
  });

  it('lets listeners who are still being answered slow nobody down', () => {
    const { hub, clock, join, listen } = start({ longestWaitMs: () => 50 });
    const listener = listen('x', () => clock.spend(1));
    Array.from({ length: 99 }, () => join('x'));
    for (let n = 0; n < 20; n += 1) {
      hub.publication('x', { data: '1' });
      clock.endTurn();
      clock.advance(4);
    }
    expect(listener.frames.length).toBe(20);
  });

  it('counts a fan-out once, though who is written to flushes', () => {
    let counted = 0;
    const fannedOut = (deliveries: number): void => {
      counted += deliveries;
    };
    const { hub, clock, listen } = start({ meter: { ...idleMeter, fannedOut } });
    listen('x', () => hub.flush());
    hub.publication('x', { data: '1' });
    clock.endTurn();
    expect(counted).toBe(1);
  });

  it('keeps who joins a channel under the hands of its last listener', () => {
    const { hub, clock, listen } = start();
    const leaving: Listener[] = [];
    const late: ReturnType<typeof listen>[] = [];
    const leave = (): void => {
      for (const listener of leaving.splice(0)) {
        hub.remove('x', listener);
      }
      late.push(listen('x'));
    };
    const first = listen('x', leave);
    leaving.push(listen('x'));
    hub.publication('x', { data: '1' });
    hub.remove('x', first);
    hub.publication('x', { data: '2' });
    clock.endTurn();
    expect(late.map(({ heard }) => heard)).toEqual([[2]]);
  });

  it('gathers the publications of a busy channel for a while, and of no other', () => {
    const { hub, clock, encoding, listen } = start({
      longestWaitMs: (channel) => (channel === 'busy' ? 50 : 0),
    });
    const [busy, free] = ['busy', 'free'].map((channel) => listen(channel, () => clock.spend(10)));
    const turn = (): void => {
      for (const channel of ['busy', 'free']) {
        for (let n = 0; n < 10; n += 1) {
          hub.publication(channel, { data: '1' });
        }
      }
      clock.endTurn();
    };
    turn();
    turn();
    encoding.calls = 0;
    turn();
    expect([busy?.frames.length, free?.frames.length, encoding.calls]).toEqual([2, 3, 1]);
    clock.advance(50);
    clock.endTurn();
    expect([busy?.frames.length, busy?.heard.length, free?.heard.length]).toEqual([3, 30, 30]);
  });

  it('lets who is closed while it is written to take others along', () => {
    const { hub, clock, listen } = start();
    const leaving = Array.from({ length: 4 }, () =>
      listen('x', () => {
        for (const listener of leaving) {
          hub.remove('x', listener);
        }
      }),
    );
    const staying = listen('x');
    hub.publication('x', { data: '1' });
    clock.endTurn();
    expect([...leaving, staying].map(({ heard }) => heard)).toEqual([[1], [1], [1], [1], [1]]);
    expect([...hub.occupied()]).toEqual([['x', 1]]);
  });

  it('holds pushes for a listener until it is released, in order', () => {
    const { hub, clock, join } = start();
    const listener = join('x');
    hub.publication('x', { data: '1' });
    clock.endTurn();
    hub.publication('x', { data: '2' });

    expect(hub.release('x', listener).map((push) => ('pub' in push ? push.pub.data : ''))).toEqual([
      '1',
      '2',
    ]);
    hub.publication('x', { data: '3' });
    clock.endTurn();
    expect(listener.heard).toEqual([3]);
  });

  it.each([
    ['skips an offset', 3, 'a'],
    ['is of another epoch', 2, 'b'],
  ])(
    'sends everyone back when a publication %s, and gives them nothing that hides the hole',
    (_what, offset, epoch) => {
      const { hub, clock, join, listen } = start();
      const [first, held] = [listen('x'), join('x')];
      hub.publication('x', { offset: 1, data: '1' }, 'a');
      hub.publication('x', { offset, data: '2' }, epoch);
      clock.endTurn();

      expect(first.heard).toEqual([1]);
      expect([first.isLost, held.isLost]).toEqual([true, true]);
      expect(hub.isHeard('x')).toBe(false);
    },
  );

  it('takes what a listener’s answer holds already for no hole', () => {
    const { hub, clock, join } = start();
    const listener = join('x');
    hub.release('x', listener, { epoch: 'a', offset: 5 });
    for (const offset of [4, 5, 6]) {
      hub.publication('x', { offset, data: String(offset) }, 'a');
    }
    clock.endTurn();
    expect(listener.isLost).toBe(false);
    expect(hub.positionOf('x')).toEqual({ epoch: 'a', offset: 6 });
  });

  it('tells which channels have listeners, or had a moment ago', () => {
    const clock = new ManualClock();
    const told: string[] = [];
    const occupancy = new Lingering(
      clock,
      1_000,
      (channel) => told.push(`+${channel}`),
      (channel) => told.push(`-${channel}`),
    );
    const hub = new Hub({ clock, occupancy });
    const listen = (channel: string): (() => void) => {
      const outlet = { encoding: codec, write: () => undefined };
      const listener = { outlet, slot: -1, held: [], lost: () => undefined };
      hub.add(channel, listener);
      return () => hub.remove(channel, listener);
    };
    const leaves = [listen('x'), listen('x'), listen('y')];
    for (const leave of leaves) {
      leave();
    }
    clock.advance(999);
    expect([...occupancy.keys()].toSorted()).toEqual(['x', 'y']);
    listen('y');
    clock.advance(1);
    expect([...occupancy.keys()]).toEqual(['y']);
    expect(told).toEqual(['+x', '+y', '-x']);
  });

  it('keeps every other listener when some leave, in any order', () => {
    const { hub, clock, listen } = start();
    const listeners = Array.from({ length: 9 }, () => listen('x'));
    for (const index of [0, 8, 4, 4, 7]) {
      hub.remove('x', listeners[index] as Listener);
    }
    hub.publication('x', { data: '1' });
    clock.endTurn();
    expect(listeners.map(({ heard }) => heard.length)).toEqual([0, 1, 1, 1, 0, 1, 1, 0, 0]);
    expect([...hub.occupied()]).toEqual([['x', 5]]);
  });

  it('forgets a channel with its last listener', () => {
    const { hub, listen } = start();
    const listener = listen('x');
    listen('y');
    hub.remove('x', listener);
    expect([...hub.occupied()]).toEqual([['y', 1]]);
    expect([...hub.occupied('z')]).toEqual([]);
  });
});

function start(options: Partial<HubOptions> = {}) {
  const clock = new ManualClock();
  const hub = new Hub({ clock, ...options });
  const encoding = {
    calls: 0,
    encode(replies: Parameters<JsonCodec['encode']>[0]) {
      this.calls += 1;
      return codec.encode(replies);
    },
  };
  const join = (channel: string, written?: () => void) => {
    const frames: Buffer[] = [];
    const listener: Listener & { readonly frames: Buffer[]; readonly heard: unknown[]; isLost: boolean } = {
      outlet: {
        encoding,
        write: (frame: Buffer) => {
          frames.push(frame);
          written?.();
        },
      },
      slot: -1,
      held: [],
      isLost: false,
      frames,
      lost: () => {
        listener.isLost = true;
        hub.remove(channel, listener);
      },
      get heard(): unknown[] {
        return frames
          .flatMap((frame) => frame.toString().split('\n'))
          .map((line) => JSON.parse(line).push.pub.data);
      },
    };
    hub.add(channel, listener);
    return listener;
  };
  const listen = (channel: string, written?: () => void) => {
    const listener = join(channel, written);
    hub.release(channel, listener);
    return listener;
  };
  const listenAs = (kind: Encoding): readonly Buffer[] => {
    const frames: Buffer[] = [];
    const outlet = { encoding: kind, write: (frame: Buffer) => frames.push(frame) };
    const listener: Listener = { outlet, slot: -1, held: [], lost: () => undefined };
    hub.add('x', listener);
    hub.release('x', listener);
    return frames;
  };
  return { clock, hub, encoding, join, listen, listenAs };
}
