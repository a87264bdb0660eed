import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { PageSite } from './page-site.ts';
import { PushServer } from './push-server.ts';

const last = 'last';

function diary(page: Page, kind: 'modern' | 'classic'): Promise<unknown[]> {
  return page.evaluate((key) => JSON.parse(sessionStorage.getItem(key) ?? '[]'), kind);
}

async function written(page: Page, ...kinds: Parameters<typeof diary>[1][]): Promise<void> {
  await page.waitForFunction(
    ([word, keys]) => keys.every((key) => sessionStorage.getItem(key)?.includes(word)),
    [last, kinds] as const,
  );
}

async function inBrowser(
  story: (page: Page, site: PageSite, push: PushServer) => Promise<void>,
): Promise<void> {
  await using site = await PageSite.start();
  await using push = await PushServer.start({ origins: [site.origin] });
  site.push = push;
  const browser = await launchBrowser(chromiumPath ?? '');
  try {
    const page = await browser.newPage();
    await page.goto(site.origin);
    await page.waitForFunction("document.title === 'live'");
    await story(page, site, push);
  } finally {
    await browser.close();
  }
}

describe.runIf(chromiumPath)('a browser with the built files', { timeout: 60_000 }, () => {
  test('loses nothing and sees nothing twice over page loads, with one token request', () =>
    inBrowser(async (page, site, push) => {
      const send = (data: unknown) => push.publish(site.channel, { channel: site.channel, data });
      const numbers = Array.from({ length: 60 }, (_, number) => number);
      const publishing = (async () => {
        for (const number of numbers) await send(number);
      })();
      for (let load = 0; load < 3; load++) await page.reload();
      await publishing;
      await page.goto(`${site.origin}/elsewhere`);
      await send('while elsewhere');
      await page.goto(site.origin);
      await send(last);
      await written(page, 'modern', 'classic');

      const expected = [...numbers, 'while elsewhere', last];
      expect(await diary(page, 'modern')).toEqual(expected);
      expect(await diary(page, 'classic')).toEqual(expected);
      expect(site.tokenRequests).toBe(1);
    }));

  test('hears the content channels that came with the page and those that BigPipe or AJAX bring', () =>
    inBrowser(async (page, site, push) => {
      const settings = JSON.stringify({ nodejs: { contentTokens: { later: site.contentToken('later') } } });
      await page.evaluate(`Drupal.behaviors.nodejs.attach(document, ${settings})`);
      await page.evaluate("new Promise((subscribed) => Drupal.nodejs.on('content:later', { subscribed }))");

      await push.publish('content:watchdog_dblog', { channel: 'watchdog_dblog', data: 'with the page' });
      await push.publish('content:later', { channel: 'later', data: last });
      await written(page, 'classic');

      expect(await diary(page, 'classic')).toEqual(['with the page', last]);
    }));
});
