import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { readTexts, waitUntilLive } from '../../visitor.ts';
import type { Scene } from '../scene.ts';

const claimsOfMessage = [
  'a message of Message Notify is a toast on its owner’s page, of plain text, and stands in the inbox',
] as const;
const claimsOfPush = [
  'a notification of DANSE comes by Push Framework as a toast that leads to its content, and DANSE knows it as delivered',
  'content that its reader may not view any more when the queue is worked off is told to nobody',
  'what Push Framework’s own action sends, of content that is never saved, is a toast that leads nowhere',
] as const;

/** Notices that other modules send. */
export async function playNotices(scene: Scene): Promise<void> {
  const { arrive, site, claims, people, screenshot } = scene;
  const hasMessage = await scene.bring(
    ['message', 'message_notify'],
    claimsOfMessage,
    'contrib/message-notify',
  );
  const hasPush = await scene.bring(
    ['push_framework', 'danse', 'danse_content'],
    claimsOfPush,
    'contrib/push-framework',
  );
  if (!hasMessage && !hasPush) return;
  await site.ask('install-module', 'nodejs_notify');
  const alice = await arrive(people.alice);
  const { uid } = people.alice;
  const page = await alice.open('/user');
  await waitUntilLive(page);

  if (hasMessage) {
    await site.ask('install-module', 'nodejs_message');
    await claims.check(
      claimsOfMessage[0],
      'message_notify.sender with our notifier; Alice’s page',
      async () => {
        const sent = await site.ask('contrib/message', uid, 'Tea & cake', '<b>Now</b>');
        const shown = await toast(page, 'Tea & cake');
        assert.match(shown, /<b>Now<\/b>/);
        await page.screenshot({ path: screenshot('message-notify') });
        const inbox = await alice.open('/notices');
        await inbox.getByText('Tea & cake').first().waitFor();
        await inbox.close();
        return `${shown}; the sender says ${String(sent)}`;
      },
    );
  }
  if (hasPush) {
    await site.ask('install-module', 'nodejs_push_framework');
    await claims.check(claimsOfPush[0], 'its queue worked off by another process; Alice’s page', async () => {
      const { errors } = await site.ask<{ errors: string[] }>('schema-errors', 'nodejs_push_framework');
      assert.deepEqual(errors, []);
      const nid = await site.ask<string>('save-content', 'node', null, {
        type: 'e2e_article',
        title: 'Scones & jam',
        status: 1,
      });
      const done = await site.ask<{ delivered: boolean }>('contrib/push-content', uid, nid);
      const shown = await toast(page, 'Scones & jam');
      assert.equal(done.delivered, true);
      assert.equal(shown.includes('&amp;'), false, shown);
      await page.locator('.nodejs-toast a', { hasText: 'Scones & jam' }).click();
      await page.waitForURL(new RegExp(`/node/${nid}$`));
      return shown;
    });
    await claims.check(
      claimsOfPush[1],
      'unpublished after its notification was queued; the inbox',
      async () => {
        const nid = await site.ask<string>('save-content', 'node', null, {
          type: 'e2e_article',
          title: 'A secret recipe',
          status: 1,
        });
        await site.ask('contrib/push-content', people.bob.uid, nid, true);
        const bob = await arrive(people.bob);
        const inbox = await bob.open('/notices');
        assert.equal(await inbox.locator('.nodejs-notice', { hasText: 'A secret recipe' }).count(), 0);
        await bob.leave();
        return undefined;
      },
    );
    await claims.check(claimsOfPush[2], 'its action run by another process; Alice’s page', async () => {
      await waitUntilLive(page);
      await site.ask('contrib/push-notify', uid, 'Closing at noon');
      const shown = await toast(page, 'Closing at noon');
      assert.equal(await page.locator('.nodejs-toast a', { hasText: 'Closing at noon' }).count(), 0);
      return shown;
    });
  }
  await alice.leave();
}

/** The text of the toast that says this, once it is there. */
async function toast(page: Page, text: string): Promise<string> {
  const toasts = page.locator('.nodejs-toast', { hasText: text });
  await toasts.waitFor();
  return (await readTexts(toasts)).join(' | ');
}
