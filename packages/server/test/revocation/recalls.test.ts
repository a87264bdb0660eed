import { describe, expect, it } from 'vitest';
import { Recalls } from '../../src/revocation/recalls.ts';
import { toRate } from '../../src/units.ts';
import { ManualClock } from '../manual-clock.ts';

function recalls(rate: string, windowMs: number) {
  const clock = new ManualClock();
  const made = new Recalls({ clock, limits: { refreshRate: toRate(rate) }, windowMs: () => windowMs });
  let sent = 0;
  return {
    clock,
    stop: () => made.stop(),
    add: (count: number): void => {
      for (let n = 0; n < count; n += 1) {
        made.add(() => {
          sent += 1;
        });
      }
    },
    sent: () => sent,
  };
}

describe('clients that are to fetch new tokens', () => {
  it('are sent at once where they are few', () => {
    const { add, sent } = recalls('100/s', 30_000);
    add(100);
    expect(sent()).toBe(100);
  });

  it('are sent at the rate where they are more', () => {
    const { add, sent, clock } = recalls('100/s', 30_000);
    add(400);
    expect(sent()).toBe(100);
    clock.advance(1_000);
    expect(sent()).toBeGreaterThanOrEqual(195);
    expect(sent()).toBeLessThanOrEqual(200);
    clock.advance(2_100);
    expect(sent()).toBe(400);
  });

  it('are sent evenly over the window where the rate would be too slow', () => {
    const { add, sent, clock } = recalls('100/s', 10_000);
    add(10_100);
    expect(sent()).toBe(100);
    for (let second = 1; second <= 10; second += 1) {
      const before = sent();
      clock.advance(1_000);
      expect(sent() - before).toBeGreaterThanOrEqual(900);
      expect(sent() - before).toBeLessThanOrEqual(1_100);
    }
    expect(sent()).toBe(10_100);
  });

  it('are all sent by the end of the window, also when others come later', () => {
    const { add, sent, clock } = recalls('10/s', 1_000);
    add(510);
    clock.advance(500);
    add(500);
    clock.advance(1_050);
    expect(sent()).toBe(1_010);
    add(1);
    clock.advance(100);
    expect(sent()).toBe(1_011);
  });

  it('stay when the server ends, which sends them away itself', () => {
    const { add, sent, clock, stop } = recalls('10/s', 1_000);
    add(20);
    stop();
    clock.advance(10_000);
    expect(sent()).toBe(10);
  });
});
