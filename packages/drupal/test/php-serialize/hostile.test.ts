import { DrupalError, unserialize } from '@drupal-nodejs/drupal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { values } from './vectors.ts';

function codeOf(text: string | Uint8Array): string {
  try {
    unserialize(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    if (error instanceof DrupalError) return error.code;
    throw error;
  }
  return 'read';
}

describe('unserialize on hostile bytes', () => {
  it.each([
    ['nothing', ''],
    ['an unknown type', 'x:1;'],
    ['an escaped string of PHP 6', 'S:1:"\\61";'],
    ['a length beyond the end', 's:100:"a";'],
    ['a length of 2^40', 's:1099511627776:"a";'],
    ['a negative length', 's:-1:"a";'],
    ['a length one short', 's:2:"abc";'],
    ['an array of a billion', 'a:1000000000:{i:0;i:0;}'],
    ['an array that lacks entries', 'a:2:{i:0;i:1;}'],
    ['an array as key', 'a:1:{a:0:{}i:1;}'],
    ['an int of 65 bits', 'i:99999999999999999999;'],
    ['an int in words', 'i:five;'],
    ['a bool of 2', 'b:2;'],
    ['a bool of two digits', 'b:01;'],
    ['a bool of none', 'b:;'],
    ['a float in hex', 'd:0x10;'],
    ['a number without end', `i:${'1'.repeat(5000)};`],
    ['a reference to nothing', 'a:1:{i:0;r:9;}'],
    ['a reference to value 0', 'a:1:{i:0;R:0;}'],
    ['a reference to itself', 'R:1;'],
    ['an array in itself', 'a:1:{i:0;R:1;}'],
    ['an enum without case', 'E:3:"Foo";'],
    ['an object without a name', 'O:"";'],
    ['bytes behind the value', 'i:1;i:2;'],
  ])('refuses %s', (_name, text) => {
    expect(codeOf(text)).toBe('PHP_SERIALIZE_MALFORMED');
  });

  it('checks a length before it cuts anything out', () => {
    expect(() => unserialize(Buffer.from('s:100:"a";'))).toThrow('100 bytes announced at byte 7, 3 left');
  });

  it('refuses 10,000 levels without a deep stack', () => {
    expect(codeOf('a:1:{i:0;'.repeat(10_000))).toBe('PHP_SERIALIZE_LIMIT');
    expect(codeOf('O:1:"A":1:{i:0;'.repeat(10_000))).toBe('PHP_SERIALIZE_LIMIT');
  });

  it('keeps to the limits it is given', () => {
    const list = Buffer.from('a:3:{i:0;i:1;i:1;i:2;i:2;a:1:{i:0;i:3;}}');
    expect(() => unserialize(list, { maxBytes: 10 })).toThrow('at most 10 bytes');
    expect(() => unserialize(list, { maxDepth: 1 })).toThrow('at most 1 levels');
    expect(() => unserialize(list, { maxElements: 4 })).toThrow('too many values');
    expect(unserialize(list, { maxBytes: 40, maxDepth: 2, maxElements: 5 })).toEqual([1, 2, [3]]);
  });

  it('refuses every cut of what PHP wrote', () => {
    for (const { bytes } of values) {
      for (let length = 0; length < bytes.length; length++) {
        expect(codeOf(bytes.subarray(0, length)), bytes.toString('latin1', 0, length)).toBe(
          'PHP_SERIALIZE_MALFORMED',
        );
      }
    }
  });

  it('answers any bytes with a value or a coded error', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...values), fc.nat(), fc.uint8Array({ maxLength: 4 }))
      .map(([{ bytes }, at, patch]) => {
        const copy = Buffer.from(bytes);
        copy.set(patch.subarray(0, copy.length - (at % copy.length)), at % copy.length);
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 64 })), (bytes) => {
        expect(['read', 'PHP_SERIALIZE_MALFORMED', 'PHP_SERIALIZE_LIMIT']).toContain(codeOf(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
