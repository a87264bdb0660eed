import { ChatErrorCode, DrupalLineWriter, type RoomEvent, SqlReaders } from '@drupal-nodejs/chatroom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatDatabase, openStore } from './database-file.ts';
import { hasPhp, PhpServer } from './php-server.ts';
import { readersContract } from './readers-contract.ts';
import { draft, storeContract } from './store-contract.ts';

let php: PhpServer;

/** A store whose lines PHP writes; `spoil` stands between the two. */
async function openRooms({
  url,
  spoil = (ask) => ask(),
  ...options
}: {
  url?: string;
  waitingLines?: number;
  spoil?: (ask: () => Promise<unknown>) => Promise<unknown>;
} = {}) {
  const database = url ?? (await chatDatabase());
  const asked: object[] = [];
  const doubted: string[] = [];
  const writer = new DrupalLineWriter({
    post: (_path, question) => {
      asked.push(question);
      return spoil(() => php.post(database, question));
    },
    doubt: (room) => doubted.push(room),
  });
  const opened = await openStore(database, { writer, ...options });
  await opened.store.open('lobby');
  await opened.store.open('library');
  return { url: database, asked, doubted, ...opened };
}

if (hasPhp('pdo_sqlite')) {
  beforeAll(async () => {
    php = await PhpServer.start();
  });
  afterAll(async () => {
    await php?.stop();
  });

  describe('the store whose lines PHP writes', () => {
    storeContract(async () => {
      const { url, store, db } = await openRooms();
      return { store, db, reopen: async () => (await openRooms({ url })).store };
    });

    readersContract(async () => {
      const { store, db } = await openRooms();
      return { store, readers: new SqlReaders(db) };
    });

    it('asks once for all that waits, and tells of each room’s lines in order', async () => {
      const { store, asked, commits } = await openRooms();
      await Promise.all(
        [...Array(120)].map((_, index) => store.append(draft({ room: index % 2 ? 'lobby' : 'library' }))),
      );
      expect(asked).toHaveLength(1);
      const seqs = (events: readonly RoomEvent[]) => events.map(({ seq }) => seq);
      const upTo60 = [...Array(60)].map((_, index) => index + 1);
      expect(commits.map(({ room, events }) => [room, seqs(events)])).toEqual([
        ['library', upTo60],
        ['lobby', upTo60],
      ]);
    });

    it('parts what is too large for one request, and loses nothing', async () => {
      const { store, asked } = await openRooms();
      const body = 'ü'.repeat(100_000);
      const lines = await Promise.all([...Array(12)].map(() => store.append(draft({ body }))));
      expect(asked.length).toBeGreaterThan(1);
      expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    });

    it('tells of what it commits as readers find it', async () => {
      const { store, commits } = await openRooms();
      await store.append(draft({ mentions: [8, 9], calls: 'here', kind: 'me' }));
      await store.append(draft({ reply_to: 1, thread: 1 }));
      const deed = { does: 'react', emoji: '👍', on: true } as const;
      await store.change({ room: 'lobby', seq: 1, uid: 9, mayModerate: false, deed });
      const { lines } = await store.page('lobby', { limit: 5 });
      expect(commits.at(-1)?.events[0]?.lines).toEqual(lines);
      expect(lines[0]).toMatchObject({ mentions: [8, 9], calls: 'here', kind: 'me', replies: 1 });
    });

    it('lets the site’s own code refuse a line or an edit, in its words, and takes the others of the group', async () => {
      const { store } = await openRooms();
      const [first, refused] = await Promise.allSettled([
        store.append(draft()),
        store.append(draft({ body: 'the best casino' })),
        store.append(draft()),
      ]);
      const reason = { code: ChatErrorCode.refusedBySite, message: 'No advertisements, please.' };
      expect([first?.status, refused]).toMatchObject(['fulfilled', { reason }]);
      const text = { kind: 'text', body: 'casino', html: 'casino' } as const;
      const edit = {
        room: 'lobby',
        seq: 1,
        uid: 7,
        mayModerate: false,
        deed: { does: 'edit', text },
      } as const;
      await expect(store.change(edit)).rejects.toMatchObject(reason);
      expect(await store.page('lobby', { limit: 5 })).toMatchObject({ head_seq: 2 });
    });

    it('answers for now while PHP is away; the same line again is written then, once', async () => {
      let isAway = true;
      const { store, commits } = await openRooms({
        spoil: async (ask) => {
          const answer = await ask();
          if (isAway) throw new Error('connect ECONNREFUSED');
          return answer;
        },
      });
      // What is lost here is only the answer: PHP had written the line.
      const line = draft();
      await expect(store.append(line)).rejects.toMatchObject({ code: ChatErrorCode.storeUnavailable });
      isAway = false;
      expect(await store.append(line)).toMatchObject({ seq: 1, client_id: line.client_id });
      expect(await store.append(draft())).toMatchObject({ seq: 2 });
      expect(commits.flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([2]);
    });

    it('doubts a room whose answer was lost as soon as another comes, once', async () => {
      const lost = [true, false, false];
      const { store, doubted } = await openRooms({
        spoil: async (ask) => {
          const answer = await ask();
          if (lost.shift()) throw new Error('socket hang up');
          return answer;
        },
      });
      const line = draft();
      await expect(store.append(line)).rejects.toMatchObject({ code: ChatErrorCode.storeUnavailable });
      expect(doubted).toEqual([]);
      await store.append(draft({ room: 'library' }));
      expect(doubted).toEqual([]);
      await store.append(line);
      expect(doubted).toEqual(['lobby']);
    });

    it.each([
      ['nothing', undefined],
      ['fewer outcomes than wishes', { outcomes: [], news: [] }],
      ['a line without its text', { outcomes: [{ line: { row: { seq: 1 } } }], news: [] }],
      ['another program’s words', { message: 'maintenance' }],
    ])('takes an answer of %s as none', async (_, answer) => {
      const { store } = await openRooms({ spoil: async () => answer });
      await expect(store.append(draft())).rejects.toMatchObject({ code: ChatErrorCode.storeUnavailable });
    });

    it.each([
      ['no wishes', {}],
      ['wishes that are no list', { wishes: { a: 1 } }],
      ['a line without a room', { wishes: [{ uid: 1 }] }],
      ['a deed that isn’t known', { wishes: [{ room: 'lobby', seq: 1, uid: 1, deed: { does: 'burn' } }] }],
      ['mentions that are texts', { wishes: [{ ...draft(), mentions: ['8'] }] }],
      ['more wishes than one group has', { wishes: [...Array(501)].map(() => draft()) }],
    ])('has PHP refuse a question with %s', async (_, question) => {
      const { url } = await openRooms();
      await expect(php.post(url, question)).rejects.toThrow('PHP answered 400');
    });
  });
} else {
  it.skip('needs PHP with SQLite: apt-get install php-cli php-sqlite3', () => undefined);
}
