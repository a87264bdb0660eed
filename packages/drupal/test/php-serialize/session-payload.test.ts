import { decodeSession, encodeSession } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { describePairs } from './describe-value.ts';
import { sessions } from './vectors.ts';

describe('a session payload', () => {
  it.each(sessions)('is read as PHP wrote it: $name', ({ bytes, value }) => {
    expect(describePairs(decodeSession(bytes))).toEqual(value);
  });

  it('shares objects between its keys', () => {
    const session = decodeSession(Buffer.from('a|O:1:"A":0:{}b|r:1;'));
    expect(session.get('b')).toBe(session.get('a'));
  });

  it('is written as PHP writes it', () => {
    const written = sessions.find(({ name }) => name === 'logged in (php)')?.bytes.toString();
    const session = encodeSession(
      new Map([
        ['_sf2_attributes', { uid: '7', check_logged_in: true }],
        ['_sf2_meta', { u: 1700000000, c: 1700000000, l: 2000000, s: 'seed' }],
      ]),
    );
    expect(session.toString()).toBe(written);
  });

  it.each([
    ['a key without value', 'uid|'],
    ['text without a key', 'uid'],
    ['a value that is cut', 'uid|s:1:"'],
    ['a key that is not UTF-8', '\xff|N;'],
    ['a list that is no session', 'a:1:{'],
  ])('is refused when it holds %s', (_name, text) => {
    expect(() => decodeSession(Buffer.from(text, 'latin1'))).toThrow(
      expect.objectContaining({ code: 'PHP_SERIALIZE_MALFORMED' }),
    );
  });

  it.each([['a|b'], ['']])('is not written with the key "%s"', (key) => {
    expect(() => encodeSession(new Map([[key, 1]]))).toThrow(
      expect.objectContaining({ code: 'PHP_SERIALIZE_VALUE' }),
    );
  });
});
