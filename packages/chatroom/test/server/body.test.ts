import { ChatErrorCode } from '@drupal-nodejs/chatroom';
import { describe, expect, it } from 'vitest';
import { normaliseBody } from '../../src/server/lines/body.ts';

describe('the text of a line', () => {
  it.each([
    ['  hello \n', 'hello'],
    ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
    ['tab\there', 'tab\there'],
    ['👩‍👩‍👧 مرحبا', '👩‍👩‍👧 مرحبا'],
    ['𝄞'.repeat(10), '𝄞'.repeat(10)],
  ])('%j is kept as %j', (text, body) => {
    expect(normaliseBody(text, 10 + text.length / 2)).toBe(body);
  });

  it('may have exactly as many characters as allowed, whatever their bytes', () => {
    expect(normaliseBody('𝄞'.repeat(10), 10)).toHaveLength(20);
  });

  it.each([
    ['nothing', '', ChatErrorCode.emptyLine],
    ['only spaces', ' \n\t \u00a0', ChatErrorCode.emptyLine],
    ['a NUL', 'a\0b', ChatErrorCode.controlCharacter],
    ['an escape sequence', 'a\u001b[31mb', ChatErrorCode.controlCharacter],
    ['a C1 control', 'a\u0085b', ChatErrorCode.controlCharacter],
    ['half a surrogate pair', 'a\ud834b', ChatErrorCode.controlCharacter],
    ['one character too many', '𝄞'.repeat(11), ChatErrorCode.lineTooLong],
    ['a megabyte', 'x'.repeat(1_000_000), ChatErrorCode.lineTooLong],
  ])('is refused with %s', (_, text, code) => {
    expect(() => normaliseBody(text, 10)).toThrow(expect.objectContaining({ code }));
  });

  it('says by how much it is too long', () => {
    expect(() => normaliseBody('x'.repeat(12), 10)).toThrow('12 characters, at most 10');
  });
});
