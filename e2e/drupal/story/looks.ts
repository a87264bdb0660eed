import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { desk, phone } from '../screens.ts';

/** How a page is photographed. */
export interface Looks {
  /** Whether all of the page, or what the screen shows of it. @default true */
  readonly fullPage?: boolean;
  /** Done once the screen has another width: what Drupal decides only once, by the width it finds. */
  readonly settle?: () => Promise<unknown>;
  /** Whether the page may scroll sideways on a phone. @default false */
  readonly mayScrollSideways?: boolean;
}

/**
 * Photographs a page on a desk, on a phone and right to left.
 *
 * @param file - where the photograph with this ending of its name goes: "", "-phone", "-rtl".
 */
export async function photograph(
  page: Page,
  file: (ending: string) => string,
  { fullPage = true, settle, mayScrollSideways = false }: Looks = {},
): Promise<void> {
  await page.screenshot({ path: file(''), fullPage });
  await page.setViewportSize(phone);
  await settle?.();
  await page.evaluate(closeMenus);
  if (!mayScrollSideways) await fitsOnPhone(page);
  // Menus that go are seen where they come to rest.
  await page.screenshot({ path: file('-phone'), fullPage, animations: 'disabled' });
  await page.setViewportSize(desk);
  await settle?.();
  await page.evaluate('document.documentElement.dir = "rtl"');
  await page.screenshot({ path: file('-rtl'), fullPage });
  await page.evaluate('document.documentElement.dir = "ltr"');
}

/** Core's toolbar and its navigation, open as they were on the desk, would lie over a phone's whole page. */
const closeMenus = `
  document.querySelector('.toolbar-tray.is-active')?.classList.remove('is-active');
  if (document.documentElement.hasAttribute('data-admin-toolbar')) {
    document.documentElement.removeAttribute('data-admin-toolbar-transitions');
    document.documentElement.setAttribute('data-admin-toolbar', 'collapsed');
  }
`;

/** Fails where a page scrolls sideways. */
export async function fitsOnPhone(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate<{ scrollWidth: number; clientWidth: number }>(
    '(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }))(document.documentElement)',
  );
  assert.equal(scrollWidth, clientWidth, 'the page scrolls sideways on a phone');
}
