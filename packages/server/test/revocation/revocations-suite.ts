import { describe, expect, it } from 'vitest';
import type { Revocations } from '../../src/revocation/revocations.ts';

/** Revocations under test, which keep marks for an hour, with time in the test's hands. */
export interface RevocationsUnderTest {
  readonly revocations: Revocations;
  /** Now, in seconds since 1970. */
  readonly now: number;
  advance(ms: number): Promise<void>;
}

/** What all revocations promise. */
export function revocationsSuite(name: string, create: () => Promise<RevocationsUnderTest>): void {
  describe(`${name} as revocations`, () => {
    it('find the mark that ends what was granted before it, and nothing that was granted after', async () => {
      const { revocations, now } = await create();
      const mark = { user: '7', mode: 'refresh', at: now + 0.25 } as const;
      await revocations.add(mark);
      expect(revocations.find({ user: '7', issuedAt: now })).toEqual(mark);
      expect(revocations.find({ user: '7', issuedAt: now + 0.25 })).toBeUndefined();
      expect(revocations.find({ user: '8', issuedAt: now })).toBeUndefined();
      expect(revocations.isCurrent()).toBe(true);
    });

    it('hold a mark on a session or a channel against these alone, and an end before a refresh', async () => {
      const { revocations, now } = await create();
      const session = { user: '7', sid: 's', mode: 'refresh', at: now } as const;
      const channel = { user: '7', channel: 'x', mode: 'end', at: now } as const;
      await revocations.add(session);
      await revocations.add(channel);
      const grant = { user: '7', issuedAt: now - 1 };
      expect(revocations.find(grant)).toBeUndefined();
      expect(revocations.find({ ...grant, sid: 's' })).toEqual(session);
      expect(revocations.find({ ...grant, sid: 's' }, ['x'])).toEqual(channel);
      expect(revocations.find({ ...grant, sid: 't' }, ['y'])).toBeUndefined();
    });

    it('let a newer mark stand, whichever comes last', async () => {
      const { revocations, now } = await create();
      for (const at of [now, now + 2, now + 1]) {
        await revocations.add({ user: '7', mode: 'end', at });
      }
      expect(revocations.find({ user: '7', issuedAt: now + 1.5 })?.at).toBe(now + 2);
    });

    it('forget a mark when no token can be as old, not before', async () => {
      const { revocations, now, advance } = await create();
      await revocations.add({ user: '7', mode: 'end', at: now });
      await advance(3_500_000);
      await revocations.add({ user: '8', mode: 'end', at: now + 3_500 });
      expect(revocations.find({ user: '7', issuedAt: now - 1 })).toBeDefined();
      await advance(200_000);
      await revocations.add({ user: '8', mode: 'end', at: now + 3_700 });
      expect(revocations.find({ user: '7', issuedAt: now - 1 })).toBeUndefined();
    });

    it('keep users apart, whatever their names', async () => {
      const { revocations, now } = await create();
      const names = ['__proto__', 'constructor', '["7",null]', '7\n'];
      for (const user of names) {
        await revocations.add({ user, mode: 'end', at: now });
      }
      for (const user of names) {
        expect(revocations.find({ user, issuedAt: now - 1 })?.user).toBe(user);
      }
      expect(revocations.find({ user: '7', issuedAt: now - 1 })).toBeUndefined();
    });
  });
}
