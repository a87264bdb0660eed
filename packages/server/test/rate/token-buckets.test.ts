import { describe, expect, it } from 'vitest';
import { TokenBucket } from '../../src/rate/token-bucket.ts';
import { TokenBuckets } from '../../src/rate/token-buckets.ts';
import { toRate } from '../../src/units.ts';
import { ManualClock } from '../manual-clock.ts';

const times = (count: number, take: () => boolean): number =>
  Array.from({ length: count }, take).filter(Boolean).length;

describe('a token bucket', () => {
  it('lets a full one through at once, then as many as come back in time', () => {
    const clock = new ManualClock();
    const bucket = new TokenBucket();
    const rate = toRate('60/m');
    expect(times(100, () => bucket.take(rate, clock.now()))).toBe(60);
    clock.advance(999);
    expect(bucket.take(rate, clock.now())).toBe(false);
    clock.advance(1);
    expect(times(9, () => bucket.take(rate, clock.now()))).toBe(1);
    clock.advance(10_000);
    expect(times(100, () => bucket.take(rate, clock.now()))).toBe(10);
    clock.advance(3_600_000);
    expect(times(100, () => bucket.take(rate, clock.now()))).toBe(60);
  });

  it('takes another rate from one moment to the next', () => {
    const clock = new ManualClock();
    const bucket = new TokenBucket();
    expect(times(9, () => bucket.take(toRate('2/s'), clock.now()))).toBe(2);
    expect(times(9, () => bucket.take(toRate('5/s'), clock.now()))).toBe(3);
    expect(times(9, () => bucket.take(toRate('1/h'), clock.now()))).toBe(0);
    clock.advance(3_600_000);
    expect(times(9, () => bucket.take(toRate('1/h'), clock.now()))).toBe(1);
  });

  it('gives nothing for time that was set back', () => {
    let now = 1_000_000;
    const bucket = new TokenBucket();
    expect(times(9, () => bucket.take(toRate('2/s'), now))).toBe(2);
    now -= 60_000;
    expect(bucket.take(toRate('2/s'), now)).toBe(false);
    now += 500;
    expect(times(9, () => bucket.take(toRate('2/s'), now))).toBe(1);
  });
});

describe('buckets of many', () => {
  it('know each from the others, and forget who was quiet for the longest time', () => {
    const buckets = new TokenBuckets(new ManualClock());
    const take = (key: string): boolean => buckets.take(key, { amount: 1, perMs: 60_000 }, 6);
    expect([take('a'), take('b'), take('a'), take('__proto__')]).toEqual([true, true, false, true]);
    expect([take('b'), take('c'), take('b'), take('d')]).toEqual([false, true, false, true]);
    // `a` and `__proto__` were forgotten, so that there are never more than six.
    expect(buckets.size).toBe(3);
    expect([take('b'), take('c'), take('d'), take('a')]).toEqual([false, false, false, true]);
  });

  it('stay as many as they may be, whoever comes', () => {
    const buckets = new TokenBuckets(new ManualClock());
    for (let n = 0; n < 100_000; n += 1) {
      buckets.take(`2001:db8:${n}`, { amount: 1, perMs: 60_000 }, 1000);
      expect(buckets.size).toBeLessThanOrEqual(1000);
    }
    expect(buckets.size).toBeGreaterThanOrEqual(500);
  });
});
