import { type ChatTables, createTables, SqlReaders } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DatabaseServer,
  isInstalled,
  type ServerKind,
} from '../../../drupal/test/servers/database-server.ts';
import { openStore } from './database-file.ts';
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
      const { url, store } = await openRooms();
      return { store, reopen: async () => (await openStore(url)).store };
    });

    readersContract(async () => {
      const { store, db } = await openRooms();
      return { store, readers: new SqlReaders(db) };
    });

    describe('standings', () => standingsContract(async () => (await server.create()).url));

    it('gives several processes that write at once one order without a hole', async () => {
      const { url, store } = await openRooms();
      const stores = [store, (await openStore(url)).store, (await openStore(url)).store];
      const rooms = ['lobby', 'library'];
      await Promise.all(
        Array.from({ length: 300 }, (_, count) =>
          stores[count % 3]?.append(draft({ room: rooms[count % 2] ?? '', body: `line ${count}` })),
        ),
      );
      for (const room of rooms) {
        const { lines, head_seq } = await store.page(room, { limit: 200 });
        expect(head_seq).toBe(150);
        expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
      }
    });
  });
}
