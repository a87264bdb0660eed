import { describe, expect, it } from 'vitest';
import type { Presence } from '../../src/presence/presence.ts';

const alice = { user: '7', client: 'a', conn_info: { name: 'Alice' } };
const alicesTab = { user: '7', client: 'b' };
const bob = { user: '8', client: 'c', chan_info: ['é\n'] };
const odd = ['__proto__', 'constructor', '}{', '{x}', 'x\n', 'x:y', ''];

/** What every presence promises. */
export function presenceSuite(name: string, create: () => Promise<Presence>): void {
  describe(`${name} as presence`, () => {
    it('lists who is in a channel, and counts clients and users', async () => {
      const presence = await create();
      for (const info of [alice, alicesTab, bob]) {
        await presence.add('x', info);
      }
      expect(await presence.list('x')).toEqual(
        new Map([
          ['a', alice],
          ['b', alicesTab],
          ['c', bob],
        ]),
      );
      expect(await presence.stats('x')).toEqual({ clients: 3, users: 2 });
    });

    it('takes a client once, however often it comes, and as it came last', async () => {
      const presence = await create();
      await presence.add('x', { user: '7', client: 'a' });
      await presence.add('x', alice);
      expect([...(await presence.list('x')).values()]).toEqual([alice]);
    });

    it('forgets who leaves, and nobody else', async () => {
      const presence = await create();
      await Promise.all([presence.add('x', alice), presence.add('x', bob), presence.add('y', alice)]);
      await presence.remove('x', 'a');
      await presence.remove('x', 'nobody');
      await presence.remove('z', 'a');
      expect([...(await presence.list('x')).keys()]).toEqual(['c']);
      expect([...(await presence.list('y')).keys()]).toEqual(['a']);
    });

    it('keeps channels and clients apart, whatever their names', async () => {
      const presence = await create();
      for (const name of odd) {
        await presence.add(name, { user: name, client: name });
      }
      for (const name of odd) {
        expect([...(await presence.list(name))]).toEqual([[name, { user: name, client: name }]]);
      }
      expect(await presence.stats('x')).toEqual({ clients: 0, users: 0 });
    });
  });
}
