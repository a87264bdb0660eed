import type { Page } from 'playwright-core';
import { type Visitor, waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

/** What on a page is live. */
export const regions = '[data-nodejs-live]';

/** Opens a page all of which is listened to that is live; until it is loaded anew its `window.isSamePage` is true. */
export async function openLive(server: Scene['server'], visitor: Visitor, path: string): Promise<Page> {
  const page = await visitor.open(path);
  await waitForRegions(server, page);
  await page.evaluate('window.isSamePage = true');
  return page;
}

/** Waits until all that is live on a page is listened to. */
export async function waitForRegions(server: Scene['server'], page: Page): Promise<void> {
  await waitUntilLive(page);
  for (const channel of await channelsOf(page)) await server.waitForListeners(channel, 1);
}

/** The channels of what is live on a page. */
export function channelsOf(page: Page): Promise<string[]> {
  return page
    .locator(regions)
    .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-nodejs-live') ?? ''));
}
