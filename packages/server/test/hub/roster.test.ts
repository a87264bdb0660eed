import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Member, Roster } from '../../src/hub/roster.ts';

const member = (client: string, user: string): Member => ({
  client,
  user,
  sid: undefined,
  login: undefined,
  waitingBytes: 0,
  subscriptions: new Map(),
  subscribe: async () => undefined,
  unsubscribe: () => undefined,
  expire: () => undefined,
  revoke: () => false,
  close: () => undefined,
});

const clients = (members: Iterable<Member>): string[] => [...members].map(({ client }) => client).sort();

it('a roster tells who is there, whoever comes and goes, however often that is said', () => {
  const users = ['', '1', '2'];
  const everybody = Array.from({ length: 9 }, (_, n) => member(`c${n}`, users[n % 3] ?? ''));
  fc.assert(
    fc.property(fc.array(fc.nat(8)), (steps) => {
      const roster = new Roster();
      const there = new Set<Member>();
      for (const step of steps) {
        const one = everybody[step] as Member;
        if (there.delete(one)) {
          roster.remove(one);
          roster.remove(one);
        } else {
          there.add(one);
          roster.add(one);
        }
        expect(roster.clients).toBe(there.size);
        expect(roster.users).toBe(new Set([...there].map(({ user }) => user)).size);
        expect(clients(roster.all())).toEqual(clients(there));
      }
      for (const user of users) {
        const own = [...there].filter((mate) => mate.user === user);
        expect(clients(roster.find(user))).toEqual(clients(own));
        for (const { client } of everybody) {
          expect(roster.find(user, client)).toEqual(own.filter((mate) => mate.client === client));
        }
      }
    }),
  );
});

it('a roster can be walked through while those who are met leave it', () => {
  const roster = new Roster();
  for (const client of ['a', 'b', 'c', 'd']) {
    roster.add(member(client, client < 'c' ? '1' : client));
  }
  const met: string[] = [];
  for (const one of roster.all()) {
    met.push(one.client);
    roster.remove(one);
  }
  expect(met).toEqual(['a', 'b', 'c', 'd']);
  expect([roster.clients, roster.users]).toEqual([0, 0]);
});
