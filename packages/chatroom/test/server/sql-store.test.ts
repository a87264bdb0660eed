import { ChatErrorCode, type RoomEvent, SqlReaders } from '@drupal-nodejs/chatroom';
import { describe, expect, it } from 'vitest';
import { SqlLineWriter } from '../../src/server/lines/sql-line-writer.ts';
import { chatDatabase, openStore } from './database-file.ts';
import { noteStatements } from './noted-statements.ts';
import { readersContract } from './readers-contract.ts';
import { draft, storeContract } from './store-contract.ts';

async function openRooms(options?: { waitingLines?: number; now?: () => number }) {
  const url = await chatDatabase();
  const opened = await openStore(url, options);
  await opened.store.open('lobby');
  await opened.store.open('library');
  return { url, ...opened };
}

describe('the store on SQLite', () => {
  storeContract(async () => {
    const { url, store, db } = await openRooms();
    return { store, db, reopen: async () => (await openStore(url)).store };
  });

  readersContract(async () => {
    const { store, db } = await openRooms();
    return { store, readers: new SqlReaders(db) };
  });

  it('commits all lines that wait in one transaction', async () => {
    const { store, commits } = await openRooms({ now: () => 1000 });
    await Promise.all(
      [...Array(120)].map((_, index) => store.append(draft({ room: index % 2 ? 'lobby' : 'library' }))),
    );
    expect(commits.map(({ room, events }) => [room, events.length])).toEqual([
      ['library', 60],
      ['lobby', 60],
    ]);
  });

  it('writes a plain line with two statements and reads nothing for it, nor for many of a room', async () => {
    const { store } = await openRooms();
    await store.append(draft());
    const statements = noteStatements();
    await store.append(draft({ mentions: [] }));
    expect(statements.map((text) => text.split(' ')[0])).toEqual(['begin', 'update', 'insert', 'commit']);
    statements.length = 0;
    await Promise.all([...Array(50)].map(() => store.append(draft())));
    expect(statements.map((text) => text.split(' ')[0])).toEqual(['begin', 'update', 'insert', 'commit']);
  });

  it('doubts a room in which a line, or a change, is there already that somebody sends', async () => {
    const { url, store } = await openRooms();
    const root = await store.append(draft());
    const answer = draft({ thread: root.seq });
    await store.append(answer);
    const change = { room: 'lobby', seq: 1, uid: 7, mayModerate: false };
    const react = { ...change, deed: { does: 'react', emoji: '👍', on: true } } as const;
    await store.change(react);
    const doubted: string[] = [];
    const { db } = await openStore(url);
    const writer = new SqlLineWriter({ db, doubt: (room) => doubted.push(room) });
    const another = (await openStore(url, { writer })).store;
    await another.append(draft({ room: 'library' }));
    await another.append(draft());
    expect(doubted).toEqual([]);
    await another.append(draft({ client_id: root.client_id }));
    await another.append(answer);
    await another.change(react);
    expect(doubted).toEqual(['lobby', 'lobby', 'lobby']);
  });

  it('has nobody look for a line that is deleted again and again', async () => {
    const { url, store } = await openRooms();
    await store.append(draft());
    const doubted: string[] = [];
    const { db } = await openStore(url);
    const writer = new SqlLineWriter({ db, doubt: (room) => doubted.push(room) });
    const another = (await openStore(url, { writer })).store;
    const remove = { room: 'lobby', seq: 1, uid: 7, mayModerate: false, deed: { does: 'delete' } } as const;
    for (let count = 0; count < 3; count++) await another.change(remove);
    expect(doubted).toEqual([]);
  });

  it('notices that a room was wiped or made anew while it was open', async () => {
    const { store, db } = await openRooms();
    await store.append(draft());
    await db
      .updateTable('chatroom_room')
      .set({ epoch: 'another', head_seq: 0 })
      .where('name', '=', 'lobby')
      .execute();
    await db.deleteFrom('chatroom_message').execute();
    expect((await store.append(draft())).seq).toBe(1);
    expect((await store.page('lobby', { limit: 5 })).epoch).toBe('another');
    await db.deleteFrom('chatroom_room').where('name', '=', 'lobby').execute();
    await expect(store.append(draft())).rejects.toMatchObject({ code: ChatErrorCode.unknownRoom });
  });

  it('tells of new lines only, after they are committed and in order', async () => {
    const { url, store, commits } = await openRooms();
    const other = await openStore(url);
    const seen: (readonly RoomEvent[])[] = [];
    const line = draft();
    await store.append(line);
    await store.append(line);
    await Promise.all([store.append(draft()), store.append(line), store.append(draft())]);
    for (const { events } of commits) seen.push(events);
    expect(seen.map((events) => events.map(({ seq }) => seq))).toEqual([[1], [2, 3]]);
    expect((await other.store.page('lobby', { limit: 10 })).lines).toEqual(
      seen.flat().flatMap(({ lines }) => lines),
    );
  });

  it('refuses lines beyond those that may wait, and takes them again later', async () => {
    const { store } = await openRooms({ waitingLines: 2 });
    const late = draft();
    const outcomes = await Promise.allSettled([draft(), draft(), late].map((line) => store.append(line)));
    expect(outcomes[2]).toMatchObject({ reason: { code: ChatErrorCode.tooManyWaiting } });
    expect((await store.append(late)).seq).toBe(3);
  });

  it('answers with a temporary error while the database fails, and leaves no hole', async () => {
    const { store, db } = await openRooms();
    await store.append(draft());
    await db.schema.alterTable('chatroom_message').renameTo('elsewhere').execute();
    await expect(store.append(draft())).rejects.toMatchObject({ code: ChatErrorCode.storeUnavailable });
    await expect(store.page('lobby', { limit: 1 })).rejects.toMatchObject({
      code: ChatErrorCode.storeUnavailable,
    });
    await db.schema.alterTable('elsewhere').renameTo('chatroom_message').execute();
    expect((await store.append(draft())).seq).toBe(2);
  });

  it('commits what waits before it closes', async () => {
    const url = await chatDatabase();
    const { store } = await openStore(url);
    await store.open('lobby');
    const line = store.append(draft());
    await store.close();
    const reopened = await openStore(url);
    expect((await reopened.store.page('lobby', { limit: 1 })).lines).toEqual([await line]);
  });

  it('leaves a room that is there as it is', async () => {
    const { store } = await openRooms();
    const { epoch } = await store.page('lobby', { limit: 1 });
    await store.append(draft());
    await store.open('lobby');
    expect(await store.page('lobby', { limit: 1 })).toMatchObject({ epoch, head_seq: 1 });
  });
});
