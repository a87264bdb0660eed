import type { Line } from '@drupal-nodejs/chatroom/feed';
import { describe, expect, test } from 'vitest';
import { groupLines } from '../../src/web/frame/line-groups.ts';

const minute = 60_000;

function line(seq: number, uid: number, minutes: number): Line {
  return {
    seq,
    changed: seq,
    mid: seq,
    client_id: `line-${seq}`,
    uid,
    name: uid === 2 ? 'Alice' : 'Bob',
    kind: 'text',
    body: `line ${seq}`,
    html: `<p>line ${seq}</p>`,
    created: minutes * minute,
  };
}

describe('the lines of a room', () => {
  test('stand under one head while one author goes on writing', () => {
    const groups = groupLines([line(1, 2, 0), line(2, 2, 1), line(3, 3, 2), line(4, 2, 2)]);
    expect(groups.map(({ name, lines }) => [name, lines.length])).toEqual([
      ['Alice', 2],
      ['Bob', 1],
      ['Alice', 1],
    ]);
  });

  test('get a new head after a pause of five minutes, counted from the line before', () => {
    const groups = groupLines([line(1, 2, 0), line(2, 2, 4), line(3, 2, 8), line(4, 2, 13)]);
    expect(groups.map(({ lines }) => lines.length)).toEqual([3, 1]);
  });
});
