import { ChatErrorCode, type Readers, type Store } from '@drupal-nodejs/chatroom';
import { expect, it } from 'vitest';
import { draft } from './store-contract.ts';

const alice = 7;
const bob = 8;

/** Readers under test, and the store of the same rooms: `lobby` and `library` are there and empty. */
export interface ReadersUnderTest {
  readonly readers: Readers;
  readonly store: Store;
}

/** What all readers promise, as tests; see the `Readers` contract. */
export function readersContract(open: () => Promise<ReadersUnderTest>): void {
  async function begin() {
    const { readers, store } = await open();
    const lobby = async (uid = bob) => (await readers.overview(uid, ['lobby']))[0];
    const write = async (count: number, fields: Parameters<typeof draft>[0] = {}) => {
      for (let index = 0; index < count; index++) await store.append(draft({ uid: alice, ...fields }));
    };
    return { readers, store, lobby, write };
  }

  it('counts the lines of others since the reader was there, and none of before', async () => {
    const { readers, lobby, write } = await begin();
    await write(3);
    expect(await lobby()).toMatchObject({ head_seq: 3, read_seq: 3, unread: 0, notify: 'mentions' });
    await write(2);
    await write(1, { uid: bob });
    expect(await lobby()).toMatchObject({ head_seq: 6, read_seq: 3, unread: 2 });
    expect(await readers.read(bob, 'lobby', 4, false)).toBe(4);
    expect(await lobby()).toMatchObject({ read_seq: 4, unread: 1 });
    expect(await lobby(alice)).toMatchObject({ unread: 0 });
  });

  it('counts neither deleted lines nor those of threads, and a hundred at most', async () => {
    const { store, lobby, write } = await begin();
    await lobby();
    await write(2);
    await write(1, { thread: 1 });
    await store.change({ room: 'lobby', seq: 2, uid: alice, mayModerate: false, deed: { does: 'delete' } });
    expect(await lobby()).toMatchObject({ unread: 1 });
    await Promise.all(Array.from({ length: 120 }, () => store.append(draft({ uid: alice }))));
    expect(await lobby()).toMatchObject({ unread: 100 });
  });

  it('never takes a pointer back, unless that is meant, nor beyond the room’s end', async () => {
    const { readers, lobby, write } = await begin();
    await lobby();
    await write(5);
    expect(await readers.read(bob, 'lobby', 4, false)).toBe(4);
    expect(await readers.read(bob, 'lobby', 2, false)).toBe(4);
    expect(await readers.read(bob, 'lobby', 2, true)).toBe(2);
    expect(await readers.read(bob, 'lobby', 99, false)).toBe(5);
  });

  it('takes the furthest of pointers that come together', async () => {
    const { readers, lobby, write } = await begin();
    await write(20);
    const reads = Array.from({ length: 20 }, (_, index) => readers.read(bob, 'lobby', index + 1, false));
    await Promise.all(reads);
    expect(await lobby()).toMatchObject({ read_seq: 20 });
  });

  it('counts unread mentions, also those of an edit, and none of what was taken away', async () => {
    const { readers, store, lobby, write } = await begin();
    await lobby();
    await write(2, { mentions: [bob], body: '<@8>' });
    await write(1);
    expect(await lobby()).toMatchObject({ unread: 3, mentions: 2 });
    const text = { kind: 'text', body: '<@8>!', html: '', mentions: [bob] } as const;
    const change = { room: 'lobby', uid: alice, mayModerate: false };
    await store.change({ ...change, seq: 3, deed: { does: 'edit', text } });
    await store.change({ ...change, seq: 1, deed: { does: 'delete' } });
    await store.change({
      ...change,
      seq: 2,
      deed: { does: 'edit', text: { ...text, body: 'no', mentions: [] } },
    });
    expect(await lobby()).toMatchObject({ unread: 2, mentions: 1 });
    await readers.read(bob, 'lobby', 3, false);
    expect(await lobby()).toMatchObject({ unread: 0, mentions: 0 });
  });

  it('counts no mention of oneself, neither of an edit', async () => {
    const { store, lobby, write } = await begin();
    await lobby();
    await write(1, { uid: bob, mentions: [bob], body: 'note to <@8>' });
    await write(1, { uid: bob, mentions: [bob], body: 'note to <@8>', thread: 1 });
    const text = { kind: 'text', body: 'a note to <@8>', html: '', mentions: [bob] } as const;
    await store.change({
      room: 'lobby',
      seq: 1,
      uid: bob,
      mayModerate: false,
      deed: { does: 'edit', text },
    });
    expect(await lobby()).toMatchObject({ unread: 0, mentions: 0 });
  });

  it('counts a mention in a young room, also of who was mentioned often in an older one', async () => {
    const { readers, store } = await begin();
    await readers.overview(bob, ['lobby', 'library']);
    const mention = (room: string) => store.append(draft({ uid: alice, room, mentions: [bob] }));
    await Promise.all(Array.from({ length: 210 }, () => mention('library')));
    await readers.read(bob, 'library', 210, false);
    await mention('lobby');
    expect(await readers.overview(bob, ['lobby', 'library'])).toMatchObject([
      { room: 'library', mentions: 0 },
      { room: 'lobby', mentions: 1 },
    ]);
  });

  it('counts a line that calls everybody as a mention, once, and not one that called who was there', async () => {
    const { readers, lobby, write } = await begin();
    await lobby();
    await write(1, { calls: 'all', body: '<!all>' });
    await write(1, { calls: 'all', mentions: [bob], body: '<!all> <@8>' });
    await write(1, { calls: 'here', body: '<!here>' });
    await write(1, { calls: 'all', uid: bob, body: '<!all>' });
    expect(await lobby()).toMatchObject({ unread: 3, mentions: 2 });
    await readers.read(bob, 'lobby', 1, false);
    expect(await lobby()).toMatchObject({ unread: 2, mentions: 1 });
  });

  it('keeps rooms and readers apart, and what each wants to be told of', async () => {
    const { readers, lobby, write } = await begin();
    await readers.overview(bob, ['lobby', 'library']);
    await write(2, { room: 'library', mentions: [bob] });
    await readers.notify(bob, 'library', 'all');
    expect(await readers.overview(bob, ['library', 'lobby', 'nowhere'])).toMatchObject([
      { room: 'library', unread: 2, mentions: 2, notify: 'all' },
      { room: 'lobby', unread: 0, mentions: 0, notify: 'mentions' },
    ]);
    expect(await lobby(alice)).toMatchObject({ notify: 'mentions' });
  });

  it('lets a guest see rooms and keeps nothing of it', async () => {
    const { readers, write } = await begin();
    await write(2);
    expect(await readers.overview(0, ['lobby'])).toMatchObject([{ head_seq: 2, unread: 0, mentions: 0 }]);
    expect(await readers.overview(0, [])).toEqual([]);
  });

  it('refuses a room that isn’t there', async () => {
    const { readers } = await begin();
    const refusal = { code: ChatErrorCode.unknownRoom };
    await expect(readers.read(bob, 'nowhere', 1, false)).rejects.toMatchObject(refusal);
    await expect(readers.notify(bob, 'nowhere', 'all')).rejects.toMatchObject(refusal);
  });
}
