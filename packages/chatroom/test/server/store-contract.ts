import { randomUUID } from 'node:crypto';
import {
  type Change,
  ChatErrorCode,
  type ChatTables,
  type Deed,
  type Draft,
  type Line,
  type Store,
} from '@drupal-nodejs/chatroom';
import type { Kysely } from 'kysely';
import { expect, it } from 'vitest';

/** A store under test: rooms `lobby` and `library` are there and empty. */
export interface StoreUnderTest {
  readonly store: Store;
  /** The same rows. */
  readonly db: Kysely<ChatTables>;
  /** Another store on the same rows, as after a restart. */
  reopen(): Promise<Store>;
}

export function draft(fields: Partial<Draft> = {}): Draft {
  const { body = 'hello' } = fields;
  return {
    room: 'lobby',
    uid: 7,
    name: 'Alice',
    client_id: randomUUID(),
    kind: 'text',
    body,
    html: `<p>${body}</p>`,
    ...fields,
  };
}

const author = 7;
const moderator = 8;
const stranger = 9;

/** What Alice's line is told to do; `uid` says by whom. */
function change(seq: number, deed: Deed, uid = author): Change {
  return { room: 'lobby', seq, uid, mayModerate: uid === moderator, deed };
}

function edit(body: string): Deed {
  return { does: 'edit', text: { kind: 'text', body, html: `<p>${body}</p>` } };
}

function react(emoji: string, on = true): Deed {
  return { does: 'react', emoji, on };
}

function seqs(lines: readonly Line[]): number[] {
  return lines.map(({ seq }) => seq);
}

