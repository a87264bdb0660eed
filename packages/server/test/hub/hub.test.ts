import { JsonCodec } from '@drupal-nodejs/protocol';
import { describe, expect, it } from 'vitest';
import { Hub, type Listener } from '../../src/hub/hub.ts';
import { Lingering } from '../../src/lingering.ts';
import { idleMeter } from '../../src/meter.ts';
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

  it('gives a listener nothing from before it came or after it left, even within one turn', () => {
    const { hub, clock, listen } = start();
    const early = listen('x');
    hub.publication('x', { data: '1' });
    const late = listen('x');
    hub.publication('x', { data: '2' });
    hub.remove('x', early);
    clock.endTurn();

    expect(early.heard).toEqual([1]);
    expect(late.heard).toEqual([2]);
  });

  it('holds pushes for a listener until it is released, in order', () => {
    const { hub, clock, listen } = start();
    const listener = listen('x');
    listener.held = [];
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
      const { hub, clock, listen } = start();
      const [first, held] = [listen('x'), listen('x')];
      held.held = [];
      hub.publication('x', { offset: 1, data: '1' }, 'a');
      hub.publication('x', { offset, data: '2' }, epoch);
      clock.endTurn();

      expect(first.heard).toEqual([1]);
      expect([first.isLost, held.isLost]).toEqual([true, true]);
      expect(hub.isHeard('x')).toBe(false);
    },
  );

  it('takes what a listener’s answer holds already for no hole', () => {
    const { hub, clock, listen } = start();
    const listener = listen('x');
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
    const hub = new Hub(clock, idleMeter, occupancy);
    const listen = (channel: string): (() => void) => {
      const listener = {
        encoding: codec,
        slot: -1,
        held: undefined,
        write: () => undefined,
        lost: () => undefined,
      };
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

function start() {
  const clock = new ManualClock();
  const hub = new Hub(clock);
  const encoding = {
    calls: 0,
    encode(replies: Parameters<JsonCodec['encode']>[0]) {
      this.calls += 1;
      return codec.encode(replies);
    },
  };
  const listen = (channel: string) => {
    const frames: Buffer[] = [];
    const listener: Listener & { readonly frames: Buffer[]; readonly heard: unknown[]; isLost: boolean } = {
      encoding,
      slot: -1,
      held: undefined,
      isLost: false,
      frames,
      write: (frame: Buffer) => void frames.push(frame),
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
  return { clock, hub, encoding, listen };
}
