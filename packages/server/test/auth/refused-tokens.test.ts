import { expect, it } from 'vitest';
import { RefusedTokens } from '../../src/auth/refused-tokens.ts';
import { ManualClock } from '../manual-clock.ts';

it('keeps no more refused tokens than it may, the newest, and none for longer than it may', () => {
  const clock = new ManualClock();
  const refused = new RefusedTokens(clock, 1_000, 2);
  refused.add('a');
  refused.add('b');
  refused.add('a');
  refused.add('c');
  expect(['a', 'b', 'c', '__proto__'].map((token) => refused.has(token))).toEqual([true, false, true, false]);
  clock.advance(1_000);
  expect(['a', 'c'].map((token) => refused.has(token))).toEqual([false, false]);
});
