import assert from 'node:assert/strict';
import { waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

/** Rights that change reach connections that are open. */
export async function playRoles({ arrive, site, server, claims, people }: Scene): Promise<void> {
  await claims.check(
    'a role that is taken away takes its channel from an open page, which stays connected for the rest',
    'an editor’s page that listens to role:editor and its own channel; Drupal takes the role; then a message to each',
    async () => {
      const visitor = await arrive(people.alice);
      const page = await visitor.open('/nodejs-e2e/page');
      await waitUntilLive(page);
      const own = `user:${people.alice.uid}`;
      await page.evaluate(
        `window.listened = [];
         window.refused = new Promise((resolve) => {
           Drupal.nodejs.on('role:editor', { publication: (p) => window.listened.push(p.data), error: resolve });
         });
         Drupal.nodejs.on('${own}', (p) => window.listened.push(p.data));`,
      );
      await server.waitForListeners('role:editor', 1);
      await server.waitForListeners(own, 1);
      const publish = (channel: string, data: string) => server.call('publish', { channel, data });
      await publish('role:editor', 'for editors');
      await page.waitForFunction('window.listened.length === 1', undefined, { polling: 10 });

      const start = performance.now();
      await site.ask('take-role', people.alice.uid, 'editor');
      await page.evaluate('window.refused.then(() => undefined)');
      const ms = Math.round(performance.now() - start);
      await waitUntilLive(page);
      await publish('role:editor', 'for the other editors');
      await publish(own, 'for Alice');
      await page.waitForFunction('window.listened.length > 1', undefined, { polling: 10 });
      assert.deepEqual(await page.evaluate('window.listened'), ['for editors', 'for Alice']);
      await visitor.leave();
      return `refused ${ms} ms after Drupal was asked to take the role (its start included)`;
    },
  );

  await claims.check(
    'a permission that is taken from a role has the open pages of its users ask for new tokens',
    'a user’s open page; Drupal gives a permission to its role and takes it away; requests for /nodejs/token that the page makes',
    async () => {
      const visitor = await arrive(people.bob);
      const page = await visitor.open('/nodejs-e2e/page');
      await waitUntilLive(page);
      const asked = page.waitForResponse((response) => response.url().endsWith('/nodejs/token'));
      const start = performance.now();
      await site.ask('take-permission', 'authenticated', 'access user profiles');
      await asked;
      const ms = Math.round(performance.now() - start);
      await waitUntilLive(page);
      await visitor.leave();
      return `asked ${ms} ms after Drupal was asked to take it (its start included)`;
    },
  );
}
