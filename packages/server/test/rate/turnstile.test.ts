import { describe, expect, it } from 'vitest';
import { Turnstile } from '../../src/rate/turnstile.ts';
import { toRate } from '../../src/units.ts';
import { ManualClock } from '../manual-clock.ts';

/** Everybody comes at once; tells who was let in at which millisecond, and who was sent away. */
async function storm(count: number, rate: string, longestMs: number, lagMs = 0) {
  const clock = new ManualClock();
  const turnstile = new Turnstile(clock);
  const start = clock.now();
  const order: number[] = [];
  const times: number[] = [];
  const away: number[] = [];
  const all = Array.from({ length: count }, async (_, n) => {
    if (await turnstile.pass(() => toRate(rate), longestMs)) {
      order.push(n);
      times.push(clock.now() - start);
    } else {
      away.push(n);
    }
  });
  for (let ms = 0; ms < 2 * longestMs + 1_000; ms += 10 + lagMs) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.spend(lagMs);
    clock.advance(10);
  }
  await Promise.all(all);
  return { order, times, away };
}

describe('a turnstile', () => {
  it('lets a crowd in evenly, in the order in which it came', async () => {
    const { order, times, away } = await storm(1_000, '500/s', 3_000);
    expect(away).toEqual([]);
    expect(order).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    const perWindow = Array.from(
      { length: 20 },
      (_, window) => times.filter((ms) => Math.floor(ms / 100) === window).length,
    );
    expect(perWindow).toEqual(Array.from({ length: 20 }, () => 50));
  });

  it('sends those away at once whose turn would not come in time', async () => {
    const { order, times, away } = await storm(1_000, '100/s', 2_000);
    expect(away.length).toBe(1_000 - 5 - 200);
    expect(away[0]).toBe(205);
    expect(order.length).toBe(205);
    expect(Math.max(...times)).toBeLessThanOrEqual(2_050);
  });

  it('lets no more in at once because it was late', async () => {
    const { times } = await storm(600, '1000/s', 3_000, 200);
    const together = new Map<number, number>();
    for (const ms of times) {
      together.set(ms, (together.get(ms) ?? 0) + 1);
    }
    expect(Math.max(...together.values())).toBe(50);
  });

  it.each(['3/s', '90/m', '2/s'])('lets one in, and then one after the other, at %s', async (rate) => {
    const { order, times } = await storm(4, rate, 10_000);
    const { amount, perMs } = toRate(rate);
    expect(order).toEqual([0, 1, 2, 3]);
    for (const [n, ms] of times.entries()) {
      expect(ms).toBeGreaterThanOrEqual((n * perMs) / amount - 1);
      expect(ms).toBeLessThanOrEqual((n * perMs) / amount + 50 * n);
    }
  });

  it('takes another rate from one moment to the next, also for those who wait', async () => {
    const clock = new ManualClock();
    const turnstile = new Turnstile(clock);
    let rate = toRate('1/s');
    let isIn = 0;
    const all = Array.from({ length: 10 }, async () => {
      await turnstile.pass(() => rate, 60_000);
      isIn += 1;
    });
    rate = toRate('1000/s');
    clock.advance(50);
    await Promise.all(all);
    expect(isIn).toBe(10);
  });
});
