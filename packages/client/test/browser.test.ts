import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { PageSite } from './page-site.ts';
import { PushServer } from './push-server.ts';

const last = 'last';

function diary(page: Page, kind: 'modern' | 'classic'): Promise<unknown[]> {
  return page.evaluate((key) => JSON.parse(sessionStorage.getItem(key) ?? '[]'), kind);
}

async function written(page: Page): Promise<void> {
  await page.waitForFunction(
    (word) => ['modern', 'classic'].every((key) => sessionStorage.getItem(key)?.includes(word)),
    last,
  );
}

test.runIf(chromiumPath)(
  'a browser loses nothing and sees nothing twice over page loads, with one token request',
  { timeout: 60_000 },
  async () => {
    await using site = await PageSite.start();
    await using push = await PushServer.start({ origins: [site.origin] });
    site.push = push;
    const send = (data: unknown) => push.publish(site.channel, { channel: site.channel, data });
    const browser = await launchBrowser(chromiumPath ?? '');
    try {
      const page = await browser.newPage();
      await page.goto(site.origin);
      await page.waitForFunction("document.title === 'live'");

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
      await written(page);

      const expected = [...numbers, 'while elsewhere', last];
      expect(await diary(page, 'modern')).toEqual(expected);
      expect(await diary(page, 'classic')).toEqual(expected);
      expect(site.tokenRequests).toBe(1);
    } finally {
      await browser.close();
    }
  },
);
