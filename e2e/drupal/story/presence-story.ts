import assert from 'node:assert/strict';
import { phone } from '../screens.ts';
import { readTexts, type Visitor, waitUntilLive } from '../visitor.ts';
import { openLive } from './live-page.ts';
import { fitsOnPhone } from './looks.ts';
import type { Scene } from './scene.ts';

const online = '.nodejs-presence--online li';
const here = '.nodejs-presence--page li';
const editing = '.nodejs-presence--edit';

/** Who is online, who views a page, who edits the same content. */
export async function playPresence({
  arrive,
  site,
  server,
  claims,
  people,
  screenshot,
}: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_presence');
  await site.ask('create-accounts', { authenticated: ['view nodejs presence'] }, {});
  await site.ask('place-presence-block', 'nodejs_presence_online', 'Who is online', 'content');
  await site.ask('place-presence-block', 'nodejs_presence_page', 'Who views this page', 'content');
  const article = await site.ask<string>('save-content', 'node', null, {
    type: 'e2e_article',
    title: 'Shared work',
    status: 1,
  });
  const alice = await arrive(people.alice);
  const owner = await arrive(site.admin);
  const look = (who: Visitor, where: string) => openLive(server, who, where);

  await claims.check(
    'who is online shows at once whom one can see, each once however many tabs, and sees them go',
    'the block on the front page of Alice; the administrator comes with two tabs, closes one, then the other',
    async () => {
      const atAlice = await look(alice, '/node');
      await atAlice.getByText('Nobody else is online.').waitFor();
      const tabs = [await look(owner, '/node'), await look(owner, `/node/${article}`)];
      await atAlice.locator(online, { hasText: 'admin' }).waitFor();
      assert.deepEqual(await readTexts(atAlice.locator(online)), ['admin']);
      await atAlice.getByRole('heading', { name: 'Who is online' }).waitFor();
      await tabs[0]?.locator(online, { hasText: 'alice' }).waitFor();
      await atAlice.screenshot({ path: screenshot('presence'), fullPage: true });
      await tabs[0]?.close();
      await tabs[1]?.locator(online, { hasText: 'alice' }).waitFor();
      assert.deepEqual(await readTexts(atAlice.locator(online)), ['admin'], 'the other tab is still open');
      await tabs[1]?.close();
      await atAlice.getByText('Nobody else is online.').waitFor();
      await atAlice.close();
      return undefined;
    },
  );

  await claims.check(
    'who views the same page is shown there, and only there',
    'the block on an article of both; the administrator with two tabs of it, then on another page',
    async () => {
      const atAlice = await look(alice, `/node/${article}`);
      await atAlice.getByText('Nobody else views this page.').waitFor();
      const tabs = [await look(owner, `/node/${article}`), await look(owner, `/node/${article}`)];
      await atAlice.locator(here, { hasText: 'admin' }).waitFor();
      assert.deepEqual(await readTexts(atAlice.locator(here)), ['admin']);
      // Whoever is told that somebody came asks for the list a moment later.
      await atAlice.locator(online, { hasText: 'admin' }).waitFor();
      await atAlice.setViewportSize(phone);
      await atAlice.evaluate('document.documentElement.dir = "rtl"');
      await atAlice.screenshot({ path: screenshot('presence-phone-rtl'), fullPage: true });
      await tabs[0]?.close();
      await tabs[1]?.goto('/node');
      await atAlice.getByText('Nobody else views this page.').waitFor();
      await tabs[1]?.close();
      await atAlice.close();
      return undefined;
    },
  );

  await claims.check(
    'two who edit the same content are told at once; who would overwrite is warned before',
    'the node form in two browsers; the administrator saves, Alice presses Save and is asked',
    async () => {
      const path = `/node/${article}/edit`;
      const atAlice = await look(alice, path);
      const atOwner = await look(owner, path);
      await atAlice.locator(editing, { hasText: 'Also editing this now: admin' }).waitFor();
      await atOwner.locator(editing, { hasText: 'Also editing this now: alice' }).waitFor();
      await atAlice.fill('#edit-title-0-value', 'My own title');
      const start = performance.now();
      await atOwner.click('form.node-form [data-drupal-selector=edit-submit]');
      await atAlice.locator(editing, { hasText: 'admin has saved this meanwhile' }).waitFor();
      const ms = Math.round(performance.now() - start);
      assert.equal(await atAlice.inputValue('#edit-title-0-value'), 'My own title');
      await atAlice.screenshot({ path: screenshot('editing') });
      let question = '';
      atAlice.once('dialog', (dialog) => {
        question = dialog.message();
        void dialog.dismiss();
      });
      await atAlice.click('form.node-form [data-drupal-selector=edit-submit]');
      assert.match(question, /saved by somebody else/);
      assert.match(atAlice.url(), /\/edit$/, 'it was sent all the same');
      assert.equal(await atAlice.inputValue('#edit-title-0-value'), 'My own title');
      atAlice.once('dialog', (dialog) => void dialog.accept());
      await atAlice.click('form.node-form [data-drupal-selector=edit-submit]');
      // Sent; core has its own word on content that is newer.
      await atAlice.locator('[data-drupal-messages]').getByText('modified by another user').waitFor();
      await atAlice.close();
      await atOwner.close();
      return `${ms} ms from the click to the warning`;
    },
  );

  await claims.check(
    'who wants not to be seen isn’t',
    'the checkbox in the administrator’s account while another tab is open; what Alice’s page shows then, and anew; who is in the channels',
    async () => {
      const atAlice = await look(alice, `/node/${article}`);
      const hidden = await look(owner, `/node/${article}`);
      await atAlice.locator(online, { hasText: 'admin' }).waitFor();
      await atAlice.locator(here, { hasText: 'admin' }).waitFor();
      const account = await owner.open('/user/1/edit');
      await account.getByLabel('Don’t show others').or(account.getByLabel("Don't show others")).check();
      await account.click('#edit-submit');
      await account.locator('[data-drupal-messages]').getByText('saved').first().waitFor();
      await atAlice.getByText('Nobody else is online.').waitFor();
      await atAlice.getByText('Nobody else views this page.').waitFor();
      await hidden.reload();
      await hidden.waitForLoadState('networkidle');
      // What the page would be told now.
      await atAlice.reload();
      await waitUntilLive(atAlice);
      await atAlice.getByText('Nobody else views this page.').waitFor();
      await atAlice.getByText('Nobody else is online.').waitFor();
      assert.equal(await hidden.locator(online).or(hidden.locator(here)).count(), 0, 'who hides looks');
      const { channels } = await server.call<{ channels: Record<string, { num_clients: number }> }>(
        'channels',
        { prefix: 'presence:page-' },
      );
      assert.deepEqual(
        Object.values(channels).map(({ num_clients }) => num_clients),
        [1],
      );
      const page = await owner.open('/admin/config/services/nodejs/presence');
      await page.screenshot({ path: screenshot('presence-settings'), fullPage: true });
      await page.goto('/admin/help/nodejs_presence');
      await page.getByText('Not being seen').waitFor();
      await owner.leave();
      return undefined;
    },
  );

  await claims.check(
    'of a crowd the first are named; who comes is shown without a request, and a focus stays where it is',
    'forty more people online; Bob comes while Alice’s focus is on a name; requests for the list counted; all of them by keyboard',
    async () => {
      await site.ask(
        'create-accounts',
        { authenticated: ['view nodejs presence', 'access user profiles'] },
        {},
      );
      await site.ask('set-online', 40);
      const atAlice = await look(alice, '/node');
      const rest = atAlice.locator('.nodejs-presence__rest');
      await rest.waitFor();
      assert.equal(await atAlice.locator(online).count(), 20);
      assert.equal(await rest.textContent(), 'and 20 more');
      const [first] = await readTexts(atAlice.locator(online));
      await atAlice.locator(`${online} a`).first().focus();
      const before = site.countRequests('/nodejs/presence');
      const bob = await arrive(people.bob);
      const atBob = await look(bob, '/node');
      await atBob.locator(online).first().waitFor();
      await atAlice.locator(`${online} a`, { hasText: 'bob' }).waitFor();
      await atAlice.waitForTimeout(2_500);
      assert.equal(site.countRequests('/nodejs/presence') - before, 1, 'more than Bob’s own');
      assert.equal(await atAlice.evaluate('document.activeElement.textContent'), first);
      await atAlice.screenshot({ path: screenshot('presence-crowd'), fullPage: true });
      await atAlice.setViewportSize(phone);
      await fitsOnPhone(atAlice);
      await rest.focus();
      await atAlice.keyboard.press('Enter');
      assert.equal(await atAlice.locator(online).count(), 41);
      assert.equal(await rest.count(), 0);
      await bob.leave();
      await atAlice.locator(online, { hasText: 'bob' }).waitFor({ state: 'detached' });
      assert.equal(await atAlice.locator(online).count(), 40);
      await site.ask('take-permission', 'authenticated', 'access user profiles');
      return undefined;
    },
  );

  await alice.leave();
}
