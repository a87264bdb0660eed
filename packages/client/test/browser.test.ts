import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chromiumPath, launchBrowser } from './browser.ts';
import { PageSite } from './page-site.ts';
import { PushServer } from './push-server.ts';

const last = 'last';

function diary(page: Page, kind: 'modern' | 'classic'): Promise<unknown[]> {
  return page.evaluate((key) => JSON.parse(sessionStorage.getItem(key) ?? '[]'), kind);
}

async function written(page: Page, ...kinds: Parameters<typeof diary>[1][]): Promise<void> {
  await page.waitForFunction(
    ([word, keys]) => keys.every((key) => sessionStorage.getItem(key)?.includes(word)),
    [last, kinds] as const,
  );
}

async function inBrowser(
  story: (page: Page, site: PageSite, push: PushServer) => Promise<void>,
  start = '/',
): Promise<void> {
  await using site = await PageSite.start();
  await using push = await PushServer.start({ origins: [site.origin], auth: { anonymous: true } });
  site.push = push;
  const browser = await launchBrowser(chromiumPath ?? '');
  try {
    const page = await (await browser.newContext()).newPage();
    await page.goto(site.origin + start);
    if (start === '/') await page.waitForFunction("document.title === 'live'");
    await story(page, site, push);
  } finally {
    await browser.close();
  }
}

const live = "window.Drupal.nodejs.state === 'live'";

