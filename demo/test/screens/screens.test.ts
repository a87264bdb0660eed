import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../../src/check/browser-cast.ts';
import { type Demo, startDemo } from '../../src/demo.ts';

const executablePath = findBrowser();

describe.runIf(executablePath)('the screens of the demo', { timeout: 60_000 }, () => {
  let state: string;
  let demo: Demo;
  let browser: Browser;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'demo-screens-'));
    demo = await startDemo({ state, anyPort: true, fresh: true });
    browser = await launchBrowser(executablePath ?? '');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.close();
    await rm(state, { recursive: true, force: true });
  });

  const person = (page: Page, name: string): FrameLocator =>
    page.frameLocator(`iframe[title="${name}’s page"]`);

  /** Opens the demo's page in a browser of its own and waits until both people are live. */
  async function open(
    story: (page: Page) => Promise<void>,
    { query = '', ...options }: BrowserContextOptions & { query?: string } = {},
  ): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      await page.goto(`${demo.address}${query}`);
      for (const name of ['Alice', 'Bob']) {
        await person(page, name).locator('.who .state[data-state="live"]').waitFor();
      }
      await story(page);
    } finally {
      await context.close();
    }
  }

  test('show what Alice writes on Bob’s page, and markup as the text it is', () =>
    open(async (page) => {
      const line = '<img src=x onerror="document.title=\'taken\'"> & <b>bold</b>';
      const input = person(page, 'Alice').locator('chat-composer textarea');
      await input.fill(line);
      await input.press('Enter');
      await person(page, 'Bob').locator('chat-conversation').getByText(line, { exact: true }).waitFor();
      expect(await person(page, 'Bob').locator('chat-conversation .text :is(img, b)').count()).toBe(0);
      expect(await input.inputValue()).toBe('');
    }));

  test('are written on by keyboard alone', () =>
    open(async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the two chats');
      const input = person(page, 'Alice').locator('chat-composer textarea');
      for (let tabs = 0; tabs < 20; tabs++) {
        await page.keyboard.press('Tab');
        if (await input.evaluate((element) => element.matches(':focus'))) break;
      }
      await page.keyboard.type('Without a mouse');
      await page.keyboard.press('Enter');
      await person(page, 'Bob').locator('chat-conversation').getByText('Without a mouse').waitFor();
    }));

  test('light all five steps for a first tab and only "remembered" for a second', () =>
    open(async (page) => {
      const lit = (step: string): Promise<string | null> =>
        page.locator(`[data-step="${step}"]`).getAttribute('data-ms');
      for (const step of ['page', 'connect', 'asked', 'channels', 'ok']) {
        await page.locator(`[data-step="${step}"][data-ms]`).waitFor();
      }
      expect(await lit('remembered')).toBeNull();
      // Both people's first connections are played before anything else is.
      await page.locator('.connections button').nth(1).waitFor();
      await page.getByRole('button', { name: 'Open a second tab for Alice' }).press('Enter');
      await page.locator('[data-step="remembered"][data-ms]').waitFor();
      await page.getByText(/Alice, tab 2: live after/).waitFor();
      for (const step of ['page', 'connect', 'asked', 'channels', 'ok']) expect(await lit(step)).toBeNull();
    }));

  test('ask nobody but the demo’s own hosts, and break no rule of their content security policy', () =>
    open(async (page) => {
      const foreign: string[] = [];
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url());
        if (protocol !== 'data:' && !hostname.endsWith('demo.localhost')) foreign.push(request.url());
      });
      await page.reload();
      await person(page, 'Bob').locator('.who .state[data-state="live"]').waitFor();
      await page.locator('#log-state[data-state="live"]').waitFor();
      expect(foreign).toEqual([]);
      expect(complaints).toEqual([]);
    }));

  test.each(['ltr', 'rtl'])('fit a phone without scrolling sideways (%s)', (direction) =>
    open(
      async (page) => {
        expect(await page.evaluate('document.documentElement.dir')).toBe(direction);
        const sideways = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
        expect(await page.evaluate(sideways)).toBe(0);
        for (const frame of page.frames()) expect(await frame.evaluate(sideways)).toBe(0);
      },
      { query: `&dir=${direction}`, viewport: { width: 390, height: 844 } },
    ),
  );

  test('run a snippet in PHP and show what it sent; the notice pops up at Alice alone', () =>
    open(async (page) => {
      await page.locator('[data-console-run]').click();
      const result = page.locator('[data-console-output]');
      await result.getByText('POST /api/publish').waitFor();
      await person(page, 'Alice').locator('[data-notices]').getByText('Hello Alice').waitFor();
      expect(await person(page, 'Bob').locator('.toast').count()).toBe(0);
    }));

  test('cut Bob’s network, keep his line, and end in a count of what both pages show', () =>
    open(async (page) => {
      await page.locator('[data-break="cut"]').click();
      await person(page, 'Bob').locator('.who .state', { hasText: '1 line kept' }).waitFor();
      const verdict = page.locator('[data-verdict]');
      await verdict.waitFor({ timeout: 45_000 });
      expect(await verdict.textContent()).toMatch(
        /^0 lost, 0 twice ?Both pages saw each of 20 numbered messages/,
      );
      expect(await page.locator('.tracks [data-cell="seen"]').count()).toBe(40);
    }));

  test('log Alice out in one tab: her other tab goes silent, her phone does not', () =>
    open(async (page) => {
      await page.locator('[data-break="logout"]').click();
      const verdict = page.locator('[data-verdict]');
      await verdict.waitFor({ timeout: 45_000 });
      expect(await verdict.textContent()).toMatch(/^0 lost, 0 twice, 0 leaked/);
      await person(page, 'Alice').locator('[data-login="Alice"]').click();
      await person(page, 'Alice').locator('.who .state[data-state="live"]').waitFor();
    }));

  test('say that the push server is down as long as it is, and name no process then', () =>
    open(async (page) => {
      const state = page.locator('#server-state', { hasText: /^Push server: up, process \d+$/ });
      await state.waitFor();
      const before = await state.textContent();
      const { status, said } = (await page.evaluate(`(async () => {
        const state = document.getElementById('server-state');
        const said = [];
        const isUpAgain = new Promise((resolve) => {
          new MutationObserver(() => {
            said.push(state.textContent);
            if (state.dataset.state === 'live') resolve();
          }).observe(state, { childList: true });
        });
        const headers = { 'Content-Type': 'application/json' };
        const { status } = await fetch('/demo/break/kill', { method: 'POST', headers, body: '{}' });
        await isUpAgain;
        return { status, said };
      })()`)) as { status: number; said: readonly string[] };
      expect(status).toBe(200);
      expect(said[0]).toBe('Push server: down');
      expect(said.at(-1)).toMatch(/^Push server: up, process \d+$/);
      expect(said.at(-1)).not.toBe(before);
      expect(said.join()).not.toContain('undefined');
    }));
});
