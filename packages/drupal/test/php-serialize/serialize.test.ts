import { spawnSync } from 'node:child_process';
import { PhpFloat, type PhpInput, serialize, unserialize } from '@drupal-nodejs/drupal';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { values } from './vectors.ts';

const hasPhp = spawnSync('php', ['-v']).status === 0;

/** Any data that has one form in PHP: an empty Map would come back as a list. */
const { data } = fc.letrec<{ data: PhpInput }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
    fc.string({ unit: 'binary' }),
    fc.array(tie('data'), { maxLength: 4 }),
    fc
      .dictionary(fc.string({ unit: 'binary' }), tie('data'), { minKeys: 1, maxKeys: 4 })
      .map((record) => new Map(Object.entries(record)))
      .filter((map) => !map.has('0') && ![...map.keys()].some((key) => /^-?[1-9]\d*$/.test(key))),
  ),
}));

describe('serialize', () => {
  it.each([
    ['ints', 5, 'i:5;'],
    ['a negative zero as a float', -0, 'd:-0;'],
    ['a whole float', new PhpFloat(1), 'd:1;'],
    ['ints beyond 2^53 as floats', 2 ** 60, 'd:1.152921504606847E+18;'],
    ['bigints as ints', 2n ** 60n, 'i:1152921504606846976;'],
    ['strings by bytes', 'ü', 's:2:"ü";'],
    ['lists', ['a', true, null], 'a:3:{i:0;s:1:"a";i:1;b:1;i:2;N;}'],
    ['objects as maps', { uid: '1' }, 'a:1:{s:3:"uid";s:1:"1";}'],
    [
      'keys as PHP holds them',
      new Map([
        ['5', 1],
        ['05', 2],
        ['-0', 3],
        ['9223372036854775808', 4],
      ]),
      'a:4:{i:5;i:1;s:2:"05";i:2;s:2:"-0";i:3;s:19:"9223372036854775808";i:4;}',
    ],
  ] satisfies [string, PhpInput, string][])('writes %s', (_name, value, text) => {
    expect(serialize(value).toString()).toBe(text);
  });

  it.each(values.filter(({ name }) => /float|infinity|not a number|pi/.test(name)))(
    'spells floats as PHP does: $name',
    ({ bytes }) => {
      expect(serialize(new PhpFloat(unserialize(bytes) as number)).toString()).toBe(bytes.toString());
    },
  );

  it.each([
    ['half a surrogate pair', '\ud800'],
    ['an int of 65 bits', 2n ** 64n],
    ['a fraction as key', new Map([[0.5, 1]])],
  ] satisfies [string, PhpInput][])('refuses %s', (_name, value) => {
    expect(() => serialize(value)).toThrow(expect.objectContaining({ code: 'PHP_SERIALIZE_VALUE' }));
  });

  it('refuses what holds itself', () => {
    const list: PhpInput[] = [];
    list.push(list);
    expect(() => serialize(list)).toThrow(expect.objectContaining({ code: 'PHP_SERIALIZE_VALUE' }));
  });

  it('writes what unserialize reads back', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(unserialize(serialize(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it.skipIf(!hasPhp)('writes what PHP itself writes of it (needs php on the PATH)', () => {
    const written = fc.sample(data, 1000).map((value) => serialize(value).toString('base64'));
    const script =
      'foreach (file("php://stdin", 2) as $l) echo base64_encode(serialize(unserialize(base64_decode($l)))), "\\n";';
    const php = spawnSync('php', ['-r', script], { input: written.join('\n'), maxBuffer: 64 * 1024 * 1024 });
    expect(php.stderr.toString()).toBe('');
    expect(php.stdout.toString().trim().split('\n')).toEqual(written);
  });
});
