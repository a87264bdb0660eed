import fc from 'fast-check';
import { expect, it } from 'vitest';
import { channelTable } from '../../src/admin/tables.ts';
import type { Site } from '../../src/site/site.ts';

const siteWith = (channels: readonly (readonly [string, number])[]) =>
  ({ hub: { occupied: () => channels } }) as unknown as Site;

it('a page of a table is that part of all rows in order, whatever is looked for', () => {
  const channels = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[ab12]{1,4}$/), fc.nat(5)), {
    selector: ([name]) => name,
    maxLength: 30,
  });
  const query = fc.record({
    search: fc.constantFrom('', 'a', '1'),
    sort: fc.constantFrom('channel' as const, 'listeners' as const),
    descending: fc.boolean(),
    offset: fc.nat(12),
    limit: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(channels, query, (rows, wanted) => {
      const site = siteWith(rows);
      const all = channelTable(site, { ...wanted, offset: 0, limit: 200 });
      const page = channelTable(site, wanted);
      expect(page.total).toBe(rows.filter(([name]) => name.includes(wanted.search)).length);
      expect(all.rows).toHaveLength(page.total);
      expect(page.rows).toEqual(all.rows.slice(wanted.offset, wanted.offset + wanted.limit));
      const counts = all.rows.map(({ listeners }) => listeners);
      if (wanted.sort === 'listeners') {
        expect(counts).toEqual(counts.toSorted((a, b) => (wanted.descending ? b - a : a - b)));
      }
    }),
  );
});

it('numbers come in their order, and before names', () => {
  const names = ['1a', '11', '2', 'b', '02', '9'];
  const site = siteWith(names.map((name) => [name, 1]));
  const { rows } = channelTable(site, {
    search: '',
    sort: 'channel',
    descending: false,
    offset: 0,
    limit: 5,
  });
  expect(rows.map(({ channel }) => channel)).toEqual(['02', '2', '9', '11', '1a']);
});
