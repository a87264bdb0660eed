import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Keys } from '../src/keys.ts';
import { slotOf } from '../src/store/slot.ts';

// As the configuration and the protocol let them be, with what could end a name early as often as not.
const text = (characters: string) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 6 });
const place = fc.record({
  prefix: text('ab.-_0'),
  database: fc.constantFrom(0, 1, 10),
  site: text('ab.-_0'),
});
const channel = text('{}:ab0~mhpq*');
const key = fc.string({ unit: fc.constantFrom(...'{}:ab0 \n'), maxLength: 4 });
const server = text('ab0-~');

describe('names in Redis', () => {
  it('of a channel all live in one slot of a Cluster, whatever braces the channel has', () => {
    fc.assert(
      fc.property(place, channel, key, server, (at, name, id, who) => {
        const slots = new Set(namesOf({ ...at, channel: name, key: id, server: who }).map(slotOf));
        expect(slots.size).toBe(1);
      }),
    );
  });

  it('are never the same for two channels, sites, prefixes or databases', () => {
    fc.assert(
      fc.property(place, place, channel, channel, key, key, server, (a, b, x, y, k, l, who) => {
        fc.pre(JSON.stringify([a, x]) !== JSON.stringify([b, y]));
        const others = new Set(namesOf({ ...b, channel: y, key: l, server: who }));
        const own = namesOf({ ...a, channel: x, key: k, server: who });
        expect(own.filter((name) => others.has(name))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

function namesOf(of: {
  readonly prefix: string;
  readonly database: number;
  readonly site: string;
  readonly channel: string;
  readonly key: string;
  readonly server: string;
}): string[] {
  const keys = new Keys(of.prefix, of.database, of.site);
  return [
    keys.meta(of.channel),
    keys.list(of.channel),
    keys.published(of.channel, of.key),
    keys.present(of.channel),
    keys.presentAt(of.channel, of.server),
    keys.pushes(of.channel),
  ];
}
