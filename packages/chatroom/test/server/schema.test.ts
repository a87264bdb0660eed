import { createTables, schema } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { chatDatabase, openStore } from './database-file.ts';
import { draft } from './store-contract.ts';

it('creates what schema.json describes, and nothing twice', async () => {
  const db = await openDatabase<Record<string, never>>(await chatDatabase(), { access: 'write' });
  await createTables(db);
  for (const [table, { fields, ...keys }] of Object.entries(schema)) {
    const columns = await sql<{
      name: string;
      notnull: number;
      pk: number;
    }>`pragma table_info(${sql.lit(table)})`.execute(db);
    expect(columns.rows.map(({ name }) => name)).toEqual(Object.keys(fields));
    expect(columns.rows.every(({ notnull, pk }) => notnull === 1 || pk > 0)).toBe(true);
    expect(columns.rows.filter(({ pk }) => pk > 0).map(({ name }) => name)).toEqual(keys['primary key']);
    const indexes = await sql<{
      name: string;
      unique: number;
      origin: string;
    }>`pragma index_list(${sql.lit(table)})`.execute(db);
    const described = [
      ...Object.keys(keys['unique keys'] ?? {}).map((name) => ({ name: `${table}_${name}`, unique: 1 })),
      ...Object.keys(keys.indexes ?? {}).map((name) => ({ name: `${table}_${name}`, unique: 0 })),
    ];
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect(
      indexes.rows
        .flatMap(({ name, unique, origin }) => (origin === 'pk' ? [] : [{ name, unique }]))
        .sort(byName),
    ).toEqual(described.sort(byName));
  }
  await db.destroy();
});

it('describes exactly the columns that the store reads and writes', async () => {
  const { store, db } = await openStore(await chatDatabase());
  await store.open('lobby');
  await store.append(draft());
  const room = await db.selectFrom('chatroom_room').selectAll().executeTakeFirstOrThrow();
  await store.change({
    room: 'lobby',
    seq: 1,
    uid: 7,
    mayModerate: false,
    deed: { does: 'react', emoji: '👍', on: true },
  });
  const message = await db.selectFrom('chatroom_message').selectAll().executeTakeFirstOrThrow();
  const reaction = await db.selectFrom('chatroom_reaction').selectAll().executeTakeFirstOrThrow();
  expect(Object.keys(reaction)).toEqual(Object.keys(schema.chatroom_reaction?.fields ?? {}));
  expect(Object.keys(room)).toEqual(Object.keys(schema.chatroom_room?.fields ?? {}));
  expect(Object.keys(message)).toEqual(Object.keys(schema.chatroom_message?.fields ?? {}));
});
