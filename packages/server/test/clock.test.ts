import { afterEach, describe, expect, it, vi } from 'vitest';
import { momentOf } from '../src/clock.ts';
import { systemClock } from '../src/index.ts';

describe('the machine’s clock', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has a fraction and goes on', () => {
    const times = Array.from({ length: 1000 }, () => systemClock.now());
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.some((time) => !Number.isInteger(time))).toBe(true);
  });

  it('follows when the time is set, or the machine slept', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    for (const shift of [3_600_000, -86_400_000]) {
      const time = Date.now() + shift;
      vi.setSystemTime(time);
      expect(Math.floor(systemClock.now())).toBe(time);
    }
  });

  it('agrees with the clock of whoever revokes, to the millisecond', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const time = Date.now();
    for (const shift of [-4, -1, 0, 1, 4]) {
      vi.setSystemTime(time + shift);
      expect(Math.floor(systemClock.now())).toBe(time + shift);
    }
  });

  it('runs functions and objects, now or later, but none that is called off', async () => {
    const ran: string[] = [];
    systemClock.schedule(5, () => ran.push('function'));
    systemClock.schedule(6, () => ran.push('called off')).cancel();
    await new Promise<void>((resolve) => {
      systemClock.schedule(20, { run: resolve });
    });
    expect(ran).toEqual(['function']);
  });

  it('does not end a delay at once because it is longer than timers can be', async () => {
    const done: string[] = [];
    const timer = systemClock.schedule(30 * 86_400_000, () => done.push('long'));
    await new Promise<void>((resolve) => {
      systemClock.schedule(20, resolve);
    });
    timer.cancel();
    expect(done).toEqual([]);
  });
});

describe('a moment', () => {
  it('is one time for all that happens in one go, and another for what comes after something awaited', async () => {
    let time = 0;
    const moment = momentOf({
      now: () => {
        time += 1;
        return time;
      },
    });
    expect([moment(), moment(), moment()]).toEqual([1, 1, 1]);
    await undefined;
    expect([moment(), moment()]).toEqual([2, 2]);
  });
});
