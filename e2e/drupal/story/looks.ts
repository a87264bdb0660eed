import type { Page } from 'playwright-core';

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };

/**
 * Photographs a page on a desk, on a phone and right to left.
 *
 * @param file - where the photograph with this ending of its name goes: "", "-phone", "-rtl".
 * @param reload - loads the page anew on the phone: what Drupal decides once, by the width it finds, is decided there.
 * @returns by how many pixels the page scrolls sideways on the phone.
 */
export async function photograph(
  page: Page,
  file: (ending: string) => string,
  { fullPage = true, reload = false }: { readonly fullPage?: boolean; readonly reload?: boolean } = {},
): Promise<number> {
  await page.screenshot({ path: file(''), fullPage });
  await page.setViewportSize(phone);
  if (reload) await page.reload();
  const sideways = await page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  await page.screenshot({ path: file('-phone'), fullPage });
  await page.setViewportSize(desk);
  await page.evaluate('document.documentElement.dir = "rtl"');
  await page.screenshot({ path: file('-rtl'), fullPage });
  await page.evaluate('document.documentElement.dir = "ltr"');
  return sideways;
}
