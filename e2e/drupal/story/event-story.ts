import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { patienceMs } from '../patience.ts';
import { waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

/** What happens at the push server is told to Drupal's code. */
export async function playEvents({ arrive, site, claims, people }: Scene): Promise<void> {
  await claims.check(
    'Drupal’s code hears, through the classic hook, that a user came online and went offline; a second tab is no news',
    'two tabs in Chromium, closed one after the other; what hook_nodejs_message_callback() noted (limits.leaveGrace 1s)',
    async () => {
      const { uid } = people.bob;
      const ofBob = async () =>
        (await site.ask<readonly string[]>('noted')).filter((line) => line.endsWith(` ${uid}`));
      const before = (await ofBob()).length;
      const waitFor = async (count: number) => {
        for (const deadline = performance.now() + patienceMs; ; ) {
          const noted = (await ofBob()).slice(before);
          if (noted.length >= count) return noted;
          if (performance.now() > deadline) throw new Error(`noted only: ${noted.join(', ')}`);
          await setTimeout(50);
        }
      };
      const visitor = await arrive(people.bob);
      const page = await visitor.open('/nodejs-e2e/page');
      await waitUntilLive(page);
      await waitFor(1);
      const second = await visitor.open('/nodejs-e2e/page');
      await waitUntilLive(second);
      await page.close();
      const start = performance.now();
      await visitor.leave();
      assert.deepEqual(await waitFor(2), [`online ${uid}`, `userOffline ${uid}`]);
      return `offline noted ${Math.round(performance.now() - start)} ms after the page was closed`;
    },
  );
}