function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** What every store promises, as tests; see the `Store` contract. */
export function storeContract(open: () => Promise<StoreUnderTest>): void {
  it('numbers the lines of each room 1, 2, 3 on its own', async () => {
    const { store } = await open();
    const lobby = [await store.append(draft()), await store.append(draft())];
    const library = await store.append(draft({ room: 'library' }));
    expect(seqs([...lobby, library])).toEqual([1, 2, 1]);
  });

  it('gives parallel senders contiguous numbers, and each its own', async () => {
    const { store } = await open();
    const lines = await Promise.all(upTo(300).map((count) => store.append(draft({ body: `line ${count}` }))));
    expect(seqs(lines).sort((a, b) => a - b)).toEqual(upTo(300));
    const { lines: stored } = await store.page('lobby', { limit: 300 });
    expect([...lines].sort((a, b) => a.seq - b.seq)).toEqual(stored);
  });

  it('answers a resend with the stored line and writes nothing', async () => {
    const { store } = await open();
    const first = await store.append(draft({ client_id: '8d9dc54c-4e7f-4b5a-9d3b-0d8a3f3a2c11' }));
    await store.append(draft());
    const again = await store.append(draft({ client_id: first.client_id }));
    expect(again).toEqual(first);
    expect((await store.page('lobby', { limit: 10 })).head_seq).toBe(2);
  });

  it('answers a resend after a restart with the stored line', async () => {
    const { store, reopen } = await open();
    const first = await store.append(draft());
    const reopened = await reopen();
    expect(await reopened.append(draft({ client_id: first.client_id }))).toEqual(first);
  });

  it('makes one line of resends that arrive together', async () => {
    const { store } = await open();
    const twice = draft();
    const lines = await Promise.all([store.append(twice), store.append(draft()), store.append({ ...twice })]);
    expect(lines[2]).toEqual(lines[0]);
    expect(seqs((await store.page('lobby', { limit: 10 })).lines)).toEqual([1, 2]);
  });

  it('lets two accounts have the same client_id', async () => {
    const { store } = await open();
    const mine = draft();
    await store.append(mine);
    expect((await store.append({ ...mine, uid: 8 })).seq).toBe(2);
  });

  it.each([
    ['another text', { body: 'something else' }],
    ['another room', { room: 'library' }],
  ])('refuses a client_id that stands for a line with %s', async (_, change) => {
    const { store } = await open();
    const first = draft();
    await store.append(first);
    await expect(store.append({ ...first, ...change })).rejects.toMatchObject({
      code: ChatErrorCode.clientIdTaken,
    });
    expect((await store.page('lobby', { limit: 10 })).head_seq).toBe(1);
  });

  it('refuses only the wrong one of lines that are committed together', async () => {
    const { store } = await open();
    const outcomes = await Promise.allSettled([
      store.append(draft()),
      store.append(draft({ room: 'nowhere' })),
      store.append(draft()),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { code: ChatErrorCode.unknownRoom } });
    expect(seqs((await store.page('lobby', { limit: 10 })).lines)).toEqual([1, 2]);
  });

  it('keeps every character of a line', async () => {
    const { store } = await open();
    const body = 'a\n\tb "quoted" \\ 𝄞 مرحبا <script>alert(1)</script> %s ?';
    await store.append(draft({ body, name: 'Ünï' }));
    expect((await store.page('lobby', { limit: 1 })).lines).toMatchObject([{ body, name: 'Ünï' }]);
  });

  it('pages through a room from both ends without gap or double', async () => {
    const { store } = await open();
    await Promise.all(upTo(10).map(() => store.append(draft())));
    const page = async (range: { before?: number; after?: number; around?: number }) => {
      const { lines, older, newer } = await store.page('lobby', { ...range, limit: 4 });
      return { seqs: seqs(lines), older, newer };
    };
    expect(await page({})).toEqual({ seqs: [7, 8, 9, 10], older: true, newer: false });
    expect(await page({ before: 7 })).toEqual({ seqs: [3, 4, 5, 6], older: true, newer: true });
    expect(await page({ before: 3 })).toEqual({ seqs: [1, 2], older: false, newer: true });
    expect(await page({ before: 1 })).toEqual({ seqs: [], older: false, newer: true });
    expect(await page({ after: 0 })).toEqual({ seqs: [1, 2, 3, 4], older: false, newer: true });
    expect(await page({ after: 6 })).toEqual({ seqs: [7, 8, 9, 10], older: true, newer: false });
    expect(await page({ after: 10 })).toEqual({ seqs: [], older: true, newer: false });
    expect(await page({ around: 5 })).toEqual({ seqs: [3, 4, 5, 6], older: true, newer: true });
    expect(await page({ around: 1 })).toEqual({ seqs: [1, 2], older: false, newer: true });
    expect(await page({ around: 10 })).toEqual({ seqs: [8, 9, 10], older: true, newer: false });
    await expect(page({ around: 11 })).rejects.toMatchObject({ code: ChatErrorCode.unknownLine });
  });

  it('gives each change of a line the room’s next number, and the line keeps its own', async () => {
    const { store } = await open();
    const { seq, mid } = await store.append(draft());
    await store.append(draft());
    const edited = await store.change(change(seq, edit('goodbye')));
    expect(edited).toMatchObject({ seq, mid, changed: 3, body: 'goodbye', html: '<p>goodbye</p>' });
    expect(edited.edited).toEqual(expect.any(Number));
    expect(await store.append(draft())).toMatchObject({ seq: 4, changed: 4 });
    const { head_seq, lines } = await store.page('lobby', { limit: 10 });
    expect([head_seq, seqs(lines)]).toEqual([4, [1, 2, 4]]);
    expect(lines[0]).toEqual(edited);
  });

  it('takes a change that is so already as none', async () => {
    const { store } = await open();
    await store.append(draft({ body: 'hello' }));
    const deeds = [edit('hello'), react('👍', false), { does: 'pin', on: false } as const];
    for (const deed of deeds) await store.change(change(1, deed, deed.does === 'pin' ? moderator : author));
    await store.change(change(1, { does: 'delete' }));
    await store.change(change(1, { does: 'delete' }));
    expect((await store.page('lobby', { limit: 1 })).head_seq).toBe(2);
  });

  it('lets the author edit, the author and moderators delete, moderators pin, everybody react', async () => {
    const { store } = await open();
    const may = async (deed: Deed, uid: number) => {
      const { seq } = await store.append(draft());
      return store.change(change(seq, deed, uid)).then(
        () => true,
        ({ code }) => (code === ChatErrorCode.notAllowed ? false : code),
      );
    };
    const table = await Promise.all(
      [edit('mine'), { does: 'delete' } as const, { does: 'pin', on: true } as const, react('👍')].map(
        (deed) => Promise.all([author, moderator, stranger].map((uid) => may(deed, uid))),
      ),
    );
    expect(table).toEqual([
      [true, false, false],
      [true, true, false],
      [false, true, false],
      [true, true, true],
    ]);
  });

  it('lets no guest change the line of another guest', async () => {
    const { store } = await open();
    await store.append(draft({ uid: 0, name: '' }));
    for (const deed of [edit('mine'), { does: 'delete' } as const]) {
      await expect(store.change(change(1, deed, 0))).rejects.toMatchObject({
        code: ChatErrorCode.notAllowed,
      });
    }
  });

  it('leaves of a deleted line its place alone', async () => {
    const { store } = await open();
    await store.append(draft());
    await store.change(change(1, react('👍')));
    await store.change(change(1, { does: 'pin', on: true }, moderator));
    const gone = await store.change(change(1, { does: 'delete' }));
    expect(gone).toMatchObject({ seq: 1, changed: 4, body: '', html: '', deleted: expect.any(Number) });
    expect(Object.keys(gone)).not.toEqual(expect.arrayContaining(['reactions']));
    expect(Object.keys(gone)).not.toEqual(expect.arrayContaining(['pinned']));
    for (const deed of [edit('again'), react('👍')]) {
      await expect(store.change(change(1, deed))).rejects.toMatchObject({ code: ChatErrorCode.unknownLine });
    }
    expect((await store.page('lobby', { limit: 1 })).lines).toEqual([gone]);
  });

  it('counts reactions by emoji, each account once, in the order they came', async () => {
    const { store } = await open();
    await store.append(draft());
    for (const uid of [7, 8, 9, 8]) await store.change(change(1, react('👍'), uid));
    await store.change(change(1, react('🎉'), 9));
    await store.change(change(1, react('👍', false), 7));
    const { lines } = await store.page('lobby', { limit: 1 });
    expect(lines[0]?.reactions).toEqual([
      { emoji: '👍', count: 2, uids: [8, 9] },
      { emoji: '🎉', count: 1, uids: [9] },
    ]);
  });

  it('takes twenty different emojis for a line', async () => {
    const { store } = await open();
    await store.append(draft());
    const emojis = upTo(21).map((count) => String.fromCodePoint(0x1f600 + count));
    for (const emoji of emojis.slice(0, 20)) await store.change(change(1, react(emoji)));
    await expect(store.change(change(1, react(emojis[20] ?? '')))).rejects.toMatchObject({
      code: ChatErrorCode.tooManyReactions,
    });
    await store.change(change(1, react(emojis[0] ?? ''), 9));
  });

  it('keeps a thread’s lines apart and counts them at its root', async () => {
    const { store } = await open();
    await store.append(draft());
    await store.append(draft());
    const answers = await Promise.all([
      store.append(draft({ thread: 1 })),
      store.append(draft({ thread: 1 })),
    ]);
    expect(answers).toMatchObject([
      { seq: 3, thread: 1 },
      { seq: 4, thread: 1 },
    ]);
    const room = await store.page('lobby', { limit: 10 });
    expect(room.lines).toMatchObject([{ seq: 1, replies: 2, changed: 4 }, { seq: 2 }]);
    expect(seqs((await store.page('lobby', { thread: 1, limit: 10 })).lines)).toEqual([3, 4]);
    await store.change(change(3, { does: 'delete' }));
    expect((await store.page('lobby', { limit: 10 })).lines[0]).toMatchObject({ replies: 1, changed: 5 });
  });

  it.each([
    ['a thread of a line that isn’t there', { thread: 9 }],
    ['a thread in a thread', { thread: 2 }],
    ['an answer to a line that isn’t there', { reply_to: 9 }],
    ['an answer to a line of another room', { reply_to: 1, room: 'library' }],
  ])('refuses %s', async (_, fields) => {
    const { store } = await open();
    await store.append(draft());
    await store.append(draft({ thread: 1 }));
    await expect(store.append(draft(fields))).rejects.toMatchObject({ code: ChatErrorCode.unknownLine });
    expect((await store.page('lobby', { limit: 1 })).head_seq).toBe(2);
  });

  it('puts a file into one of the lines that come together with it', async () => {
    const { store, db } = await open();
    const { rid } = await db
      .selectFrom('chatroom_room')
      .select('rid')
      .where('name', '=', 'lobby')
      .executeTakeFirstOrThrow();
    const file = { rid, uid: author, name: 'cat.png', type: 'image/png', size: 5, created: 1 };
    await db
      .insertInto('chatroom_file')
      .values([1, 2].map((fid) => ({ ...file, fid })))
      .execute();
    const line = draft({ files: [1, 2] });
    const outcomes = await Promise.allSettled([
      store.append(line),
      store.append(draft({ files: [2] })),
      store.append(line),
    ]);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled' },
      { reason: { code: ChatErrorCode.unknownFile } },
      { status: 'fulfilled' },
    ]);
    const { lines } = await store.page('lobby', { limit: 5 });
    expect(lines).toMatchObject([{ files: [{ fid: 1 }, { fid: 2 }] }]);
  });

  it('tells who was away what changed, each line once and as it is now', async () => {
    const { store } = await open();
    await Promise.all(upTo(5).map((count) => store.append(draft({ body: `line ${count}` }))));
    await store.change(change(2, edit('first')));
    await store.change(change(2, edit('second')));
    const { lines, ...rest } = await store.sync('lobby', 4, 100);
    expect(lines).toMatchObject([
      { seq: 5, changed: 5 },
      { seq: 2, changed: 7, body: 'second' },
    ]);
    expect(rest).toMatchObject({ head_seq: 7, to_seq: 7, more: false });
    expect(await store.sync('lobby', 7, 100)).toMatchObject({ lines: [], to_seq: 7, more: false });
    await expect(store.sync('nowhere', 0, 100)).rejects.toMatchObject({ code: ChatErrorCode.unknownRoom });
  });

  it('tells it page by page and never parts what one event changed', async () => {
    const { store } = await open();
    await store.append(draft());
    await store.append(draft());
    for (let count = 0; count < 4; count++) await store.append(draft({ thread: 1 }));
    const seen: number[][] = [];
    for (let since = 2, more = true; more; ) {
      const page = await store.sync('lobby', since, 2);
      seen.push(page.lines.map(({ changed }) => changed));
      since = page.to_seq;
      more = page.more;
    }
    expect(seen).toEqual([[3, 4], [5], [6, 6]]);
  });

  it('tells an event of two lines whole, also to who asks for one', async () => {
    const { store } = await open();
    await store.append(draft());
    await store.append(draft({ thread: 1 }));
    expect(await store.sync('lobby', 0, 1)).toMatchObject({ lines: [{ seq: 1 }, { seq: 2 }], to_seq: 2 });
    expect(await store.sync('lobby', 2, 1)).toMatchObject({ lines: [], to_seq: 2, more: false });
  });

  it('tells of an empty room, and refuses one that isn’t there', async () => {
    const { store } = await open();
    expect(await store.page('lobby', { limit: 5 })).toMatchObject({
      head_seq: 0,
      older: false,
      newer: false,
      lines: [],
    });
    await expect(store.page('nowhere', { limit: 5 })).rejects.toMatchObject({
      code: ChatErrorCode.unknownRoom,
    });
  });

  it('keeps a room’s epoch over a restart', async () => {
    const { store, reopen } = await open();
    const { epoch } = await store.page('lobby', { limit: 1 });
    await store.append(draft());
    const reopened = await reopen();
    expect((await reopened.page('lobby', { limit: 1 })).epoch).toBe(epoch);
    expect((await store.page('library', { limit: 1 })).epoch).not.toBe(epoch);
  });
}
