import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, openQueue } from '@drupal-nodejs/drupal';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { chromiumPath, launchBrowser } from '../../../client/test/browser.ts';
import { RunningExample } from './running-example.ts';

describe.runIf(chromiumPath)('the examples, in a browser', { timeout: 120_000 }, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser(chromiumPath ?? '');
  });

  afterAll(() => browser?.close());

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext(options);
    onTestFinished(() => context.close());
    return await context.newPage();
  }

  /** Where `SCREENSHOTS` names a folder, for people to look at. */
  async function look(page: Page, name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }

  /** Nothing is cut off at the side. */
  async function fits(page: Page): Promise<boolean> {
    return await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
  }

  it('the chat: two people talk, one who loses the right to read hears nothing more', async () => {
    const example = await RunningExample.start('chat');
    const alice = await open({ colorScheme: 'dark' });
    await alice.goto(example.url);
    await look(alice, 'chat-log-in-dark');
    await alice.getByLabel('Name').fill('Alice');
    await alice.getByLabel('Password').fill('wrong');
    await alice.getByRole('button', { name: 'Log in' }).click();
    await alice.getByText('unrecognized username or password').waitFor();
    await example.logIn(alice, 'Alice');
    const bob = await open({ viewport: { width: 390, height: 800 } });
    await example.logIn(bob, 'Bob');
    await alice.getByText('2 here').waitFor();

    const say = async (page: Page, text: string) => {
      await page.getByLabel('Your line').fill(text);
      await page.getByLabel('Your line').press('Enter');
    };
    await say(alice, 'Hello <b>Bob</b>');
    await bob.getByText('Hello <b>Bob</b>').waitFor();
    await say(bob, 'שלום, Alice');
    await alice.getByText('שלום, Alice').waitFor();
    expect(await alice.locator('#lines li').allTextContents()).toEqual([
      expect.stringMatching(/^Alice, .*Hello <b>Bob<\/b>$/),
      expect.stringMatching(/^Bob, .*שלום, Alice$/),
    ]);
    await look(alice, 'chat-dark');
    await look(bob, 'chat-phone');
    expect([await fits(alice), await fits(bob)]).toEqual([true, true]);
    await bob.evaluate('document.documentElement.dir = "rtl"');
    await look(bob, 'chat-phone-rtl');

    // Who comes later reads what was said.
    await bob.reload();
    await bob.getByText('Hello <b>Bob</b>').waitFor();

    // A role that is taken reaches the open connection within the sweep.
    await example.site.db.deleteFrom('user__roles').where('entity_id', '=', 3).execute();
    await bob.getByText('You may not read this chat').waitFor();
    await say(alice, 'Is Bob still here?');
    await alice.getByText('Is Bob still here?').waitFor();
    expect(await bob.getByText('Is Bob still here?').count()).toBe(0);

    // Logged out, blocked: the line is cut.
    await example.site.db.deleteFrom('sessions').where('uid', '=', 2).execute();
    await alice.getByRole('button', { name: 'Log in' }).waitFor();
  });

  it('the queue: 10,000 mails are done while the page shows how far it is', async () => {
    const example = await RunningExample.start('queue');
    const page = await open();
    await example.logIn(page, 'Alice');
    await look(page, 'queue-empty');
    const db = await openDatabase(example.database, { access: 'write' });
    onTestFinished(() => db.destroy());
    const mails = 10_000;
    await db.transaction().execute(async (transaction) => {
      const queue = await openQueue(transaction, 'mails');
      for (let n = 1; n < mails; n++)
        await queue.push({ to: `user${n}@example.com`, subject: `Nº ${n}`, body: 'Hi' });
      await queue.push({ to: 'nobody', subject: 'Never sent', body: '' });
    });
    await page.getByText(/[1-9]\d? % of/).waitFor();
    await look(page, 'queue-desktop');
    const phone = await open({ viewport: { width: 390, height: 800 }, colorScheme: 'dark' });
    await example.logIn(phone, 'Bob');
    await phone.getByText(/% of|All done/).waitFor();
    await look(phone, 'queue-phone-dark');
    expect([await fits(page), await fits(phone)]).toEqual([true, true]);
    await phone.evaluate('document.documentElement.dir = "rtl"');
    await look(phone, 'queue-phone-dark-rtl');

    const outbox = join(example.folder, 'outbox');
    await expect.poll(() => readdirSync(outbox).length, { timeout: 100_000, interval: 250 }).toBe(mails - 1);
    await page.getByText('expected an address to send to').waitFor();
    await expect.poll(() => page.locator('#done').textContent()).toBe((mails - 1).toLocaleString('en-US'));
    const subjects = new Set(
      readdirSync(outbox).map((file) => /^Subject: .*$/m.exec(readFileSync(join(outbox, file), 'utf8'))?.[0]),
    );
    expect(subjects.size).toBe(mails - 1);
    await look(page, 'queue-done');
  });

  it('the queue’s page is for those who may see it', async () => {
    const example = await RunningExample.start('queue');
    await example.site.db.deleteFrom('user__roles').execute();
    const page = await open();
    await example.logIn(page, 'Alice');
    await page.getByText('You may not see this queue').waitFor();
  });
});

it('the chat is short', () => {
  const folder = new URL('../../examples/chat/', import.meta.url);
  const lines = readdirSync(folder).map(
    (file) => readFileSync(new URL(file, folder), 'utf8').split('\n').length - 1,
  );
  expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThan(130);
});
