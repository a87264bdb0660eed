import { expect, it } from 'vitest';
import { People, type PresentClient } from '../../src/shared/people.ts';

type Heard = (client: PresentClient) => void;

/** People of a link that is down; who comes and leaves is said by hand. */
function openPeople() {
  const heard: { join: Heard; leave: Heard } = { join: () => undefined, leave: () => undefined };
  const hear = (event: keyof typeof heard) => (listener: Heard) => {
    heard[event] = listener;
    return () => undefined;
  };
  const people = new People({
    list: () => Promise.reject(new Error('the link is down')),
    onJoin: hear('join'),
    onLeave: hear('leave'),
    onState: () => () => undefined,
  });
  return { people, ...heard };
}

const client = (id: string, user: string, name: string): PresentClient => ({
  client: id,
  user,
  info: { name },
});

it('tells each account once by name, whoever comes and leaves, and counts the guests', () => {
  const { people, join, leave } = openPeople();
  const names = () => people.presence.people.map(({ name }) => name);
  join(client('1', '7', 'Zoë'));
  join(client('2', '', ''));
  join(client('3', '8', 'Émile'));
  join(client('4', '9', 'Fred'));
  join(client('5', '8', 'Émile'));
  expect(names()).toEqual(['Émile', 'Fred', 'Zoë']);
  expect(people.presence.guests).toBe(1);
  leave(client('3', '8', 'Émile'));
  leave(client('2', '', ''));
  expect(names()).toEqual(['Émile', 'Fred', 'Zoë']);
  leave(client('5', '8', 'Émile'));
  expect(names()).toEqual(['Fred', 'Zoë']);
  expect(people.presence.guests).toBe(0);
});

it('puts a thousand who come at once in order once', () => {
  const { people, join } = openPeople();
  let [told, read] = [0, 0];
  people.onChange(() => {
    told += 1;
  });
  for (let uid = 1; uid <= 1000; uid++) {
    const info = {
      get name() {
        read += 1;
        return `user ${uid}`;
      },
    };
    join({ client: String(uid), user: String(uid), info });
  }
  expect([told, read]).toEqual([1001, 0]);
  expect(people.presence.people).toHaveLength(1000);
  expect(people.presence).toBe(people.presence);
  expect(read).toBe(1000);
});
