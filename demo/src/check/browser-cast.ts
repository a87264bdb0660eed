import { accessSync, constants } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { DemoError } from '../demo-error.ts';
import type { Hosts } from '../hosts.ts';
import type { Cast, Compared, Desk, Tab, Ticks, Worked } from './cast.ts';

const limitMs = 10_000;

const args = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/** The machine's Chromium; undefined without one. */
export function findBrowser(): string | undefined {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts a Chromium that asks nobody outside. */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

async function shows(screen: Page, selector: string, text: string): Promise<void> {
  await screen
    .locator(selector)
    .filter({ hasText: text })
    .first()
    .waitFor({ state: 'attached', timeout: limitMs });
}

async function inState(screen: Page, state: string): Promise<void> {
  await screen.locator(`html[data-state="${state}"]`).waitFor({ state: 'attached', timeout: limitMs });
}

class BrowserTab implements Tab {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  isLive(): Promise<void> {
    return inState(this.#page, 'live');
  }

  isOver(): Promise<void> {
    return inState(this.#page, 'logged-out');
  }

  async say(line: string): Promise<void> {
    const input = this.#page.locator('chat-composer textarea');
    await input.fill(line, { timeout: limitMs });
    await input.press('Enter');
  }

  sees(line: string): Promise<void> {
    return shows(this.#page, 'chat-conversation', line);
  }

  seesPerson(name: string): Promise<void> {
    return shows(this.#page, '[data-people]', name);
  }

  seesNotice(text: string): Promise<void> {
    return shows(this.#page, '[data-notices]', text);
  }

  async hasNotice(text: string): Promise<boolean> {
    return (await this.#page.locator('[data-notices]').filter({ hasText: text }).count()) > 0;
  }

  async reload(): Promise<void> {
    await this.#page.reload({ timeout: limitMs });
    await this.isLive();
  }

  async ticks(run: string, count: number): Promise<Ticks> {
    const ticker = this.#page.locator('[data-ticker]');
    const deadline = Date.now() + limitMs;
    for (;;) {
      const [name, numbers, recovered] = await Promise.all(
        ['data-run', 'data-seqs', 'data-recovered'].map((attribute) => ticker.getAttribute(attribute)),
      );
      const seqs = name === run ? (numbers ?? '').split(',').filter(Boolean).map(Number) : [];
      if (new Set(seqs).size >= count || (name === run && recovered === 'false'))
        return { seqs, recovered: recovered === 'true' };
      if (Date.now() > deadline)
        throw new DemoError('check-failed', `expected ${count} messages of the run, found ${seqs.length}`);
      await delay(50);
    }
  }
}

class BrowserDesk implements Desk {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  isLive(): Promise<void> {
    return inState(this.#page, 'live');
  }

  seesLog(text: string): Promise<void> {
    return shows(this.#page, '[data-log]', text);
  }

  seesNotice(text: string): Promise<void> {
    return shows(this.#page, '[data-notices]', text);
  }

  async seesArticle(title: string): Promise<void> {
    const input = this.#page.locator(`[data-articles] input[value=${JSON.stringify(title)}]`);
    await input.waitFor({ timeout: limitMs });
  }

  async worksQueue(): Promise<Worked> {
    const panel = this.#page.locator('#queue');
    await panel.locator('[data-queue="kill"]').click({ timeout: limitMs });
    await panel.getByText('Nothing was lost.').waitFor({ timeout: 3 * limitMs });
    const [of = 0, done = 0, workers = 0] = await Promise.all(
      ['data-of', 'data-done', 'data-workers'].map(async (name) => Number(await panel.getAttribute(name))),
    );
    return { of, done, workers };
  }

  async comparesPolling(): Promise<Compared> {
    const panel = this.#page.locator('#polling');
    await panel.locator('button').click({ timeout: limitMs });
    await this.#page.locator('#polling[data-polling="over"]').waitFor({ timeout: 4 * limitMs });
    const figure = async (row: number, name: string): Promise<number> =>
      Number(await panel.locator('tbody tr').nth(row).getAttribute(name));
    return {
      requests: await figure(0, 'data-requests'),
      polled: await figure(0, 'data-saw'),
      pushed: await figure(1, 'data-saw'),
    };
  }
}

/** Plays the story in a real browser: the demo's page with its frames, and more tabs beside it. */
export class BrowserCast implements Cast {
  readonly via = 'browser';
  readonly #hosts: Hosts;
  readonly #address: string;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  /** What pages complained about; the story fails with it. */
  readonly errors: string[] = [];

  private constructor(browser: Browser, context: BrowserContext, hosts: Hosts, address: string) {
    this.#browser = browser;
    this.#context = context;
    this.#hosts = hosts;
    this.#address = address;
    context.on('weberror', (error) => this.errors.push(error.error().message));
  }

  static async start(file: string, hosts: Hosts, address: string): Promise<BrowserCast> {
    const browser = await launchBrowser(file);
    return new BrowserCast(browser, await browser.newContext(), hosts, address);
  }

  get version(): string {
    return this.#browser.version();
  }

  async desk(): Promise<Desk> {
    const page = await this.#context.newPage();
    await page.goto(this.#address, { timeout: limitMs });
    return new BrowserDesk(page);
  }

  async open(name: 'alice' | 'bob' | 'phone'): Promise<Tab> {
    const page = await this.#context.newPage();
    await page.goto(`${this.#hosts.named(name)?.origin}/`, { timeout: limitMs });
    return new BrowserTab(page);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
