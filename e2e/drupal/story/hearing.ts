import type { Page } from 'playwright-core';

/** One call of a callback that the talk's script registered. */
export interface Heard {
  readonly callback: string;
  readonly channel: string;
  readonly data: unknown;
}

/** Takes what the page's callbacks heard, once there are `count` calls. */
export async function hear(page: Page, count: number): Promise<readonly Heard[]> {
  const enough = `(window.heard ?? []).length >= ${count}`;
  await page.waitForFunction(enough, undefined, { polling: 10 });
  return page.evaluate<readonly Heard[]>('window.heard.splice(0)');
}

/**
 * Has one Drupal request call nodejs_enqueue_message() for each message.
 *
 * They leave after that request's answer, so two requests' messages have no order between them.
 */
export function enqueue(site: string, ...messages: readonly object[]): Promise<void> {
  return post(`${site}/nodejs-e2e/enqueue`, messages);
}

/** Posts JSON to a page of the site. */
export async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok)
    throw new Error(`${url}: HTTP ${response.status} ${(await response.text()).slice(0, 300)}`);
}
