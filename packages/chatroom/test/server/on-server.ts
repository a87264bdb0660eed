import {
  ChatErrorCode,
  type ChatTables,
  createTables,
  DrupalLineWriter,
  SqlReaders,
  type Store,
} from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DatabaseServer,
  isInstalled,
  type ServerKind,
} from '../../../drupal/test/servers/database-server.ts';
import { SqlLineWriter } from '../../src/server/lines/sql-line-writer.ts';
import { openStore } from './database-file.ts';
import { DeafProxy } from './deaf-proxy.ts';
import { hasPhp, PhpServer } from './php-server.ts';
import { readersContract } from './readers-contract.ts';
import { standingsContract } from './standings-contract.ts';
import { draft, storeContract } from './store-contract.ts';

/** Holds the store against its contract on a database server, where it is installed; in CI it has to be. */
export function storeOnServer(kind: ServerKind): void {
  if (!isInstalled(kind) && process.env.CI !== 'true') {
    it.skip(`needs a database server: apt-get install ${kind.packageName}`, () => undefined);
    return;
  }
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await DatabaseServer.install(kind);
  });
  afterAll(async () => {
    await server?.remove();
  });

  async function openRooms() {
    const { url } = await server.create();
    const db = await openDatabase<ChatTables>(url, { access: 'write' });
    // Two processes may start at the same moment.
    await Promise.all([createTables(db), createTables(db)]);
    await db.destroy();
    const opened = await openStore(url);
    await Promise.all(['lobby', 'lobby', 'library'].map((room) => opened.store.open(room)));
    return { url, ...opened };
  }

  describe(`the store on ${kind.packageName}`, () => {
    storeContract(async () => {
      const { url, store, db } = await openRooms();
      return { store, db, reopen: async () => (await openStore(url)).store };
    });

    readersContract(async () => {
      const { store, db } = await openRooms();
      return { store, readers: new SqlReaders(db) };
    });

    describe('standings', () => standingsContract(async () => (await server.create()).url));

    it('takes a crowd of large lines, though no statement could hold them all', async () => {
      const { store } = await openRooms();
      const html = 'a'.repeat(40_000);
      const lines = await Promise.all([...Array(500)].map(() => store.append(draft({ html }))));
      expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, index) => index + 1));
    });

    it('doubts a room whose COMMIT wasn’t answered, for lines and for changes of them', async () => {
      const { url, store } = await openRooms();
      const proxy = await DeafProxy.open(url);
      const doubted: string[] = [];
      const { db } = await openStore(proxy.url);
      const writer = new SqlLineWriter({ db, doubt: (room) => doubted.push(room) });
      const far = (await openStore(proxy.url, { writer })).store;
      await far.append(draft());
      proxy.loseAnswer();
      expect(await far.append(draft())).toMatchObject({ seq: 2 });
      expect(doubted).toEqual(['lobby']);
      const change = {
        room: 'lobby',
        seq: 1,
        uid: 7,
        mayModerate: false,
        deed: { does: 'delete' },
      } as const;
      proxy.loseAnswer();
      await expect(far.change(change)).rejects.toMatchObject({ code: ChatErrorCode.storeUnavailable });
      await far.append(draft());
      expect(doubted).toEqual(['lobby', 'lobby']);
      expect((await store.page('lobby', { limit: 5 })).head_seq).toBe(4);
    });

    it('gives several processes that write at once one order without a hole', async () => {
      const { url, store } = await openRooms();
      await talkAtOnce([store, (await openStore(url)).store, (await openStore(url)).store]);
    });
  });

  const extension = `pdo_${kind.scheme}` as const;
  if (!hasPhp(extension)) {
    it.skip(`needs PHP with ${extension}`, () => undefined);
    return;
  }

  describe(`the store on ${kind.packageName} whose lines PHP writes`, () => {
    let php: PhpServer;
    beforeAll(async () => {
      php = await PhpServer.start();
    });
    afterAll(async () => {
      await php?.stop();
    });

    async function openWritten(url: string): Promise<Store> {
      const writer = new DrupalLineWriter({
        post: (_path, question) => php.post(url, question),
        doubt: () => undefined,
      });
      return (await openStore(url, { writer })).store;
    }

    storeContract(async () => {
      const { url, db } = await openRooms();
      return { store: await openWritten(url), db, reopen: () => openWritten(url) };
    });

    it('gives PHP and other processes that write at once one order without a hole', async () => {
      const { url, store } = await openRooms();
      await talkAtOnce([store, await openWritten(url), await openWritten(url)]);
    });
  });
}

/** 300 lines in two rooms, by three stores. */
async function talkAtOnce(stores: readonly [Store, Store, Store]): Promise<void> {
  const rooms = ['lobby', 'library'];
  await Promise.all(
    Array.from({ length: 300 }, (_, count) =>
      stores[count % 3]?.append(draft({ room: rooms[count % 2] ?? '', body: `line ${count}` })),
    ),
  );
  for (const room of rooms) {
    const { lines, head_seq } = await stores[0].page(room, { limit: 200 });
    expect(head_seq).toBe(150);
    expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
  }
}
