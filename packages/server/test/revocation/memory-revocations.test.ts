import { expect, it } from 'vitest';
import { MemoryRevocations } from '../../src/revocation/memory-revocations.ts';
import { ManualClock } from '../manual-clock.ts';
import { revocationsSuite } from './revocations-suite.ts';

revocationsSuite('MemoryRevocations', async () => {
  const clock = new ManualClock();
  return {
    revocations: new MemoryRevocations(clock, 3_600_000),
    now: clock.now() / 1000,
    advance: async (ms) => clock.advance(ms),
  };
});

// Found by the simulator, seed 212780.
it('an older revocation that comes late takes back none of those that were loaded', async () => {
  const revocations = new MemoryRevocations(new ManualClock(), 60_000);
  const mark = { user: '7', mode: 'refresh' } as const;
  revocations.load([
    { ...mark, at: 1_800_000_001 },
    { ...mark, at: 1_800_000_009 },
  ]);
  await revocations.add({ ...mark, at: 1_800_000_002 });
  expect(revocations.find({ user: '7', issuedAt: 1_800_000_005 })).toMatchObject({ at: 1_800_000_009 });
});
