import type { Disconnect } from '@drupal-nodejs/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { Heartbeat, type Patient } from '../../src/connection/heartbeat.ts';
import { readLimits } from '../../src/limits.ts';
import { ManualClock } from '../manual-clock.ts';
import { testOptions } from '../running-server.ts';

const limits = {
  ...readLimits(testOptions({}).limits),
  connectTimeoutMs: 5_000,
  pingMs: 25_000,
  pongMs: 8_000,
};

describe('a heartbeat', () => {
  let clock: ManualClock;
  let begunAt: number;
  let seen: string[];

  function patient(hasPongs: boolean): Patient {
    const note = (what: string | number): unknown => seen.push(`${(clock.now() - begunAt) / 1000} ${what}`);
    return {
      host: { clock, limits, random: () => 0.4 },
      hasPongs,
      ping: () => note('ping'),
      close: ({ code }: Disconnect) => note(code),
    };
  }

  beforeEach(() => {
    clock = new ManualClock();
    begunAt = clock.now();
    seen = [];
  });

  it('gives up who doesn’t say who it is', () => {
    new Heartbeat(patient(true)).hear();
    clock.advance(60_000);
    expect(seen).toEqual(['5 3502']);
  });

  it('asks again and again who answers, and tells when it will', () => {
    const heartbeat = new Heartbeat(patient(true));
    heartbeat.begin();
    expect(heartbeat.dueInMs).toBe(10_000);
    for (const _ of [1, 2, 3]) {
      clock.advance(heartbeat.dueInMs);
      expect(heartbeat.dueInMs).toBe(25_000);
      clock.advance(7_000);
      heartbeat.hear();
      clock.advance(3_000);
      heartbeat.hear();
      expect(heartbeat.dueInMs).toBe(15_000);
    }
    expect(seen).toEqual(['10 ping', '35 ping', '60 ping']);
  });

  it('gives up who doesn’t answer in time, whatever it said before', () => {
    const heartbeat = new Heartbeat(patient(true));
    heartbeat.begin(1_000);
    heartbeat.hear();
    clock.advance(60_000);
    expect(seen).toEqual(['1 ping', '9 3012']);
  });

  it('only asks who can’t answer', () => {
    new Heartbeat(patient(false)).begin();
    clock.advance(60_000);
    expect(seen).toEqual(['10 ping', '35 ping', '60 ping']);
  });

  it('is still once it is stopped, in each of its states', () => {
    const silent = new Heartbeat(patient(true));
    silent.stop();
    const asked = new Heartbeat({ ...patient(true), ping: () => asked.stop() });
    asked.begin();
    const answered = new Heartbeat({ ...patient(true), ping: () => answered.hear() });
    answered.begin();
    clock.advance(20_000);
    answered.stop();
    clock.advance(60_000);
    expect(seen).toEqual([]);
  });
});
