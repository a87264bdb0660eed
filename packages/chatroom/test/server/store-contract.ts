import { randomUUID } from 'node:crypto';
import { ChatErrorCode, type Draft, type Line, type Store } from '@drupal-nodejs/chatroom';
import { expect, it } from 'vitest';

/** A store under test: rooms `lobby` and `library` are there and empty. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Another store on the same rows, as after a restart. */
  reopen(): Promise<Store>;
}

export function draft(fields: Partial<Draft> = {}): Draft {
  return { room: 'lobby', uid: 7, name: 'Alice', client_id: randomUUID(), body: 'hello', ...fields };
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
    const page = async (range: { before?: number; after?: number }) => {
      const { lines, more } = await store.page('lobby', { ...range, limit: 4 });
      return { seqs: seqs(lines), more };
    };
    expect(await page({})).toEqual({ seqs: [7, 8, 9, 10], more: true });
    expect(await page({ before: 7 })).toEqual({ seqs: [3, 4, 5, 6], more: true });
    expect(await page({ before: 3 })).toEqual({ seqs: [1, 2], more: false });
    expect(await page({ before: 1 })).toEqual({ seqs: [], more: false });
    expect(await page({ after: 0 })).toEqual({ seqs: [1, 2, 3, 4], more: true });
    expect(await page({ after: 6 })).toEqual({ seqs: [7, 8, 9, 10], more: false });
    expect(await page({ after: 10 })).toEqual({ seqs: [], more: false });
  });

  it('tells of an empty room, and refuses one that isn’t there', async () => {
    const { store } = await open();
    expect(await store.page('lobby', { limit: 5 })).toMatchObject({ head_seq: 0, more: false, lines: [] });
    await expect(store.page('nowhere', { limit: 5 })).rejects.toMatchObject({
      code: ChatErrorCode.unknownRoom,
    });
  });

  it('keeps a room’s epoch over a restart', async () => {
    const { store, reopen } = await open();
    const { epoch } = await store.page('lobby', { limit: 1 });
    expect((await store.append(draft())).epoch).toBe(epoch);
    const reopened = await reopen();
    expect((await reopened.page('lobby', { limit: 1 })).epoch).toBe(epoch);
    expect((await store.page('library', { limit: 1 })).epoch).not.toBe(epoch);
  });
}
