import { describe, expect, test } from 'vitest';
import { judge, type PageCount } from '../../src/web/page/break-it/outcome.ts';
import { tally } from '../../src/web/tally.ts';

const promised = [1, 2, 3, 4];
const lines = ['line-a', 'line-b'];

function page(name: string, seen: readonly number[], more: Partial<PageCount> = {}): PageCount {
  return {
    name,
    numbers: tally(promised, seen),
    lines: tally(lines, lines),
    lineOrder: lines,
    isWhole: true,
    ...more,
  };
}

describe('the verdict on a run', () => {
  test('is good only when every page has everything once and in order', () => {
    const outcome = judge([page('Alice', promised), page('Bob', promised)], 0, '');
    expect(outcome.kind).toBe('good');
    expect(outcome.headline).toBe('0 lost, 0 twice');
  });

  test('is a mark when what is lost was told to the page that lost it', () => {
    const outcome = judge([page('Alice', promised), page('Bob', [1, 4], { isWhole: false })], 0, '');
    expect(outcome.kind).toBe('marked');
    expect(outcome.headline).toContain('state lost');
    expect(outcome.detail).toContain('Bob saw 2 of 4 numbers');
  });

  test('is bad when a page lost something and was not told', () => {
    const outcome = judge([page('Alice', [1, 2, 4]), page('Bob', [1], { isWhole: false })], 0, '');
    expect(outcome.kind).toBe('bad');
    expect(outcome.headline).toBe('4 lost, 0 twice');
  });

  test('is bad for a double, a wrong order, a lost chat line and two orders of chat lines', () => {
    const alice = page('Alice', promised);
    const bad = [
      page('Bob', [1, 2, 2, 3, 4]),
      page('Bob', [1, 3, 2, 4]),
      page('Bob', promised, { lines: tally(lines, ['line-a']), lineOrder: ['line-a'] }),
      page('Bob', promised, { lineOrder: ['line-b', 'line-a'] }),
    ];
    for (const bob of bad) expect(judge([alice, bob], 0, '').kind).toBe('bad');
  });

  test('says how many could not be sent', () => {
    expect(judge([page('Alice', promised)], 3, '').detail).toContain('3 numbers could not be sent');
  });
});
