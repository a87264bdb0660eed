import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ThrowawaySite } from '../throwaway-site.ts';
import { readTexts, type Visitor, waitUntilLive } from '../visitor.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

const log = '/admin/reports/dblog';
const channel = 'watchdog_dblog';

/** The log page that grows while somebody reads it. */
export async function playWatchdog({
  arrive,
  site,
  server,
  claims,
  people,
  screenshot,
}: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_watchdog');
  const owner = await arrive(site.admin);

  for (const [name, withView] of [
    ['with dblog’s View', true],
    ['without dblog’s View', false],
  ] as const) {
    await site.ask('use-view', 'watchdog', withView);
    await claims.check(
      `the log page grows live, ${name}: new rows come first, are told to a screen reader, and the page is not loaded anew`,
      'administrator in Chromium; three addresses that do not exist, asked for by another',
      async () => {
        const page = await openLog(owner, server);
        await miss(site, `${withView}-1`, `${withView}-2`, `${withView}-3`);
        await row(page, `${withView}-3`).waitFor();
        const [first = ''] = await readTexts(page.locator('#admin-dblog tbody tr'));
        assert.match(first, new RegExp(`missing-${withView}-`));
        assert.equal(await page.evaluate('window.isSamePage'), true);
        await page.waitForFunction(
          `/\\d new log messages?/.test(document.getElementById('drupal-live-announce').textContent)`,
        );
        const [seen] = await readTexts(page.locator('#drupal-live-announce'));
        assert.equal(await page.locator('.nodejs-watchdog__state').textContent(), 'Live');
        await page.locator('.nodejs-watchdog').scrollIntoViewIfNeeded();
        await photograph(page, (ending) => screenshot(`log${withView ? '' : '-without-view'}${ending}`), {
          fullPage: false,
          // Without the View core's own table is too wide for a phone once a message holds a long name.
          mayScrollSideways: !withView,
        });
        await page.close();
        return `first row: ${first} | announced: ${seen}`;
      },
    );
  }
  await site.ask('use-view', 'watchdog', true);

  await claims.check(
    'the log’s filters hold for what comes',
    'the page filtered by “access denied”; one address that does not exist and one that is forbidden',
    async () => {
      const page = await openLog(owner, server, '?type[]=access denied');
      await miss(site, 'filtered');
      await fetch(`${site.url}/admin/config?filtered`);
      await page.getByText('/admin/config?filtered').first().waitFor();
      const texts = await readTexts(page.locator('#admin-dblog tbody tr'));
      assert.ok(
        texts.every((text) => !text.includes('page not found')),
        texts.join(' | '),
      );
      await page.close();
      return texts[0];
    },
  );

  await claims.check(
    'a log that had nothing to show shows its first message',
    'the page filtered by a severity that nothing has yet, then reset by the hint of a look that finds something',
    async () => {
      const page = await openLog(owner, server, '?type[]=user&severity[]=3');
      assert.match((await page.locator('.admin-dblog').textContent()) ?? '', /No log messages available/);
      await page.evaluate(
        `history.replaceState(null, '', '${log}?type[]=page not found'); window.isSamePage = true`,
      );
      await miss(site, 'after-nothing');
      await row(page, 'after-nothing').waitFor();
      assert.equal(await page.locator('.nodejs-watchdog').count(), 1);
      await page.close();
      return undefined;
    },
  );

  await claims.check(
    'a later page of the log stays as it is and says how many messages are new',
    '60 addresses that do not exist, the second page, two more',
    async () => {
      await miss(site, ...Array.from({ length: 60 }, (_, index) => `old-${index}`));
      const page = await openLog(owner, server, '?page=1');
      const before = await readTexts(page.locator('#admin-dblog tbody tr'));
      await miss(site, 'later-1', 'later-2');
      const link = page.getByText('2 new messages');
      await link.waitFor();
      assert.deepEqual(await readTexts(page.locator('#admin-dblog tbody tr')), before);
      await page.screenshot({ path: screenshot('log-later-page') });
      await link.click();
      await row(page, 'later-2').waitFor();
      await page.close();
      return `${before.length} rows stayed`;
    },
  );

  await claims.check(
    '“Pause” holds the page still and counts; “Resume” brings what came',
    'by keyboard, in Chromium',
    async () => {
      const page = await openLog(owner, server);
      await page.press('.nodejs-watchdog__pause', 'Enter');
      await miss(site, 'paused');
      await page.getByText('1 new message', { exact: true }).waitFor();
      assert.equal(await row(page, 'paused').count(), 0);
      await page.press('.nodejs-watchdog__pause', 'Enter');
      await row(page, 'paused').waitFor();
      assert.equal(await page.evaluate('document.activeElement.textContent'), 'Pause');
      await page.close();
      return undefined;
    },
  );

  await claims.check(
    'a flood of messages makes a log page fetch itself about once a second, and loses none',
    '200 addresses that do not exist, eight at a time; requests for the log page counted at the front controller; the numbers of the messages shown have no gap',
    async () => {
      const page = await openLog(owner, server);
      const asked = site.countRequests(log);
      const start = performance.now();
      for (let round = 0; round < 25; round++) {
        await miss(site, ...Array.from({ length: 8 }, (_, index) => `flood-${round * 8 + index}`));
      }
      await miss(site, 'flood-last');
      await row(page, 'flood-last').waitFor();
      const seconds = (performance.now() - start) / 1_000;
      const count = site.countRequests(log) - asked;
      assert.ok(count <= seconds + 1, `${count} requests in ${seconds.toFixed(1)} s`);
      const shown = await page
        .locator('#admin-dblog tbody a[href*="/dblog/event/"]')
        .evaluateAll((links) => links.map((link) => Number(link.getAttribute('href')?.match(/\d+$/)?.[0])));
      const ids = [...new Set(shown)];
      assert.equal(ids.length, 50);
      for (const [place, id] of ids.entries()) assert.equal(id, Number(ids[0]) - place, ids.join(', '));
      await page.close();
      return `201 messages in ${seconds.toFixed(1)} s: ${count} requests`;
    },
  );

  await claims.check(
    'only who may “View site reports” hears that something was logged, and nothing of what was logged is sent around',
    'Alice’s answer of the token route; the channel’s history at the push server',
    async () => {
      const alice = await arrive(people.alice);
      const answer = await fetch(`${site.url}/nodejs/token`, { headers: { Cookie: await alice.cookie() } });
      const { subscriptions } = (await answer.json()) as { readonly subscriptions: object };
      assert.ok(!(channel in subscriptions), Object.keys(subscriptions).join(', '));
      const page = await alice.open(log);
      assert.match((await page.locator('h1').textContent()) ?? '', /Access denied/);
      await alice.leave();
      const { publications } = await server.call<{ readonly publications: readonly { data: unknown }[] }>(
        'history',
        { channel, limit: 100 },
      );
      assert.notEqual(publications.length, 0);
      for (const { data } of publications) assert.deepEqual(data, { type: 'watchdog' });
      return `${publications.length} hints`;
    },
  );

  await owner.leave();
}

async function openLog(owner: Visitor, server: Scene['server'], query = ''): Promise<Page> {
  const page = await owner.open(`${log}${query}`);
  await page.evaluate('window.isSamePage = true');
  await waitUntilLive(page);
  await server.waitForListeners(channel, 1);
  return page;
}

/** Asks for addresses that don't exist; each is a line in the log. */
async function miss(site: ThrowawaySite, ...names: readonly string[]): Promise<void> {
  await Promise.all(
    names.map((name) => fetch(`${site.url}/missing-${name}`).then((answer) => answer.text())),
  );
}

function row(page: Page, name: string) {
  return page
    .locator('#admin-dblog tbody tr')
    .filter({ hasText: `/missing-${name}` })
    .first();
}
