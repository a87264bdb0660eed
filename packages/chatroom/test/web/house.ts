import type { Caller } from '@drupal-nodejs/server';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { chromiumPath, launchBrowser } from '../../../client/test/browser.ts';
import { createUser, drupalSite } from '../server/chat-site.ts';
import { type PushServer, startPushServer } from '../server/push-server.ts';
import { ChatPages, type Look } from './chat-page.ts';

/** Rooms of the house: Eve owns the lobby, guests read it. */
export const rooms = {
  lobby: { title: 'Lobby', owners: ['editor'], members: ['authenticated'], readers: ['anonymous'] },
  library: { title: 'Library', members: ['authenticated'] },
};

/** A site with Alice, Bob and Eve, and its push server. */
export interface House {
  readonly alice: Caller;
  readonly bob: Caller;
  readonly eve: Caller;
  readonly url: string;
  readonly server: PushServer;
}

/** One browser for the tests of a file, and the pages that it opens. */
export class Browsing {
  #browser: Browser | undefined;
  #pages: ChatPages | undefined;

  /** To be made inside `describe`: it opens before its tests and closes after them. */
  constructor() {
    beforeAll(async () => {
      this.#browser = await launchBrowser(chromiumPath ?? '');
      this.#pages = await ChatPages.open();
    }, 60_000);
    afterAll(async () => {
      this.#pages?.close();
      await this.#browser?.close();
    });
  }

  get origin(): string {
    return this.#opened.origin;
  }

  async house(): Promise<House> {
    const { url, site } = await drupalSite();
    const people = {
      alice: await createUser({ site }, 'Alice'),
      bob: await createUser({ site }, 'Bob'),
      eve: await createUser({ site }, 'Eve', ['editor']),
    };
    const server = await startPushServer(url, '127.0.0.1:0', { origins: [this.origin], rooms });
    this.#opened.server = server;
    return { ...people, url, server };
  }

  /** Opens the page as somebody, in a browser of their own. */
  visit(caller: Caller, look: Look = {}): Promise<Page> {
    if (!this.#browser) throw new Error('the browser isn’t open yet');
    return this.#opened.visit(this.#browser, caller, look);
  }

  /** Opens the page for several people, and a room on each. */
  async visitRoom<Callers extends readonly Caller[]>(
    room: string,
    ...callers: Callers
  ): Promise<{ [Index in keyof Callers]: Page }> {
    const pages: Page[] = [];
    for (const caller of callers) pages.push(await this.visit(caller));
    await Promise.all(pages.map((page) => go(page, room)));
    return pages as { [Index in keyof Callers]: Page };
  }

  get #opened(): ChatPages {
    if (!this.#pages) throw new Error('the pages aren’t served yet');
    return this.#pages;
  }
}

export async function go(page: Page, room: string): Promise<void> {
  await page.locator(`nav button[data-room="${room}"]`).click();
  await page.locator('.room header h2').getByText(new RegExp(room, 'i')).waitFor();
}

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

export function composer(page: Page): Locator {
  return page.locator('section.room > chat-composer textarea');
}

export function lines(page: Page): Locator {
  return page.locator('chat-conversation article .text, chat-conversation .gone');
}

export async function texts(page: Page): Promise<readonly string[]> {
  return (await lines(page).allInnerTexts()).map((text) => text.trim());
}

export function line(page: Page, text: string): Locator {
  return page.locator('chat-conversation article', { hasText: text }).first();
}

/** Chooses something in the menu of a line. */
export async function act(page: Page, text: string, action: string): Promise<void> {
  await line(page, text).hover();
  await line(page, text).getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}
