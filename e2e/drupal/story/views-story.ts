import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { phone } from '../screens.ts';
import { readTexts, type Visitor } from '../visitor.ts';
import { channelsOf, openLive, waitForRegions } from './live-page.ts';
import { fitsOnPhone } from './looks.ts';
import type { Scene } from './scene.ts';

const list = '/e2e-list';

/** Lists of Views update on pages that are open, as one checkbox says. */
export async function playViews({ arrive, site, server, claims, people, screenshot }: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_views');
  const publish = (title: string) =>
    site.ask<string>('save-content', 'node', null, { type: 'e2e_article', title, status: 1 });
  const articles: string[] = [];
  for (let number = 1; number <= 7; number++) articles.push(await publish(`Article ${number}`));
  const visitor = await arrive();
  const bob = await arrive(people.bob);

  const look = (who: Visitor, where: string) => openLive(server, who, where);
  const rows = (page: Page) => readTexts(page.locator('.view-e2e-list .views-row'));

  await claims.check(
    'one checkbox in the Views UI makes a list live',
    'administrator in Chromium: “Live” under “Other” of a view that isn’t, apply, save; the list then',
    async () => {
      const owner = await arrive(site.admin);
      const page = await owner.open('/admin/structure/views/view/e2e_list/edit/page_1');
      // “Advanced” is closed at first.
      await page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true');
      await page.locator('#views-page-1-nodejs-views').click();
      const dialog = page.locator('.ui-dialog');
      await dialog.getByLabel('Update this list on open pages').check();
      await page.screenshot({ path: screenshot('live-views-ui') });
      await dialog.getByRole('button', { name: 'Apply' }).first().click();
      await dialog.waitFor({ state: 'detached' });
      await page.locator('#edit-actions-submit').click();
      await page.locator('[data-drupal-messages]').getByText('has been saved').waitFor();
      await page.goto('/admin/help/nodejs_views');
      await page.getByText('A live list').waitFor();
      await owner.leave();
      const plain = await visitor.open(list);
      assert.equal((await channelsOf(plain)).length, 1);
      await plain.close();
      return undefined;
    },
  );
  await site.ask('live-view', 'replace');

  await claims.check(
    'the list takes up what is new, changed and gone, without a page load and without a request',
    'a visitor’s page and Bob’s; articles created, renamed and deleted in another process',
    async () => {
      const pages = [await look(visitor, list), await look(bob, list)];
      const before = site.countRequests(list);
      const start = performance.now();
      const id = await publish('Brand new');
      for (const page of pages) await page.getByText('Brand new').waitFor();
      const ms = Math.round(performance.now() - start);
      await site.ask('save-content', 'node', id, { title: 'No longer brand new' });
      for (const page of pages) await page.getByText('No longer brand new').waitFor();
      await site.ask('save-content', 'node', id, null);
      for (const page of pages) {
        await page.getByText('No longer brand new').waitFor({ state: 'detached' });
        assert.deepEqual(
          await rows(page),
          [7, 6, 5, 4, 3].map((number) => `Article ${number}`),
        );
        assert.equal(await page.evaluate('window.isSamePage'), true);
        await page.close();
      }
      assert.equal(site.countRequests(list) + site.countRequests('/views/ajax'), before);
      return `${ms} ms, the saving process included`;
    },
  );

  await claims.check(
    'the pager’s page, the focus and half a filter stay as they are',
    'a visitor who turned to the second page by Views’ own AJAX and types into the filter; an article that moves the pages',
    async () => {
      const page = await look(visitor, list);
      await page.locator('.view-e2e-list .pager__item--next a').click();
      await page.getByText('Article 1').first().waitFor();
      await waitForRegions(server, page);
      assert.equal((await channelsOf(page)).length, 1, 'what Views replaced is still listened to');
      const filter = page.locator('.view-e2e-list input[name=title]');
      await filter.fill('half a wo');
      await filter.focus();
      const id = await publish('Article 8');
      await page.getByText('Article 3').first().waitFor();
      assert.deepEqual(await rows(page), ['Article 3', 'Article 2', 'Article 1']);
      assert.equal(await filter.inputValue(), 'half a wo');
      assert.equal(await page.evaluate('document.activeElement.name'), 'title');
      await page.screenshot({ path: screenshot('live-list') });
      // Views’ own AJAX still knows the list.
      await filter.fill('Article 7');
      await page.locator('.view-e2e-list form [type=submit]').click();
      await page.waitForFunction(
        'document.querySelectorAll(".view-e2e-list .views-row").length === 1',
        undefined,
        { polling: 50 },
      );
      assert.deepEqual(await rows(page), ['Article 7']);
      await page.close();
      await site.ask('save-content', 'node', id, null);
      return undefined;
    },
  );

  await claims.check(
    'several lists on one page keep their own number of items, their fields and the names of these',
    'two blocks of one display, with a filter each; an article; ids that the page has twice, and whose field a click on a label reaches',
    async () => {
      await site.ask('list-blocks', [2, 3]);
      const page = await look(visitor, '/user/login');
      const block = (count: number) => page.locator(`#block-e2e-list-${count}`);
      const fields = page.locator('.view-e2e-list input[name=title]');
      const twice = () =>
        page.locator('[id]').evaluateAll((all) => {
          const ids = all.map((each) => each.id);
          return ids.filter((id, index) => ids.indexOf(id) < index);
        });
      // Core itself gives some of them to both forms of two blocks of one display.
      const before = await twice();
      await fields.evaluateAll((all) => {
        for (const field of all) field.setAttribute('data-was-here', '');
      });
      const id = await publish('Another');
      for (const count of [2, 3]) {
        await block(count).getByText('Another').waitFor();
        assert.equal(await block(count).locator('.views-row').count(), count);
        await block(count).locator('label').click();
        assert.equal(await block(count).locator('input:focus').count(), 1, 'its label leads elsewhere');
      }
      assert.equal(
        await page.locator('[data-was-here]').count(),
        2,
        'a field was replaced that nobody changed',
      );
      assert.deepEqual(await twice(), before);
      await page.close();
      await site.ask('save-content', 'node', id, null);
      await site.ask('list-blocks', []);
      return undefined;
    },
  );

  await claims.check(
    '“3 new – show”: nothing moves until the reader asks, then the focus is on the first new one',
    'the list in the mode that asks, on a phone, right to left; three articles; by keyboard',
    async () => {
      await site.ask('live-view', 'ask');
      const page = await look(visitor, list);
      await page.setViewportSize(phone);
      for (const name of ['Alpha', 'Beta', 'Gamma']) await publish(name);
      const button = page.locator('.nodejs-live__news', { hasText: '3 new – show' });
      await button.waitFor();
      assert.deepEqual(
        await rows(page),
        [7, 6, 5, 4, 3].map((number) => `Article ${number}`),
      );
      await page.locator('#drupal-live-announce', { hasText: '3 new – show' }).waitFor({ state: 'attached' });
      await page.screenshot({ path: screenshot('live-list-news-phone') });
      await page.evaluate('document.documentElement.dir = "rtl"');
      await page.screenshot({ path: screenshot('live-list-news-rtl') });
      await fitsOnPhone(page);
      await button.focus();
      await page.keyboard.press('Enter');
      await page.getByText('Gamma').first().waitFor();
      assert.deepEqual(await rows(page), ['Gamma', 'Beta', 'Alpha', 'Article 7', 'Article 6']);
      assert.match(await page.evaluate<string>('document.activeElement.textContent'), /Gamma/);
      assert.equal(await button.count(), 0);
      await page.close();
      return undefined;
    },
  );

  await claims.check(
    'a command that takes long is followed as it goes, also where browsers and proxies may keep pages for minutes',
    'articles created one after the other by one process, which has pages fetch the list; a visitor, where pages may be kept for 15 minutes',
    async () => {
      await site.ask('live-view', 'replace');
      await site.ask('set-config', 'system.performance', 'cache.page.max_age', 900);
      // Somebody whose browser has none of these pages afterwards.
      const reader = await arrive();
      const page = await look(reader, list);
      let isOver = false;
      const command = site.ask('import', 'Import', 8, 2.2).then(() => {
        isOver = true;
      });
      for (const number of [2, 4, 6]) {
        await page.getByText(`Import ${number}`, { exact: true }).waitFor();
        assert.equal(isOver, false, `number ${number} was shown only when the command had ended`);
      }
      await command;
      await page.getByText('Import 8').waitFor();
      await reader.leave();
      await site.ask('set-config', 'system.performance', 'cache.page.max_age', 0);
      return undefined;
    },
  );

  await visitor.leave();
  await bob.leave();
}
