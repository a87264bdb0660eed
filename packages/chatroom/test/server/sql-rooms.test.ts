import { type ChatTables, SqlStore } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import { expect, it, onTestFinished } from 'vitest';
import { SqlRooms } from '../../src/server/rooms/sql-rooms.ts';
import { chatDatabase } from './database-file.ts';

it('answers many who come back together with long lists of rooms, each with their own', async () => {
  const db = await openDatabase<ChatTables>(await chatDatabase(), { access: 'write' });
  const store = new SqlStore({ db, waitingLines: 1, committed: () => undefined });
  onTestFinished(() => store.close());
  const people = [1, 2, 3, 4, 5, 6];
  for (const name of ['all', ...people.map((uid) => `of-${uid}`)]) await store.open(name, name);
  const rooms = new SqlRooms(db);
  await rooms.impose('all', 2, { kind: 'mute', until: 0, reason: 'loud' }, 1);
  const found = await Promise.all(
    people.map((uid) => {
      // More names than a statement takes, were they asked for all at once.
      const gone = Array.from({ length: 6_000 }, (_, place) => `gone-${uid}-${place}`);
      return rooms.standing([`of-${uid}`, ...gone, 'all'], uid);
    }),
  );
  expect(found.map((standings) => standings.map(({ room }) => room))).toEqual(
    people.map((uid) => ['all', `of-${uid}`]),
  );
  expect(found.map(([all]) => all?.sanctions.length)).toEqual([0, 1, 0, 0, 0, 0]);
});