describe.runIf(chromiumPath)('a browser with the built files', { timeout: 60_000 }, () => {
  test('loses nothing and sees nothing twice over page loads, with one token request', () =>
    inBrowser(async (page, site, push) => {
      const send = (data: unknown) => push.publish(site.channel, { channel: site.channel, data });
      const numbers = Array.from({ length: 60 }, (_, number) => number);
      const publishing = (async () => {
        for (const number of numbers) await send(number);
      })();
      for (let load = 0; load < 3; load++) await page.reload();
      await publishing;
      await page.goto(`${site.origin}/elsewhere`);
      await send('while elsewhere');
      await page.goto(site.origin);
      await send(last);
      await written(page, 'modern', 'classic');

      const expected = [...numbers, 'while elsewhere', last];
      expect(await diary(page, 'modern')).toEqual(expected);
      expect(await diary(page, 'classic')).toEqual(expected);
      expect(site.tokenRequests).toBe(1);
    }));

  test('says what it wants to hear with the handshake, from a tab’s second page on', () =>
    inBrowser(async (page, site, push) => {
      const sent: string[][] = [];
      page.on('websocket', (socket) => {
        const frames: string[] = [];
        sent.push(frames);
        socket.on('framesent', ({ payload }) => frames.push(payload.toString()));
      });
      await page.goto(`${site.origin}/elsewhere`);
      await page.evaluate("sessionStorage.removeItem('nodejs:default:websocket')");
      for (let load = 0; load < 2; load++) {
        await page.goto(site.origin);
        await page.waitForFunction(live);
      }
      await push.publish(site.channel, { channel: site.channel, data: last });
      await written(page, 'modern');

      expect(sent).toEqual([[expect.stringContaining('connect')], []]);
    }));

  test('hears the content channels that came with the page and those that BigPipe or AJAX bring', () =>
    inBrowser(async (page, site, push) => {
      const settings = JSON.stringify({ nodejs: { contentTokens: { later: site.contentToken('later') } } });
      await page.evaluate(`Drupal.behaviors.nodejs.attach(document, ${settings})`);
      await page.evaluate("new Promise((subscribed) => Drupal.nodejs.on('content:later', { subscribed }))");

      await push.publish('content:watchdog_dblog', { channel: 'watchdog_dblog', data: 'with the page' });
      await push.publish('content:later', { channel: 'later', data: last });
      await written(page, 'classic');

      expect(await diary(page, 'classic')).toEqual(['with the page', last]);
    }));

  test('loads the client only when somebody listens', () =>
    inBrowser(async (page, site) => {
      await page.evaluate('new Promise((resolve) => setTimeout(resolve, 1500))');
      expect([site.clientRequests, site.tokenRequests]).toEqual([0, 0]);
      expect(await page.evaluate('Drupal.nodejs.state')).toBe('offline');

      await page.evaluate(`Drupal.nodejs.on('${site.channel}', () => undefined)`);
      await page.waitForFunction(live);

      expect([site.clientRequests, site.tokenRequests]).toEqual([1, 1]);
    }, '/quiet'));

  test('an anonymous visitor hears public channels without any request for a token, in as many page views as you like', () =>
    inBrowser(async (page, site, push) => {
      site.settings = { user: '', anonymous: true, tokens: { news: site.publicToken('news') } };
      for (let view = 0; view < 5; view++) {
        await page.goto(`${site.origin}/quiet`);
        await page.evaluate(
          "window.heard = []; Drupal.nodejs.on('news', ({ data }) => window.heard.push(data))",
        );
        await page.waitForFunction(live);
        await page.evaluate("new Promise((subscribed) => Drupal.nodejs.on('news', { subscribed }))");
        await push.publish('news', view);
        await page.waitForFunction(`window.heard.includes(${view})`);
      }

      expect(site.tokenRequests).toBe(0);
    }, '/quiet'));

  test('a publication is a DOM event for the elements that name its channel, once however many do', () =>
    inBrowser(async (page, site, push) => {
      await page.evaluate(`
        window.events = [];
        document.body.addEventListener('nodejs:${site.channel}', ({ detail }) => window.events.push(detail.data));
        document.body.insertAdjacentHTML('beforeend', '<p data-nodejs-channel="${site.channel}"><b data-nodejs-channel="${site.channel} other"></b></p>');
        Drupal.behaviors.nodejs.attach(document.body, drupalSettings);
      `);
      await page.evaluate(
        `new Promise((subscribed) => Drupal.nodejs.once && Drupal.nodejs.on('${site.channel}', { subscribed }))`,
      );
      await push.publish(site.channel, 'one');
      await page.waitForFunction('window.events.length > 0');

      // One element leaves, then the other.
      await page.evaluate(
        "Drupal.behaviors.nodejs.detach(document.querySelector('b'), drupalSettings, 'unload')",
      );
      await push.publish(site.channel, 'two');
      await page.waitForFunction('window.events.length > 1');
      await page.evaluate("Drupal.behaviors.nodejs.detach(document.body, drupalSettings, 'unload')");
      await page.evaluate(
        `window.last = new Promise((done) => { Drupal.nodejs.on('${site.channel}', () => done()); }); 0`,
      );
      await push.publish(site.channel, 'three');
      await page.evaluate('window.last');

      expect(await page.evaluate('window.events')).toEqual(['one', 'two']);
    }, '/quiet'));

  test('a page that nobody sees cuts its line, and recovers what it missed when it is seen again', () =>
    inBrowser(async (page, site, push) => {
      site.settings = { hiddenLimit: 100 };
      await page.goto(`${site.origin}/quiet`);
      await page.evaluate(
        `window.heard = []; Drupal.nodejs.on('${site.channel}', ({ data }) => window.heard.push(data))`,
      );
      await page.evaluate(`new Promise((subscribed) => Drupal.nodejs.on('${site.channel}', { subscribed }))`);
      const see = (state: string) =>
        page.evaluate(`
          Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        `);
      await see('hidden');
      await page.waitForFunction("window.Drupal.nodejs.state === 'offline'");
      await push.publish(site.channel, 'missed');
      await see('visible');
      await page.waitForFunction("window.heard.includes('missed')");

      expect(site.tokenRequests).toBe(1);
    }, '/quiet'));

  test('tabs that share a line: the one that is seen leads, hidden ones hear from it and recover the rest', () =>
    inBrowser(async (first, site, push) => {
      site.settings = { share: true };
      const second = await first.context().newPage();
      const listen = async (page: Page) => {
        await page.goto(`${site.origin}/quiet`);
        await page.evaluate(
          `window.heard = []; new Promise((subscribed) => Drupal.nodejs.on('${site.channel}', { publication: ({ data }) => window.heard.push(data), subscribed }))`,
        );
      };
      const see = (page: Page, state: string) =>
        page.evaluate(`
          Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        `);
      const hears = (page: Page, word: string) => page.waitForFunction(`window.heard.includes('${word}')`);
      await listen(first);
      await push.publish(site.channel, 'one');
      await hears(first, 'one');
      await see(first, 'hidden');
      // Who comes to be seen takes the lead at once, long before the two minutes of a hidden tab are over.
      await listen(second);
      await first.waitForFunction("Drupal.nodejs.state === 'offline'");
      expect(await second.evaluate('Drupal.nodejs.state')).toBe('live');

      await push.publish(site.channel, 'two');
      await hears(second, 'two');
      await hears(first, 'two');

      // One that the leader's tab didn't pass on.
      await see(second, 'hidden');
      await second.evaluate('Drupal.nodejs.disconnect()');
      await push.publish(site.channel, 'three');
      await see(first, 'visible');
      await hears(first, 'three');
      await push.publish(site.channel, 'four');
      await hears(first, 'four');

      expect(await first.evaluate('window.heard')).toEqual(['one', 'two', 'three', 'four']);
      expect(await second.evaluate('window.heard')).toEqual(['two']);
      await second.evaluate('Drupal.nodejs.connect()');
      await hears(second, 'four');
      expect(await second.evaluate('window.heard')).toEqual(['two', 'three', 'four']);
    }, '/quiet'));

  test('a tab of another user shares nothing', () =>
    inBrowser(async (first, site, push) => {
      site.settings = { share: true };
      const second = await first.context().newPage();
      await first.goto(`${site.origin}/quiet`);
      await first.evaluate(
        `window.heard = []; new Promise((subscribed) => Drupal.nodejs.on('${site.channel}', { publication: ({ data }) => window.heard.push(data), subscribed }))`,
      );
      await first.evaluate(`
        Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      `);
      await second.goto(`${site.origin}/elsewhere`);
      await second.evaluate(`
        const tabs = new BroadcastChannel('nodejs:default');
        tabs.postMessage({ user: 'another', lead: true });
        tabs.postMessage({ user: 'another', publication: { channel: '${site.channel}', data: 'forged', offset: 1 } });
      `);
      await push.publish(site.channel, 'real');
      await first.waitForFunction("window.heard.includes('real')");

      expect(await first.evaluate('[Drupal.nodejs.state, window.heard]')).toEqual(['live', ['real']]);
    }, '/quiet'));

  test.each([
    ['fetch', "fetch('/post', { method: 'POST' })"],
    ['a Request', "fetch(new Request('/post', { method: 'POST' }))"],
    [
      'XMLHttpRequest',
      "new Promise((done) => { const r = new XMLHttpRequest(); r.open('POST', '/post'); r.onload = done; r.send(); })",
    ],
  ])('a POST by %s is marked as this page’s own', (_by, post) =>
    inBrowser(async (page, site) => {
      await page.evaluate(`${post}.then(() => undefined)`);

      expect(site.lastOrigin).toBe(await page.evaluate('Drupal.nodejs.origin'));
    }, '/quiet'),
  );

  test('a request to another host is not marked', () =>
    inBrowser(async (page, site) => {
      await using other = await PageSite.start();
      await page.evaluate(
        `fetch('${other.origin}/post', { method: 'POST', mode: 'no-cors' }).then(() => undefined)`,
      );

      expect([site.lastOrigin, other.lastOrigin]).toEqual([undefined, undefined]);
    }, '/quiet'));

  test('messages run the commands that are safe, once, and no others', () =>
    inBrowser(async (page, _site, push) => {
      await page.evaluate(`
        window.ran = [];
        Drupal.ajax = () => ({ commandExecutionQueue: (commands) => window.ran.push(...commands.map(({ command }) => command)) });
      `);
      const commands = [{ command: 'invoke' }, { command: 'insert' }, 'nonsense', { command: 'css' }];
      await push.publish('content:watchdog_dblog', { channel: 'watchdog_dblog', commands });
      await page.waitForFunction('window.ran.length > 0');

      expect(await page.evaluate('window.ran')).toEqual(['insert', 'css']);
    }));

  test('what a message’s commands need is fetched first, and the next message waits for it', () =>
    inBrowser(async (page, _site, push) => {
      await page.evaluate(`
        window.ran = [];
        Drupal.ajax = () => ({ commandExecutionQueue: (commands) => window.ran.push(...commands.map(({ command }) => command)) });
        const there = new Promise((resolve) => { window.arrive = resolve; });
        Drupal.nodejs_ajax.assets = ({ assets }) => assets === 'slow' ? there : Promise.reject(new Error('none'));
      `);
      await push.publish('content:watchdog_dblog', { commands: [{ command: 'insert' }], assets: 'slow' });
      await push.publish('content:watchdog_dblog', { commands: [{ command: 'css' }] });
      await page.evaluate(`arrive([{ command: 'add_css' }])`);
      await page.waitForFunction('window.ran.length > 2');

      expect(await page.evaluate('window.ran')).toEqual(['add_css', 'insert', 'css']);
    }));
});
