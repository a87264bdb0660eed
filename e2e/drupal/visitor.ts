import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { patienceMs } from './patience.ts';
import { desk } from './screens.ts';

/** What somebody logs in with. */
export interface LogIn {
  readonly name: string;
  readonly password: string;
}

/** Somebody with a browser of their own: own cookies, any number of tabs. */
export class Visitor {
  readonly #context: BrowserContext;

  readonly #site: string;

  private constructor(context: BrowserContext, site: string) {
    this.#context = context;
    this.#site = site;
  }

  /** @param trustsAll whether certificates don't matter */
  static async arrive(browser: Browser, site: string, { trustsAll = false } = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: site,
      viewport: desk,
      ignoreHTTPSErrors: trustsAll,
    });
    context.setDefaultTimeout(patienceMs);
    return new Visitor(context, site);
  }

  /** Opens a page of the site in a new tab. */
  async open(path: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(path);
    return page;
  }

  /** Logs in without a page, by the route that Drupal has for programs: the same log-in, in a fraction of the time. */
  async enter({ name, password }: LogIn): Promise<void> {
    const data = { name, pass: password };
    const answer = await this.#context.request.post('/user/login?_format=json', { data });
    if (!answer.ok()) throw new Error(`${name} isn’t let in: HTTP ${answer.status()} ${await answer.text()}`);
  }

  /** Logs in by Drupal's own form. */
  async logIn({ name, password }: LogIn): Promise<void> {
    const page = await this.open('/user/login');
    await page.fill('#edit-name', name);
    await page.fill('#edit-pass', password);
    await page.click('#user-login-form [type=submit]');
    await page.waitForURL(/\/user\/\d+/);
    await page.close();
  }

  /** Logs out on the given tab, by Drupal's own confirmation form. */
  async logOut(page: Page): Promise<void> {
    await page.goto('/user/logout/confirm');
    await page.click('#user-logout-confirm [type=submit]');
    await page.waitForURL((url) => url.pathname === '/');
  }

  /** Puts a cookie into the browser that the site didn't set. */
  async bringCookie(name: string, value: string): Promise<void> {
    await this.#context.addCookies([{ name, value, url: this.#site }]);
  }

  /** What the browser would send as Cookie header. */
  async cookie(): Promise<string> {
    const cookies = await this.#context.cookies();
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}

/** Waits until the page's connection to the push server is live. */
export async function waitUntilLive(page: Page): Promise<void> {
  await page.waitForFunction('window.Drupal?.nodejs?.state === "live"', undefined, { polling: 20 });
}

/** Reads what a person would read there, each piece in one line. */
export async function readTexts(locator: Locator): Promise<readonly string[]> {
  return (await locator.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
}
