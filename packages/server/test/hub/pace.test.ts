import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/hub/pace.ts';

describe('the pace of a channel', () => {
  it('lets a publication that comes alone leave at once, however long fan-outs take', () => {
    const pace = new Pace(50);
    for (let now = 0; now < 100; now += 10) {
      expect(pace.wait(now)).toBeLessThanOrEqual(0);
      fanOut(pace, { at: now, pushes: 1, tookMs: 10 });
    }
    expect(pace.wait(100)).toBeLessThanOrEqual(0);
  });

  it('waits the longer the more publications come while one fan-out lasts, at most three times its length', () => {
    const waits = [3, 4, 5, 6, 50].map((pushes) => {
      const pace = new Pace(50);
      fanOut(pace, { at: 0, pushes: 1, tookMs: 10 });
      fanOut(pace, { at: 10, pushes, tookMs: 10 });
      return pace.wait(20);
    });
    expect(waits).toEqual([0, 10, 20, 30, 30]);
  });

  it('finds the same wait again when it has waited, while as many come', () => {
    const pace = new Pace(50);
    fanOut(pace, { at: 0, pushes: 1, tookMs: 10 });
    fanOut(pace, { at: 10, pushes: 5, tookMs: 10 });
    const began = 20 + pace.wait(20);
    fanOut(pace, { at: began, pushes: ((began - 10) / 10) * 5, tookMs: 10 });
    expect(pace.wait(began + 10)).toBe(20);
  });

  it('waits no longer than it may', () => {
    const pace = new Pace(5);
    fanOut(pace, { at: 0, pushes: 1, tookMs: 10 });
    fanOut(pace, { at: 10, pushes: 50, tookMs: 10 });
    expect(pace.wait(20)).toBe(5);
  });

  it('waits for nobody because one fan-out was kept from the processor, nor for what came meanwhile', () => {
    const pace = new Pace(50);
    fanOut(pace, { at: 0, pushes: 1, tookMs: 10 });
    fanOut(pace, { at: 10, pushes: 2, tookMs: 40 });
    expect(pace.wait(50)).toBeLessThanOrEqual(0);
    fanOut(pace, { at: 50, pushes: 12, tookMs: 10 });
    expect(pace.wait(60)).toBeLessThanOrEqual(0);
  });

  it('waits when the next one takes as long', () => {
    const pace = new Pace(100);
    fanOut(pace, { at: 0, pushes: 1, tookMs: 10 });
    fanOut(pace, { at: 10, pushes: 2, tookMs: 20 });
    fanOut(pace, { at: 30, pushes: 5, tookMs: 20 });
    expect(pace.wait(50)).toBe(40);
  });

  it('takes many publications after a pause for no load', () => {
    const pace = new Pace(50);
    fanOut(pace, { at: 0, pushes: 100, tookMs: 10 });
    expect(pace.wait(10)).toBeLessThanOrEqual(0);
    fanOut(pace, { at: 1_000, pushes: 100, tookMs: 10 });
    expect(pace.wait(1_010)).toBeLessThanOrEqual(0);
  });

  it('reckons what a fan-out to some of the listeners would have taken for all', () => {
    const pace = new Pace(50);
    fanOut(pace, { at: 0, pushes: 1, tookMs: 10 });
    fanOut(pace, { at: 10, pushes: 5, tookMs: 2, share: 0.2 });
    expect(pace.wait(12)).toBe(20);
  });

  it('takes a fan-out that had nobody to write to for none that costs something', () => {
    const pace = new Pace(50);
    fanOut(pace, { at: 0, pushes: 5, tookMs: 1, share: 0 });
    fanOut(pace, { at: 1, pushes: 5, tookMs: 1, share: 0 });
    expect(pace.wait(2)).toBeLessThanOrEqual(0);
  });

  it('bears a clock that stands still', () => {
    const pace = new Pace(50);
    fanOut(pace, { at: 0, pushes: 5, tookMs: 0 });
    fanOut(pace, { at: 0, pushes: 5, tookMs: 0 });
    expect(pace.wait(0)).toBe(0);
  });
});

interface FanOut {
  readonly at: number;
  /** Pushes since the fan-out before began. */
  readonly pushes: number;
  readonly tookMs: number;
  readonly share?: number;
}

function fanOut(pace: Pace, { at, pushes, tookMs, share = 1 }: FanOut): void {
  pace.began(pushes, at);
  pace.worked(tookMs);
  pace.ended(share, at + tookMs);
}
