import { expect, it } from 'vitest';
import { ReplyReader } from '../../src/store/reply-reader.ts';

const bytes = Buffer.from(
  [
    '+OK\r\n',
    '-ERR no\r\n',
    ':-7\r\n',
    '$-1\r\n',
    '*-1\r\n',
    '$0\r\n\r\n',
    '*3\r\n$8\r\nsmessage\r\n$1\r\nc\r\n$9\r\ná\r\n€\r\n\r\n',
    '*2\r\n*1\r\n:1\r\n*0\r\n',
  ].join(''),
);
const replies = ['OK', new Error('ERR no'), -7, null, null, '', ['smessage', 'c', 'á\r\n€\r\n'], [[1], []]];

it('replies that come in two pieces, wherever they are cut', () => {
  for (let n = 0; n <= bytes.length; n += 1) {
    const reader = new ReplyReader();
    expect([...reader.read(bytes.subarray(0, n)), ...reader.read(bytes.subarray(n))]).toEqual(replies);
  }
});

it('replies that come byte by byte', () => {
  const reader = new ReplyReader();
  expect(Array.from(bytes, (byte) => reader.read(Buffer.of(byte))).flat()).toEqual(replies);
});

it('a long text in many pieces, and what comes behind it', () => {
  const text = 'x'.repeat(1_000_000);
  const all = Buffer.from(`*1\r\n$${text.length}\r\n${text}\r\n:1\r\n`);
  const reader = new ReplyReader();
  const read = [];
  for (let at = 0; at < all.length; at += 1_000) {
    read.push(...reader.read(all.subarray(at, at + 1_000)));
  }
  expect(read).toEqual([[text], 1]);
});

it('refuses what no Redis says', () => {
  expect(() => new ReplyReader().read(Buffer.from('HTTP/1.1 400\r\n'))).toThrow('found “H”');
});
