import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { desk, phone } from '../screens.ts';
import { readTexts, waitUntilLive } from '../visitor.ts';
import { enqueue } from './hearing.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

/** Notices: toasts, the bell, the inbox, announcements. */
export async function playNotify(scene: Scene): Promise<void> {
  const { arrive, site, browser, claims, people, screenshot } = scene;
  const { alice, bob } = people;
  await claims.check('nodejs_notify installs, and its bell can be placed', 'module_installer', async () => {
    await site.ask('install-module', 'nodejs_notify');
    await site.ask('place-block', 'nodejs_notify_bell', 'secondary_menu');
    const { errors } = await site.ask<{ errors: string[] }>('schema-errors', 'nodejs_notify');
    assert.deepEqual(errors, []);
    return undefined;
  });
  const aliceHerself = await arrive(alice);
  const bobHimself = await arrive(bob);
  const atAlice = await aliceHerself.open('/');
  const atBob = await bobHimself.open('/');
  await waitUntilLive(atAlice);
  await waitUntilLive(atBob);
  const tell = (...args: readonly unknown[]) => site.ask<number>('notify', [alice.uid], ...args);

  await claims.check(
    'a notice is a toast of text on its user’s page, the bell counts it, and nobody else hears of it',
    'Notifier::tell() with markup in subject and body; Alice and Bob on the front page; screenshots on a desk, on a phone, dark, right to left',
    async () => {
      await tell('Bob commented on “Tea”', `Two cups, please. ${hostile}`, 'status', '/node');
      const toast = atAlice.locator('.nodejs-toast');
      await toast.waitFor();
      assert.ok((await readTexts(toast)).join('').includes(hostile), (await readTexts(toast)).join(''));
      assert.equal(await atAlice.evaluate('window.hacked'), undefined);
      await count(atAlice, '1');
      await tell('The site restarts at 18:00', 'Save your work.', 'warning');
      await tell('Your session was used elsewhere', 'Change your password now.', 'error', '/user');
      await count(atAlice, '3');
      assert.equal(await atAlice.locator('.nodejs-toast--error[role=alert]').count(), 1);
      assert.equal(await atAlice.locator('.nodejs-toasts__list[aria-live=polite]').count(), 1);
      assert.equal(await atBob.locator('.nodejs-toast').count(), 0);
      await photograph(atAlice, (ending) => screenshot(`notify${ending}`), { fullPage: false });
      await atAlice.evaluate('document.documentElement.style.colorScheme = "dark"');
      await atAlice.screenshot({ path: screenshot('notify-dark') });
      await atAlice.evaluate('document.documentElement.style.colorScheme = ""');
      return (await readTexts(atAlice.locator('.nodejs-toast'))).join(' | ');
    },
  );

  await claims.check(
    'a toast waits while it is looked at, goes by itself, and is closed by keyboard, which gives the focus back',
    'the browser’s clock put forward with the mouse on a toast and off it; F8, Escape',
    async () => {
      const page = await aliceHerself.open('/node');
      await page.clock.install();
      await page.reload();
      await waitUntilLive(page);
      await tell('Look at me');
      const toast = page.locator('.nodejs-toast', { hasText: 'Look at me' });
      await toast.hover();
      await page.clock.fastForward(60_000);
      assert.equal(await toast.count(), 1, 'it went while the mouse was on it');
      await page.mouse.move(5, 5);
      await page.clock.fastForward(60_000);
      await toast.waitFor({ state: 'detached' });
      await tell('Close me');
      await page.locator('.nodejs-toast', { hasText: 'Close me' }).waitFor();
      await page.locator('.nodejs-bell__button').focus();
      await page.keyboard.press('F8');
      const label = 'document.activeElement.getAttribute("aria-label")';
      assert.equal(await page.evaluate(label), 'Close: Close me');
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('.nodejs-toast').count(), 0);
      assert.equal(await page.evaluate('document.activeElement.className'), 'nodejs-bell__button');
      await page.close();
      return undefined;
    },
  );

  await claims.check(
    'many notices at once fold into a few toasts',
    'seven notices in one moment',
    async () => {
      await atAlice.reload();
      await waitUntilLive(atAlice);
      await tell([1, 2, 3, 4, 5, 6, 7].map((n) => `Number ${n}`));
      await atAlice.locator('.nodejs-toasts__more', { hasText: '3 more notices' }).waitFor();
      assert.equal(await atAlice.locator('.nodejs-toast').count(), 4);
      return undefined;
    },
  );

  await claims.check(
    'the bell opens by keyboard, shows the last notices, and what is read there is read in the other tab',
    'Enter and Escape on the bell; a click on a notice’s link; the count in a second tab',
    async () => {
      const second = await aliceHerself.open('/user');
      await waitUntilLive(second);
      const before = Number(await second.locator('.nodejs-bell__count').textContent());
      const bell = atAlice.locator('.nodejs-bell__button');
      await bell.focus();
      await atAlice.keyboard.press('Enter');
      await atAlice.locator('.nodejs-bell__panel .nodejs-notice').first().waitFor();
      assert.equal(await bell.getAttribute('aria-expanded'), 'true');
      await atAlice.screenshot({ path: screenshot('notify-bell') });
      await atAlice.evaluate('document.documentElement.dir = "rtl"');
      await atAlice.screenshot({ path: screenshot('notify-bell-rtl') });
      await atAlice.evaluate('document.documentElement.dir = "ltr"');
      await atAlice.keyboard.press('Escape');
      assert.equal(await bell.getAttribute('aria-expanded'), 'false');
      await tell('Read me', '', 'status', `/user/${alice.uid}`);
      await atAlice.locator('.nodejs-toast a', { hasText: 'Read me' }).click();
      await atAlice.waitForURL(/\/user\/\d+/);
      await count(second, String(before));
      assert.equal(await second.locator('.nodejs-toast', { hasText: 'Read me' }).count(), 0, 'it is read');
      await second.close();
      return undefined;
    },
  );

  await claims.check(
    'without scripts the bell leads to the inbox, where notices are marked and removed',
    'Chromium with scripts switched off',
    async () => {
      const context = await browser.newContext({
        baseURL: site.url,
        javaScriptEnabled: false,
        viewport: desk,
      });
      await context.addCookies(await atAlice.context().cookies());
      const page = await context.newPage();
      await page.goto('/user');
      await page.click('.nodejs-bell__button');
      await page.waitForURL(/\/notices$/);
      const unread = await page.locator('.nodejs-notice--unread').count();
      assert.ok(unread > 5, `${unread} unread`);
      await page.screenshot({ path: screenshot('notify-inbox'), fullPage: true });
      await submit(page, 'Mark all as read');
      assert.equal(await page.locator('.nodejs-notice--unread').count(), 0);
      const before = await page.locator('.nodejs-notice').count();
      await page.locator('.nodejs-inbox [type=checkbox]').first().check();
      await submit(page, 'Remove');
      assert.equal(await page.locator('.nodejs-notice').count(), before - 1);
      await context.close();
      await count(atAlice, '');
      await atAlice.setViewportSize(phone);
      await atAlice.click('.mobile-nav-button');
      await atAlice.click('.nodejs-bell__button');
      await atAlice.locator('.nodejs-bell__panel .nodejs-notice').first().waitFor();
      await atAlice.screenshot({ path: screenshot('notify-bell-phone') });
      await atAlice.setViewportSize(desk);
      await atAlice.reload();
      await waitUntilLive(atAlice);
      return `${unread} marked as read`;
    },
  );

  await claims.check(
    'an announcement is previewed, then reaches visitors and users, each page once, and inboxes of users',
    'the administrator’s form; an anonymous visitor, Alice, Bob',
    async () => {
      const owner = await arrive(site.admin);
      const visitor = await arrive();
      const atVisitor = await visitor.open('/user/login');
      await waitUntilLive(atVisitor);
      const form = await owner.open('/admin/config/services/nodejs-notify/announcements');
      await form.fill('[name=subject]', 'Tea is ready');
      await form.fill('[name="body[value]"]', 'In the kitchen. <em>Hurry.</em>');
      await form.click('[value="Preview"]');
      await form.locator('#nodejs-notify-preview .nodejs-toast__subject').waitFor();
      await form.screenshot({ path: screenshot('notify-broadcast'), fullPage: true });
      await form.click('[value="Announce"]');
      await form.locator('.messages--status', { hasText: 'is made' }).waitFor();
      for (const page of [atVisitor, atAlice, atBob]) {
        const toast = page.locator('.nodejs-toast', { hasText: 'Tea is ready' });
        await toast.waitFor();
        assert.ok((await readTexts(toast)).join('').includes('<em>Hurry.</em>'));
      }
      await count(atAlice, '1');
      await count(atBob, '1');
      assert.equal(await atAlice.locator('.nodejs-toast', { hasText: 'Tea is ready' }).count(), 1);
      await form.reload();
      assert.ok((await readTexts(form.locator('table tbody tr'))).join(' ').includes('In 3 inboxes'));
      await owner.leave();
      await visitor.leave();
      return undefined;
    },
  );

  await claims.check(
    'who does without announcements gets none, and who wants no toasts gets none',
    'Bob’s form of choices',
    async () => {
      const page = await bobHimself.open('/notices/choices');
      await page.screenshot({ path: screenshot('notify-choices') });
      await page.uncheck('[name=toasts]');
      await page.click('[value="Save"]');
      await page.locator('.messages--status').waitFor();
      await atBob.reload();
      await waitUntilLive(atBob);
      await site.ask('notify', [bob.uid], 'In silence');
      await count(atBob, '2');
      assert.equal(await atBob.locator('.nodejs-toast').count(), 0);
      await page.close();
      return undefined;
    },
  );

  await claims.check(
    'what classic code sends with nodejsNotify is a toast, with the classic library on the page or without, and waits in the inbox',
    'nodejs_enqueue_message() to nodejs_user_UID; Alice on the front page and on one with nodejs/legacy',
    async () => {
      const legacy = await aliceHerself.open('/nodejs-e2e/page');
      await waitUntilLive(legacy);
      await atAlice.reload();
      await waitUntilLive(atAlice);
      const data = { subject: 'Classic', body: hostile };
      await enqueue(site.url, { channel: `nodejs_user_${alice.uid}`, data, callback: 'nodejsNotify' });
      for (const page of [atAlice, legacy]) {
        const toast = page.locator('.nodejs-toast', { hasText: 'Classic' });
        await toast.waitFor();
        assert.ok((await readTexts(toast)).join('').includes(hostile));
        assert.equal(await page.evaluate('window.hacked'), undefined);
        assert.equal(await page.locator('.messages', { hasText: 'Classic' }).count(), 0);
      }
      await count(atAlice, '2');
      await legacy.close();
      return undefined;
    },
  );

  await claims.check(
    'the settings refuse what is no push service, the status report says that devices can be reached, and the help page is there',
    'administrator in Chromium',
    async () => {
      const owner = await arrive(site.admin);
      const page = await owner.open('/admin/config/services/nodejs-notify');
      const services = await page.inputValue('[name=push_services]');
      await page.fill('[name=push_services]', `${services}\nhttp://localhost/`);
      await page.click('[value="Save configuration"]');
      await page.locator('[name=push_services].error').waitFor();
      await page.screenshot({ path: screenshot('notify-settings'), fullPage: true });
      await page.fill('[name=push_services]', services);
      await page.fill('[name=lifetime]', '12');
      await page.click('[value="Save configuration"]');
      await page.locator('.messages--status').waitFor();
      await page.goto('/admin/reports/status');
      const row = page.locator('.system-status-report__row').filter({ hasText: 'Notices to devices' });
      assert.match((await readTexts(row)).join(), /Ready, 0 devices/);
      await page.goto('/admin/help/nodejs_notify');
      assert.match((await readTexts(page.locator('dl'))).join(), /Placing the bell/);
      await owner.leave();
      return undefined;
    },
  );

  await aliceHerself.leave();
  await bobHimself.leave();
}

/** Presses a button of a form that needs no script, and waits for the page that comes of it. */
async function submit(page: Page, button: string): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.click(`[value="${button}"]`);
  await loaded;
}

/** Waits until the bell counts so many unread notices; '' for none. */
async function count(page: Page, expected: string): Promise<void> {
  const shown = `(() => {
    const count = document.querySelector('.nodejs-bell__count');
    return count && (count.hidden ? '' : count.textContent) === ${JSON.stringify(expected)};
  })()`;
  try {
    await page.waitForFunction(shown, undefined, { polling: 20 });
  } catch (cause) {
    const text = await page.locator('.nodejs-bell__count').textContent();
    throw new Error(`the bell counts “${text}”, not “${expected}”`, { cause });
  }
}
