import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

interface Change {
  readonly at: number;
  readonly state: string;
  readonly code?: number;
}

/** A session's end is the end of its live connections, and of no others. */
export async function playLogOut({ arrive, server, claims, people }: Scene): Promise<void> {
  await claims.check(
    'a log-out in one tab closes the live connection of the other tab of that session; another browser’s stays',
    'two tabs of one browser, one tab of another, all Alice; the moment in which the other tab’s state changed; then a message to her channel',
    async () => {
      const channel = `user:${people.alice.uid}`;
      const desk = await arrive(people.alice);
      const phone = await arrive(people.alice);
      const leaving = await desk.open('/nodejs-e2e/page');
      const other = await desk.open('/nodejs-e2e/page');
      const onPhone = await phone.open('/nodejs-e2e/page');
      for (const page of [leaving, other, onPhone]) await waitUntilLive(page);
      for (const page of [other, onPhone]) {
        await page.evaluate(
          `window.changes = [];
           window.messages = 0;
           Drupal.nodejs.onState((change) => window.changes.push({ at: Date.now(), ...change }));
           Drupal.nodejs.on('${channel}', () => { window.messages += 1; });`,
        );
      }

      await server.waitForListeners(channel, 3);
      await leaving.goto('/user/logout/confirm');
      const answered = leaving.waitForResponse((response) => response.request().method() === 'POST');
      await leaving.click('#user-logout-confirm [type=submit]');
      const { startTime, responseStart } = (await answered).request().timing();
      await other.waitForFunction('window.changes.length > 1', undefined, { polling: 10 });
      const [, closed] = await changes(other);
      assert.ok(closed);
      const ms = Math.round(closed.at - startTime);
      const drupalMs = Math.round(responseStart);

      await server.call('publish', { channel, data: { channel, data: 'still there?' } });
      await onPhone.waitForFunction('window.messages > 0', undefined, { polling: 10 });
      assert.equal((await changes(onPhone)).length, 1, 'the phone’s connection changed its state');
      assert.equal(await other.evaluate('window.messages'), 0, 'the logged-out tab still hears');
      await desk.leave();
      await phone.leave();
      return `closed ${ms} ms after the browser sent the log-out, which Drupal answered after ${drupalMs} ms; code ${closed.code}`;
    },
  );
}

function changes(page: Page): Promise<readonly Change[]> {
  return page.evaluate<readonly Change[]>('window.changes');
}
