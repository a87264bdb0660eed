import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readTexts, type Visitor, waitUntilLive } from '../visitor.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

const listPath = '/admin/config/services/nodejs/actions';

/** Actions that send notices, made and run by hand. */
export async function playActions({
  arrive,
  site,
  server,
  claims,
  people,
  screenshot,
}: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_actions');
  await site.ask('create-article', 'Tea & <b>cake</b>');
  const owner = await arrive(site.admin);
  const bob = await arrive(people.bob);

  await claims.check(
    'an action about content is made on its own page, with a token, and refused without what it needs',
    'administrator in Chromium; core’s Action configuration, which has no pages in Drupal 11',
    async () => {
      const page = await owner.open(listPath);
      await page.selectOption('[name=plugin]', 'nodejs_send_channel:node');
      await page.press('input[value=Continue]', 'Enter');
      await fill(page, { label: 'Nonsense', channel: 'user:7', subject: 'x' });
      await page.press('#edit-submit', 'Enter');
      await page.locator('.messages--error').waitFor();

      await page.goto(listPath);
      await page.selectOption('[name=plugin]', 'nodejs_send_user:node');
      await page.press('input[value=Continue]', 'Enter');
      await fill(page, {
        label: 'Tell Bob',
        users: 'bob',
        subject: '[node:title]',
        body: 'By [node:author:name]',
      });
      await photograph(page, (ending) => screenshot(`action-form${ending}`));
      await page.press('#edit-submit', 'Enter');
      await page.locator('.messages--status').waitFor();
      await page.selectOption('[name=plugin]', 'nodejs_send_everybody:node');
      await page.press('input[value=Continue]', 'Enter');
      await fill(page, { label: 'Tell everybody', subject: 'Read [node:title]', body: '' });
      await page.press('#edit-submit', 'Enter');
      await page.locator('.messages--status').waitFor();
      const rows = await readTexts(page.locator('table tbody tr'));
      assert.equal(rows.length, 2);
      await photograph(page, (ending) => screenshot(`actions${ending}`), { settle: () => page.reload() });
      await page.close();
      return rows.join(' | ');
    },
  );

  await claims.check(
    'run from the list of operations of the Content page, it shows its notice to whom it names, as plain text',
    'Bob’s page and an anonymous visitor’s in Chromium',
    async () => {
      const stranger = await arrive();
      const pages = { bob: await bob.open('/user'), stranger: await stranger.open('/user/login') };
      for (const page of Object.values(pages)) await waitUntilLive(page);
      await server.waitForListeners('nodejs_broadcast', 2);
      await runOnContent(owner, 'Tell Bob');
      await runOnContent(owner, 'Tell everybody');
      const heard: Record<string, readonly string[]> = {};
      for (const [name, page] of Object.entries(pages)) {
        await page.locator('[data-drupal-messages]', { hasText: 'Read Tea & <b>cake</b>' }).waitFor();
        heard[name] = await readTexts(page.locator('[data-drupal-messages] .messages'));
      }
      const text = (name: string) => (heard[name] ?? []).join(' ');
      assert.match(text('bob'), /Read Tea & <b>cake<\/b>/);
      assert.doesNotMatch(text('stranger'), /By /);
      await pages.bob.screenshot({ path: screenshot('action-notice') });
      await stranger.leave();
      return JSON.stringify(heard);
    },
  );

  await claims.check(
    'who lacks the permission runs no such action, and nobody is told of content that they may not see',
    'Alice, an editor without it; the article unpublished by the administrator',
    async () => {
      const alice = await arrive(people.alice);
      const said = await runOnContent(alice, 'Tell everybody');
      assert.match(said, /No access to execute Tell everybody/);
      await alice.leave();

      const page = await bob.open('/user');
      await waitUntilLive(page);
      await server.waitForListeners(`user:${people.bob.uid}`, 1);
      await runOnContent(owner, 'Unpublish content');
      await runOnContent(owner, 'Tell Bob');
      const log = await owner.open('/admin/reports/dblog');
      await log
        .getByText(/A notice about Tea/)
        .first()
        .waitFor();
      assert.equal(await page.locator('[data-drupal-messages] .messages').count(), 0);
      await log.close();
      await page.close();
      return said;
    },
  );

  await claims.check(
    'an action is deleted after a question; other modules’ actions are not on these pages',
    'administrator in Chromium',
    async () => {
      const page = await owner.open(`${listPath}/node_promote_action`);
      assert.match((await page.locator('h1').textContent()) ?? '', /Access denied/);
      await page.goto(`${listPath}/tell_bob/delete`);
      await page.press('#edit-submit', 'Enter');
      await page.locator('.messages--status').waitFor();
      const rows = await readTexts(page.locator('table tbody tr'));
      assert.equal(rows.length, 1);
      await page.close();
      return undefined;
    },
  );

  await owner.leave();
  await bob.leave();
}

async function fill(page: Page, { label, ...values }: Readonly<Record<string, string>>): Promise<void> {
  await page.fill('[name=label]', label ?? '');
  // Drupal makes the machine name of the label while one types.
  await page.locator('.machine-name-value', { hasText: /\w/ }).first().waitFor();
  for (const [name, value] of Object.entries(values)) await page.fill(`[name=${name}]`, value);
}

/** Runs an action on the newest content, and gives what Drupal says of it. */
async function runOnContent(visitor: Visitor, action: string): Promise<string> {
  const page = await visitor.open('/admin/content');
  await page.check('tbody tr:first-child input[type=checkbox]');
  await page.selectOption('select[name=action]', { label: action });
  await page.press('#edit-submit', 'Enter');
  await page.locator('[data-drupal-messages] .messages').first().waitFor();
  const said = (await readTexts(page.locator('[data-drupal-messages]'))).join(' ');
  await page.close();
  return said;
}
