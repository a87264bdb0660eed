import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SharedTimers } from '../src/shared-timers.ts';

describe('shared timers', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('run every task no earlier than asked, and at most a tick later', () => {
    const timers = new SharedTimers(250);
    const begin = performance.now();
    const ran: number[] = [];
    const delays = Array.from({ length: 100 }, (_, n) => 2_000 + n * 37);
    for (const delay of delays) {
      timers.schedule(delay, () => ran.push(performance.now() - begin - delay));
    }
    vi.advanceTimersByTime(60_000);
    expect(ran).toHaveLength(100);
    expect(Math.min(...ran)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ran)).toBeLessThanOrEqual(251);
  });

  it('run an object again and again that schedules itself', () => {
    const timers = new SharedTimers(250);
    const beat = {
      count: 0,
      run() {
        this.count += 1;
        timers.schedule(5_000, this);
      },
    };
    const timer = timers.schedule(5_000, beat);
    vi.advanceTimersByTime(26_500);
    timer.cancel();
    vi.advanceTimersByTime(5_000);
    expect(beat.count).toBe(6);
  });

  it('take one timer of the platform for all that fall due in a tick, and none when all are called off', () => {
    const timers = new SharedTimers(250);
    const set = Array.from({ length: 1_000 }, (_, n) => timers.schedule(25_000 + n / 4, () => undefined));
    expect(vi.getTimerCount()).toBeLessThanOrEqual(2);
    for (const timer of set) {
      timer.cancel();
    }
    expect(vi.getTimerCount()).toBe(0);
  });

  it('run what is left of a tick when most of it was called off, before and while it runs', () => {
    const timers = new SharedTimers(250);
    const ran: number[] = [];
    const set = Array.from({ length: 10 }, (_, n) =>
      timers.schedule(5_000, () => {
        ran.push(n);
        set[8]?.cancel();
      }),
    );
    for (const n of [0, 1, 2, 4, 5, 6, 9]) {
      set[n]?.cancel();
    }
    vi.advanceTimersByTime(6_000);
    expect(ran).toEqual([3, 7]);
  });

  it('don’t run what is called off by another task of the same tick', () => {
    const timers = new SharedTimers(250);
    const ran: string[] = [];
    timers.schedule(5_000, () => {
      ran.push('first');
      second.cancel();
      second.cancel();
    });
    const second = timers.schedule(5_000, () => ran.push('second'));
    timers.schedule(5_000, () => ran.push('third'));
    vi.advanceTimersByTime(6_000);
    expect(ran).toEqual(['first', 'third']);
  });
});
