import { PhpObject, unserialize } from '@drupal-nodejs/drupal';
import { describe, expect, it } from 'vitest';
import { describeValue } from './describe-value.ts';
import { bytesOf, values } from './vectors.ts';

describe('unserialize', () => {
  it.each(values)('reads what PHP wrote: $name', ({ bytes, value }) => {
    expect(describeValue(unserialize(bytes))).toEqual(value);
  });

  it('keeps one object one object wherever PHP refers to it', () => {
    const [first, second] = unserialize(bytesOf('same object twice')) as unknown[];
    expect(first).toBeInstanceOf(PhpObject);
    expect(second).toBe(first);
  });

  it('reads an object that holds itself', () => {
    const object = unserialize(Buffer.from('O:1:"A":1:{s:4:"self";r:1;}'));
    expect(object).toBeInstanceOf(PhpObject);
    expect((object as PhpObject).properties.get('self')).toBe(object);
  });

  it('lets no key reach a prototype', () => {
    const map = unserialize(bytesOf('keys of JavaScript')) as Map<string, unknown>;
    expect(map.get('__proto__')).toEqual(new Map([['polluted', true]]));
    expect(Object.getPrototypeOf(map)).toBe(Map.prototype);
    expect('polluted' in {}).toBe(false);
  });

  it('knows one integer zero only, as PHP does', () => {
    expect(unserialize(Buffer.from('i:-0;'))).toBe(0);
  });

  it('gives out copies, so that the input may be reused', () => {
    const input = Buffer.from('s:2:"\xff\xfe";', 'latin1');
    const value = unserialize(input);
    input.fill(0);
    expect(value).toEqual(Buffer.from([0xff, 0xfe]));
  });
});
