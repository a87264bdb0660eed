import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readTexts, waitUntilLive } from '../visitor.ts';
import { enqueue } from './hearing.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

const settingsPath = '/admin/config/services/nodejs/ajax';

/** AJAX commands that are pushed to open pages. */
export async function playAjax({ arrive, site, server, claims, people, screenshot }: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_ajax');
  const alice = await arrive(people.alice);
  const bob = await arrive(people.bob);
  const stranger = await arrive();

  await claims.check(
    'core’s AJAX commands reach the pages of a user, of a role and of everybody, and nobody else’s',
    'AjaxPusher in a process of its own; two tabs of Alice, one of Bob, one of an anonymous visitor; AppendCommand and MessageCommand',
    async () => {
      const pages = {
        alice: await alice.open('/user'),
        'alice’s second tab': await alice.open('/'),
        bob: await bob.open('/user'),
        stranger: await stranger.open('/user/login'),
      };
      for (const page of Object.values(pages)) await waitUntilLive(page);
      await server.waitForListeners('nodejs_broadcast', 4);
      await site.ask('push-commands', 'user', people.alice.uid, 'for Alice');
      await site.ask('push-commands', 'role', 'editor', 'for editors');
      await site.ask('push-commands', 'everybody', null, 'for everybody');
      const heard: Record<string, readonly string[]> = {};
      for (const [name, page] of Object.entries(pages)) {
        await page.locator('main p.pushed', { hasText: 'for everybody' }).waitFor();
        heard[name] = await readTexts(page.locator('main p.pushed'));
      }
      const all = ['for Alice', 'for editors', 'for everybody'];
      assert.deepEqual(heard, {
        alice: all,
        'alice’s second tab': all,
        bob: ['for everybody'],
        stranger: ['for everybody'],
      });
      await pages.alice.screenshot({ path: screenshot('ajax') });
      for (const page of Object.values(pages)) await page.close();
      return JSON.stringify(heard);
    },
  );

  await claims.check(
    'scripts, styles and settings that pushed content needs are fetched by a page that lacks them, once',
    'a library of core’s that the page hasn’t got; requests for it counted at the front controller',
    async () => {
      const page = await bob.open('/user');
      await waitUntilLive(page);
      await server.waitForListeners(`user:${people.bob.uid}`, 1);
      assert.equal(await page.evaluate('typeof Drupal.DropButton'), 'undefined');
      const before = site.countRequests('/nodejs/ajax/assets');
      for (const text of ['with a library', 'with a library', 'at last']) {
        await site.ask('push-commands', 'user', people.bob.uid, text, 'core/drupal.dropbutton');
      }
      await page.locator('main p.pushed', { hasText: 'at last' }).waitFor();
      assert.equal(await page.evaluate('typeof Drupal.DropButton'), 'function');
      assert.equal(await page.evaluate('drupalSettings.pushed.by'), 'at last');
      assert.ok(await isStyled(page), 'the style sheet is not there');
      const asked = site.countRequests('/nodejs/ajax/assets') - before;
      // The last message's settings differ from those before: that is another ticket.
      assert.equal(asked, 2);
      await page.close();
      return `${asked} requests for 3 messages`;
    },
  );

  await claims.check(
    'nobody gets scripts or settings into a page that this site didn’t sign',
    'the route of assets with a signature of somebody else’s',
    async () => {
      const answer = await fetch(`${site.url}/nodejs/ajax/assets`, {
        method: 'POST',
        body: new URLSearchParams({ assets: '{"library":["core/drupal.ajax"]}', signature: 'x' }),
      });
      assert.equal(answer.status, 403);
      return `HTTP ${answer.status}`;
    },
  );

  await claims.check(
    'a page runs no command that the site doesn’t allow; the form allows it',
    'nodejs_enqueue_message() with the command data and with redirect; administrator in Chromium',
    async () => {
      const owner = await arrive(site.admin);
      const page = await stranger.open('/user/login');
      await waitUntilLive(page);
      await server.waitForListeners('nodejs_broadcast', 1);
      const push = () =>
        enqueue(site.url, {
          channel: 'all',
          broadcast: true,
          data: '',
          callback: 'nodejsNodeAjax',
          commands: [
            { command: 'redirect', url: '/user/password' },
            { command: 'insert', method: 'append', selector: 'main', data: '<p class="pushed">harmless</p>' },
          ],
        });
      const refused = page.waitForEvent('console', (line) => line.text().includes('allow the command'));
      await push();
      await page.locator('main p.pushed', { hasText: 'harmless' }).waitFor();
      const said = (await refused).text();
      assert.match(page.url(), /\/user\/login$/);

      const form = await owner.open(settingsPath);
      await photograph(form, (ending) => screenshot(`ajax-settings${ending}`), {
        settle: () => form.reload(),
      });
      await form.fill('[name="commands[others]"]', 'no command!');
      await form.press('#edit-submit', 'Enter');
      await form.locator('.messages--error').waitFor();
      await form.fill('[name="commands[others]"]', '');
      await form.check('[name="commands[powerful][redirect]"]');
      await form.press('#edit-submit', 'Enter');
      await form.locator('.messages--status').waitFor();
      assert.ok(await form.isChecked('[name="commands[powerful][redirect]"]'));

      await page.reload();
      await waitUntilLive(page);
      await server.waitForListeners('nodejs_broadcast', 1);
      await push();
      await page.waitForURL(/\/user\/password$/);
      await owner.leave();
      return said;
    },
  );

  await claims.check(
    'all configuration of nodejs_ajax fits its schema and its constraints',
    'core’s SchemaCheckTrait and typed configuration’s validate()',
    async () => {
      const { objects, errors } = await site.ask<{ objects: string[]; errors: string[] }>(
        'schema-errors',
        'nodejs_ajax',
      );
      assert.deepEqual(errors, []);
      return objects.join(', ');
    },
  );

  for (const visitor of [alice, bob, stranger]) await visitor.leave();
}

/** Whether the style sheet of core's dropbutton has come. */
function isStyled(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(
    `[...document.styleSheets].some(({ href, cssRules }) => [...cssRules].some((rule) => rule.selectorText?.includes('dropbutton')))`,
  );
}
