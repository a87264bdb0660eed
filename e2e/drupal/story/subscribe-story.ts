import assert from 'node:assert/strict';
import { readTexts, waitUntilLive } from '../visitor.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

/** Following content: the button, what followers are told, and the page of what one follows. */
export async function playSubscribe({
  arrive,
  site,
  browser,
  claims,
  people,
  screenshot,
}: Scene): Promise<void> {
  const { alice, bob } = people;
  const title = 'How to make tea';
  let nid = '';
  await claims.check(
    'nodejs_subscribe installs, and what can be followed gets a button',
    'module_installer; the settings are valid; an article',
    async () => {
      await site.ask('install-module', 'nodejs_notify', 'nodejs_subscribe');
      await site.ask('set-config', 'nodejs_subscribe.settings', 'followable', ['node.e2e_article']);
      await site.ask('create-accounts', { authenticated: ['follow content'] }, {});
      const { errors } = await site.ask<{ errors: string[] }>('schema-errors', 'nodejs_subscribe');
      assert.deepEqual(errors, []);
      nid = await site.ask<string>('create-article', title);
      return undefined;
    },
  );
  const path = `/node/${nid}`;
  const aliceHerself = await arrive(alice);
  const bobHimself = await arrive(bob);
  const atBob = await bobHimself.open(path);

  await claims.check(
    'a visitor sees no button; a user follows and stops by keyboard, without the page being loaded anew',
    'an anonymous visitor and Bob on the article; screenshots on a desk, on a phone, right to left',
    async () => {
      const visitor = await arrive();
      assert.equal(await (await visitor.open(path)).locator('.nodejs-follow').count(), 0);
      await visitor.leave();
      await atBob.evaluate('window.same = true');
      // Scripts come after the button, which works until then too.
      await atBob.waitForFunction(
        'Drupal.ajax?.instances?.some((ajax) => ajax?.element?.closest(".nodejs-follow"))',
      );
      const button = atBob.locator('.nodejs-follow [type=submit]');
      assert.equal(await button.inputValue(), 'Follow');
      assert.equal(await button.getAttribute('aria-label'), `Follow ${title}`);
      await button.focus();
      await atBob.keyboard.press('Enter');
      await atBob.locator('.nodejs-follow [value=Following]').waitFor();
      assert.equal(await atBob.evaluate('window.same'), true);
      await photograph(atBob, (ending) => screenshot(`follow${ending}`), { fullPage: false });
      await atBob.reload();
      await atBob.locator('.nodejs-follow [value=Following]').click();
      await atBob.locator('.nodejs-follow [value=Follow]').waitFor();
      return undefined;
    },
  );

  await claims.check(
    'without scripts the button works too, and leads back to the page it stands on',
    'Chromium with scripts switched off, on the front page’s list',
    async () => {
      const context = await browser.newContext({ baseURL: site.url, javaScriptEnabled: false });
      await context.addCookies(await atBob.context().cookies());
      const page = await context.newPage();
      await page.goto('/node');
      const loaded = page.waitForEvent('load');
      await page.locator(`.nodejs-follow [aria-label="Follow ${title}"]`).click();
      await loaded;
      assert.equal(new URL(page.url()).pathname, '/node');
      await page.locator(`.nodejs-follow [value=Following]`).first().waitFor();
      await context.close();
      return undefined;
    },
  );

  await claims.check(
    'who follows an article is told at once that somebody else changed it, and is led there; who changed it is not',
    'Alice edits in Drupal’s own form, Bob looks at another page',
    async () => {
      await atBob.goto('/user');
      await waitUntilLive(atBob);
      const edit = await aliceHerself.open(`${path}/edit`);
      await waitUntilLive(edit);
      await edit.fill('#edit-title-0-value', `${title} & <em>coffee</em>`);
      await edit.click('.node-form [value=Save]');
      await edit.waitForURL(({ pathname }) => pathname === path);
      const toast = atBob.locator('.nodejs-toast', { hasText: 'was changed' });
      await toast.waitFor();
      assert.ok(
        (await readTexts(toast)).join('').includes(`${title} & <em>coffee</em> was changed By alice`),
        (await readTexts(toast)).join(''),
      );
      assert.equal(await edit.locator('.nodejs-toast').count(), 0);
      await atBob.screenshot({ path: screenshot('follow-toast') });
      await toast.locator('a').click();
      await atBob.waitForURL(({ pathname }) => pathname === path);
      await edit.close();
      return undefined;
    },
  );

  await claims.check(
    'a user’s page lists what they follow, and lets it go; nobody else sees it',
    'Bob’s tab “Following”, Alice at the same address',
    async () => {
      await atBob.goto(`/user/${bob.uid}/following`);
      assert.ok((await readTexts(atBob.locator('tbody tr'))).join(' ').includes(title));
      await atBob.screenshot({ path: screenshot('following') });
      const page = await aliceHerself.open('/user');
      const answer = await page.goto(`/user/${bob.uid}/following`);
      assert.equal(answer?.status(), 403);
      await page.close();
      await atBob.locator('tbody [type=checkbox]').first().check();
      await atBob.click('[value="Follow no more"]');
      await atBob.locator('td', { hasText: 'You follow nothing yet' }).waitFor();
      return undefined;
    },
  );

  await claims.check(
    'what can be followed is a form of checkboxes, and the button goes with its checkbox at once',
    'administrator in Chromium, and the article',
    async () => {
      const owner = await arrive(site.admin);
      const page = await owner.open('/admin/config/services/nodejs-subscribe');
      await page.screenshot({ path: screenshot('follow-settings'), fullPage: true });
      const box = page.locator('[name="followable[node.e2e_article]"]');
      await atBob.goto(path);
      await atBob.locator('.nodejs-follow').waitFor();
      for (const [offered, buttons] of [
        [false, 0],
        [true, 1],
      ] as const) {
        await box.setChecked(offered);
        await page.click('[value="Save configuration"]');
        await page.locator('.messages--status').waitFor();
        await atBob.reload();
        assert.equal(await atBob.locator('.nodejs-follow').count(), buttons);
      }
      await page.goto('/admin/help/nodejs_subscribe');
      assert.match((await readTexts(page.locator('dl'))).join(), /Offering it/);
      await owner.leave();
      return undefined;
    },
  );

  await claims.check(
    'with nodejs_notify uninstalled the classic’s message tells it',
    'Bob follows again; Alice edits; Bob’s page shows Drupal’s own message',
    async () => {
      await site.ask('uninstall-module', 'nodejs_notify');
      await atBob.goto(path);
      await atBob.locator('.nodejs-follow [value=Follow]').click();
      await atBob.locator('.nodejs-follow [value=Following]').waitFor();
      await waitUntilLive(atBob);
      const edit = await aliceHerself.open(`${path}/edit`);
      await edit.fill('#edit-title-0-value', title);
      await edit.click('.node-form [value=Save]');
      await edit.waitForURL(({ pathname }) => pathname === path);
      await atBob.locator('.messages', { hasText: `${title} was changed` }).waitFor();
      await edit.close();
      return undefined;
    },
  );

  await aliceHerself.leave();
  await bobHimself.leave();
}
