import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tally } from '../../src/web/tally.ts';

describe('a tally', () => {
  test('finds nothing wrong when all came once and in order', () => {
    expect(tally([1, 2, 3], [1, 2, 3])).toEqual({ sent: 3, seen: 3, lost: 0, twice: 0, inOrder: true });
  });

  test('counts what is missing, what came again and a wrong order', () => {
    expect(tally([1, 2, 3, 4], [3, 1, 1, 1])).toEqual({
      sent: 4,
      seen: 2,
      lost: 2,
      twice: 2,
      inOrder: false,
    });
  });

  test('does not look at what was never promised', () => {
    expect(tally(['a', 'b'], ['x', 'a', 'x', 'b'])).toEqual(tally(['a', 'b'], ['a', 'b']));
  });

  test('accounts for every promise and every sight, whatever was seen', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30)), fc.array(fc.nat(30)), (promised, seen) => {
        const { sent, lost, twice, seen: different } = tally(promised, seen);
        expect(different + lost).toBe(sent);
        expect(different + twice).toBe(seen.filter((entry) => promised.includes(entry)).length);
      }),
    );
  });
});
