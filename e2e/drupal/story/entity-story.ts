import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { phone } from '../screens.ts';
import type { Visitor } from '../visitor.ts';
import { channelsOf, openLive, regions, waitForRegions } from './live-page.ts';
import type { Scene } from './scene.ts';

/** Content, fields and comments stay as they are now on pages that are open. */
export async function playEntities({
  arrive,
  site,
  server,
  claims,
  people,
  screenshot,
}: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_entity');
  await site.ask('live-site');
  const save = (type: string, id: string | null, values: object | null) =>
    site.ask<string>('save-content', type, id, values);
  const article = await save('node', null, {
    type: 'e2e_article',
    title: 'The match',
    status: 1,
    promote: 1,
    field_e2e_score: 1,
  });
  const path = `/node/${article}`;
  const alice = await arrive(people.alice);
  const bob = await arrive(people.bob);
  const visitor = await arrive();

  const look = (who: Visitor, where: string) => openLive(server, who, where);
  const asks = (channels: readonly string[]) =>
    channels.reduce(
      (sum, channel) => sum + site.countRequests(`/nodejs/live/${channel.slice('entity:live-'.length)}`),
      0,
    );

  await claims.check(
    'a rendered article that is marked live changes where it stands, for visitors and users, without a request of theirs',
    'the front page’s teasers of two browsers, the article saved in another process; requests for the live route counted',
    async () => {
      const pages = [await look(visitor, '/node'), await look(bob, '/node')];
      const channels = (await Promise.all(pages.map(channelsOf))).flat();
      assert.equal(new Set(channels).size, 2, 'visitors and users are two audiences');
      const start = performance.now();
      await save('node', article, { title: 'The match of the day' });
      for (const page of pages) await page.getByText('The match of the day').waitFor();
      const ms = Math.round(performance.now() - start);
      for (const page of pages) assert.equal(await page.evaluate('window.isSamePage'), true);
      assert.equal(asks(channels), 0);
      for (const page of pages) await page.close();
      return `${ms} ms, the saving process included`;
    },
  );

  await claims.check(
    'a single live field changes, and nothing else of the page is rendered',
    'a score on the article’s page, read by a visitor and by Bob',
    async () => {
      const pages = [await look(visitor, path), await look(bob, path)];
      await save('node', article, { field_e2e_score: 4711 });
      for (const page of pages) await page.locator(regions, { hasText: '4711' }).waitFor();
      for (const page of pages) await page.close();
      return undefined;
    },
  );

  await claims.check(
    'comments appear, are answered, change and vanish in place and in their thread, while somebody types',
    'Bob comments by the form; Alice is typing a comment of her own, a visitor reads; then an answer, an edit, a deletion',
    async () => {
      await save('comment', null, comment(article, 'Before all', 'This one was here first.'));
      const atAlice = await look(alice, path);
      const atVisitor = await look(visitor, path);
      const draft = atAlice.locator('#edit-comment-body-0-value');
      await draft.fill('Half a thought');
      await draft.focus();
      const seenAt = (await draft.boundingBox())?.y;
      const atBob = await bob.open(path);
      await atBob.fill('#edit-subject-0-value', 'What a match');
      await atBob.fill('#edit-comment-body-0-value', 'I have never seen the like.');
      const start = performance.now();
      await atBob.click('form.comment-form [type=submit]');
      for (const page of [atAlice, atVisitor]) await page.getByText('I have never seen the like.').waitFor();
      const ms = Math.round(performance.now() - start);
      assert.equal(await draft.inputValue(), 'Half a thought');
      assert.equal(
        await atAlice.evaluate('document.activeElement.id'),
        'edit-comment-body-0-value',
        'the focus was taken away',
      );
      await atAlice.waitForTimeout(200);
      const nowAt = (await draft.boundingBox())?.y;
      assert.ok(
        Math.abs(Number(nowAt) - Number(seenAt)) < 3,
        `what is typed moved from ${seenAt} to ${nowAt}`,
      );
      await atAlice
        .locator('#drupal-live-announce', { hasText: 'Comments: 1 new' })
        .waitFor({ state: 'attached' });
      await atAlice.screenshot({ path: screenshot('comments'), fullPage: true });

      const parent = await commentId(atVisitor, 'What a match');
      const answer = await save('comment', null, {
        ...comment(article, 'An answer', 'Nor have I.'),
        pid: parent,
      });
      await atVisitor.locator('.indented', { hasText: 'Nor have I.' }).waitFor();
      await save('comment', answer, { comment_body: { value: 'Nor have I, ever.', format: 'plain_text' } });
      await atVisitor.locator('.indented', { hasText: 'Nor have I, ever.' }).waitFor();
      await atVisitor.setViewportSize(phone);
      await atVisitor.evaluate('document.documentElement.dir = "rtl"');
      await atVisitor.screenshot({ path: screenshot('comments-phone-rtl'), fullPage: true });
      await save('comment', answer, null);
      await atVisitor.getByText('Nor have I, ever.').waitFor({ state: 'detached' });
      assert.equal(await draft.inputValue(), 'Half a thought');
      // Her own links come when she reaches for them.
      await atAlice.mouse.move(200, 200);
      await atAlice.mouse.move(210, 210);
      await atAlice
        .locator('article', { hasText: 'What a match' })
        .getByRole('link', { name: /Reply/ })
        .first()
        .waitFor();
      for (const page of [atAlice, atVisitor]) {
        assert.equal(await page.evaluate('window.isSamePage'), true, 'the page was loaded anew');
        await page.close();
      }
      await atBob.close();
      return `${ms} ms from Bob’s click to both pages`;
    },
  );

  await claims.check(
    'whoever loses the right to see it finds it gone, and nothing of it reaches them; it comes back when it may be seen again',
    'the article is unpublished with another title; what a visitor’s and Bob’s pages say, and every frame that they received',
    async () => {
      const pages: Page[] = [];
      const frames: string[] = [];
      for (const who of [visitor, bob]) {
        const page = await who.open('about:blank');
        page.on('websocket', (socket) =>
          socket.on('framereceived', ({ payload }) => frames.push(String(payload))),
        );
        await page.goto('/node');
        await waitForRegions(server, page);
        pages.push(page);
      }
      await save('node', article, { title: 'A secret title', status: 0 });
      for (const page of pages) {
        await page.locator(regions, { hasText: 'The match of the day' }).waitFor({ state: 'detached' });
        assert.ok(!(await page.content()).includes('A secret title'));
      }
      assert.ok(!frames.join('\n').includes('A secret title'));
      assert.notEqual(frames.length, 0);
      await save('node', article, { title: 'The match of the year', status: 1 });
      for (const page of pages) await page.getByText('The match of the year').waitFor();
      for (const page of pages) await page.close();
      return `${frames.length} frames looked through`;
    },
  );

  await claims.check(
    'what changed between a page’s making and its connection is made up for',
    'a page that is kept from connecting, a change meanwhile, then the connection',
    async () => {
      const page = await visitor.open('about:blank');
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/client.js*', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto('/node');
      await page.getByText('The match of the year').waitFor();
      await save('node', article, { title: 'Too late to be seen?' });
      release();
      await page.getByText('Too late to be seen?').waitFor();
      await page.close();
      return undefined;
    },
  );

  await claims.check(
    'an owner makes a display live with one checkbox, and a field by its gear',
    'administrator in Chromium on “Manage display”; a display without it gets it and loses it again',
    async () => {
      const owner = await arrive(site.admin);
      const page = await owner.open('/admin/structure/types/manage/e2e_article/display/teaser');
      const box = page.getByLabel('Live', { exact: true });
      assert.equal(await box.isChecked(), true);
      await page.screenshot({ path: screenshot('live-display'), fullPage: true });
      await box.uncheck();
      await page.click('#edit-submit');
      await page.locator('[data-drupal-messages]').getByText(/saved/).first().waitFor();
      const plain = await visitor.open('/node');
      assert.equal(await plain.locator(regions).count(), 0);
      await plain.close();
      await page.getByLabel('Live', { exact: true }).check();
      await page.click('#edit-submit');
      await page.locator('[data-drupal-messages]').getByText(/saved/).first().waitFor();
      // On Drupal 11.4 …/display alone is an overview of the displays.
      await page.goto('/admin/structure/types/manage/e2e_article/display/default');
      await page.locator('#e2e-comments').getByText('Live').waitFor();
      await page.goto('/admin/help/nodejs_entity');
      await page.getByText('Live comments').waitFor();
      await owner.leave();
      return undefined;
    },
  );

  await alice.leave();
  await bob.leave();
  await visitor.leave();
  await site.ask('remove-live-site');
}

function comment(article: string, subject: string, body: string): object {
  return {
    entity_type: 'node',
    entity_id: article,
    field_name: 'e2e_comments',
    comment_type: 'e2e_comment',
    subject,
    comment_body: { value: body, format: 'plain_text' },
    uid: 1,
    status: 1,
  };
}

async function commentId(page: Page, subject: string): Promise<string> {
  const link = page.locator('a', { hasText: subject }).first();
  const id = /comment[-/](\d+)/.exec((await link.getAttribute('href')) ?? '')?.[1];
  assert.ok(id, `no link to the comment “${subject}”`);
  return id;
}
