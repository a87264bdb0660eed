import type { ChatTables } from '@drupal-nodejs/chatroom';
import { openDatabase } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import type { Caller } from '@drupal-nodejs/server';
import type { Kysely } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { chromiumPath, launchBrowser } from '../../../client/test/browser.ts';
import { DatabaseServer, isInstalled } from '../../../drupal/test/servers/database-server.ts';
import { mariadb } from '../../../drupal/test/servers/mariadb.ts';
import { createUser } from '../server/chat-site.ts';
import { type PushServer, startPushServer } from '../server/push-server.ts';
import { ChatPages } from '../web/chat-page.ts';
import { CuttingProxy } from './cutting-proxy.ts';

/** Are its parts on this machine? */
export const canShake = chromiumPath !== undefined && isInstalled(mariadb);

/** A site in MariaDB with its people, a push server that may die, and a network to it that may break. */
export interface ShakySite<Name extends string = string> {
  readonly people: Readonly<Record<Name, Caller>>;
  readonly db: Kysely<ChatTables>;
  /** What MariaDB calls its database. */
  readonly schema: string;
  /** Where clients connect, however often the server is another. */
  readonly proxy: CuttingProxy;
  /** Ends the server without a word. */
  kill(): Promise<void>;
  /** Starts another in its place. */
  restart(): Promise<void>;
  /** Opens the chat in a browser of their own. */
  visit(caller: Caller): Promise<Page>;
}

/** One MariaDB and one Chromium for the tests of a file; to be made inside `describe`. */
export class ShakyHouse {
  #parts: { database: DatabaseServer; browser: Browser; pages: ChatPages } | undefined;

  constructor() {
    beforeAll(async () => {
      const [database, browser, pages] = await Promise.all([
        DatabaseServer.install(mariadb),
        launchBrowser(chromiumPath ?? ''),
        ChatPages.open(),
      ]);
      this.#parts = { database, browser, pages };
    }, 120_000);
    afterAll(async () => {
      this.#parts?.pages.close();
      await this.#parts?.browser.close();
      await this.#parts?.database.remove();
    });
  }

  get database(): DatabaseServer {
    return this.#opened.database;
  }

  /** A site of its own for a test; `names` with their roles. */
  async site<Name extends string>(
    rooms: Readonly<Record<string, unknown>>,
    names: Readonly<Record<Name, readonly string[]>>,
  ): Promise<ShakySite<Name>> {
    const { database, browser, pages } = this.#opened;
    const { url } = await database.create();
    const site = await installSite(url);
    onTestFinished(() => site.close());
    await site.createRole({ id: 'editor', label: 'Editor' });
    const people: Record<string, Caller> = {};
    for (const [name, roles] of Object.entries<readonly string[]>(names)) {
      people[name] = await createUser({ site }, name, [...roles]);
    }
    const start = () => startPushServer(url, '127.0.0.1:0', { origins: [pages.origin], rooms });
    let server: PushServer = await start();
    const proxy = await CuttingProxy.open(server.address);
    const db = await openDatabase<ChatTables>(url);
    onTestFinished(() => db.destroy());
    return {
      people: people as Record<Name, Caller>,
      db,
      schema: new URL(url).pathname.slice(1),
      proxy,
      kill: () => server.kill(),
      async restart() {
        server = await start();
        proxy.target = server.address;
      },
      visit(caller) {
        pages.server = { ...server, address: proxy.address };
        return pages.visit(browser, caller);
      },
    };
  }

  get #opened() {
    if (!this.#parts) throw new Error('the house isn’t open yet');
    return this.#parts;
  }
}

/** Everything that a page's sockets bring from now on. */
export async function listenIn(page: Page, proxy: CuttingProxy): Promise<readonly string[]> {
  const frames: string[] = [];
  const heard = new Promise<void>((resolve) => {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        frames.push(String(payload));
        resolve();
      });
    });
  });
  // A socket that is open already can't be listened to.
  proxy.cut();
  await heard;
  return frames;
}
