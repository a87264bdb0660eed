import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from '../../client/test/browser.ts';
import {
  apiKey,
  connectionToken,
  next,
  type RunningServer,
  startServer,
} from '../../server/test/running-server.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const otherKey = 'other-key-of-the-tests-0123456789abcdef';
const otherSecret = 'token secret of the other site 0123456789';

describe.skipIf(chromiumPath === undefined)('the admin page in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchBrowser(chromiumPath ?? '');
  });

  afterAll(() => browser?.close());

  it('asks for a key, says when it is wrong, and remembers the tab over a reload', async () => {
    await using site = await startServer();
    await using page = await open(browser, site);
    await page.getByLabel('API key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('This is no API key of a site here.').waitFor();
    await page.getByLabel('API key').fill(apiKey);
    await page.keyboard.press('Enter');
    await isLive(page);
    await page.reload();
    await isLive(page);
    expect(
      await page.evaluate('document.cookie + JSON.stringify(localStorage) + location.href'),
    ).not.toContain('key');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.reload();
    await page.getByLabel('API key').waitFor();
  });

  it('shows figures, and draws them', async () => {
    await using site = await startServer();
    await visit(site, '7', ['user:7']);
    await using page = await open(browser, site, apiKey);
    const tile = (name: string) => page.getByRole('img', { name });
    await tile('Connections: 1 now').waitFor();
    const publishing = setInterval(() => site.call('publish', { channel: 'user:7', data: 1 }), 100);
    await page.getByText(/[1-9]\d* delivered/).waitFor();
    await tile('Fan-out p99: ').getByText(/\d ms/).first().waitFor();
    clearInterval(publishing);
    const line = await tile('Messages per second').locator('path.line').getAttribute('d');
    expect(line).toMatch(/^M[\d.]+ [\d.]+/);
    await tile('Waiting for readers: 0 B now').waitFor();
  });

  it('shows channels: searches, sorts and turns pages; a channel leads to a message', async () => {
    await using site = await startServer();
    const many = Array.from({ length: 60 }, (_, n) => `content:${n}`);
    await visit(site, '7', [...many, 'user:7']);
    await visit(site, '8', ['user:7']);
    await using page = await open(browser, site, apiKey);
    await page.getByText('1–50 of 61 channels').waitFor();
    expect(await cells(page, 1)).toEqual(['user:7', '2', 'Message to user:7']);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByText('51–61 of 61 channels').waitFor();
    await page.getByRole('button', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Channel', exact: true }).click();
    await page
      .getByRole('columnheader', { name: 'Channel' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    await expect.poll(() => cells(page, 1)).toContain('content:0');
    await page.getByRole('button', { name: 'Channel', exact: true }).click();
    await expect.poll(() => cells(page, 1)).toContain('user:7');
    await page.getByRole('searchbox', { name: 'Search channels' }).fill('content:5');
    await page.getByText('11 channels').waitFor();
    await page.getByRole('searchbox').fill('nothing');
    await page.getByText('No channels with “nothing”.').waitFor();
    await page.getByRole('searchbox').fill('user');
    await page.getByRole('button', { name: 'Message to user:7' }).click();
    expect(await page.getByLabel('Channel').inputValue()).toBe('user:7');
  });

  it('publishes a message, reads what is kept, and says what is wrong', async () => {
    await using site = await startServer();
    const visitor = await visit(site, '7', ['user:7']);
    await using page = await open(browser, site, apiKey, '#message');
    await page.getByLabel('Channel').fill('user:7');
    await page.getByLabel('Data, as JSON').fill('{"a":');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText(/This is no JSON/).waitFor();
    expect(await page.getByLabel('Data, as JSON').getAttribute('aria-invalid')).toBe('true');
    const heard = next<{ data: unknown }>(visitor, 'publication');
    await page.getByLabel('Data, as JSON').fill('{"a":"<b>1</b>"}');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('Published to 1 listener. It is number 1 of the channel.').waitFor();
    expect((await heard).data).toEqual({ a: '<b>1</b>' });
    await page.getByRole('button', { name: 'Read its history' }).click();
    await page.getByText('"a": "<b>1</b>"').waitFor();
    await page.getByLabel('Channel').fill('nowhere:1');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByText('unknown channel (102)').waitFor();
    await page.getByRole('button', { name: 'Read its history' }).click();
    await page.getByText('unknown channel (102)').waitFor();
  });

  it('disconnects and revokes after it has asked, by keyboard', async () => {
    await using site = await startServer();
    const [phone, tablet] = [await visit(site, '7', ['user:7']), await visit(site, '7', ['user:7'])];
    const other = await visit(site, '8', []);
    await using page = await open(browser, site, apiKey, '#users');
    const toggle = page.getByRole('button', { name: '7', exact: true });
    await toggle.press('Enter');
    await page.getByRole('list', { name: 'Connections of 7' }).getByText('user:7').first().waitFor();
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');

    const ask = async (name: RegExp) => {
      await page.getByRole('button', { name }).first().press('Enter');
      return page.getByRole('dialog');
    };
    let dialog = await ask(/^Disconnect user 7/);
    expect(await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    dialog = await ask(/^Disconnect user 7/);
    await dialog.getByRole('button', { name: 'Cancel' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    expect([phone.state, tablet.state]).toEqual(['connected', 'connected']);

    const gone = Promise.race([next(phone, 'disconnected'), next(tablet, 'disconnected')]);
    dialog = await ask(/^Disconnect connection/);
    await dialog.getByRole('button', { name: 'Disconnect' }).press('Enter');
    await page.getByText('A connection of user 7 is disconnected.').waitFor();
    await gone;
    expect([phone.state, tablet.state].toSorted()).toEqual(['connected', 'disconnected']);

    dialog = await ask(/^Disconnect user 7/);
    await dialog.getByRole('button', { name: 'Disconnect' }).press('Enter');
    await page.getByText('User 7 is disconnected.').waitFor();
    await expect.poll(() => [phone.state, tablet.state]).toEqual(['disconnected', 'disconnected']);

    const end = next<{ code: number }>(other, 'disconnected');
    dialog = await ask(/^Revoke what user 8 was granted/);
    await dialog.getByRole('radio', { name: /^End\./ }).check();
    await dialog.getByRole('button', { name: 'Revoke' }).press('Enter');
    await page.getByText('Revoked. 1 connection of user 8 was reached.').waitFor();
    expect((await end).code).toBe(3500);
    await page.getByText('No users.').waitFor();
  });

  it('lists errors, whose codes lead to what the documentation says', async () => {
    await using site = await startServer();
    const visitor = await visit(site, '7', []);
    await using page = await open(browser, site, apiKey, '#errors');
    await page.getByText('No errors since the server started.').waitFor();
    await visitor.rpc('no.such', {}).catch(() => undefined);
    const link = page.getByRole('link', { name: /^104/ });
    await link.waitFor();
    await page.getByRole('cell', { name: 'method not found' }).waitFor();
    const opened = page.context().waitForEvent('page');
    await link.click();
    const codes = await opened;
    await codes
      .getByRole('row', { name: '104 method not found No such command, API method, or plugin.' })
      .waitFor();
    expect(codes.url()).toMatch(/codes\.html#code-104$/);
  });

  it('shows one of several sites, and takes the key of another', async () => {
    const siteOf = (name: string, secret: string, tokenSecret: string) => ({
      origins: [`https://${name}.example`],
      api: { keys: [{ id: 'a', secret }] },
      auth: { token: { keys: [{ id: name, secret: tokenSecret }] } },
    });
    await using site = await startServer({
      sites: {
        one: siteOf('one', apiKey, 'token secret of the first site 0123456789'),
        two: siteOf('two', otherKey, otherSecret),
      },
      origins: [],
      api: { listen: '127.0.0.1:0' },
      auth: {},
    });
    await using page = await open(browser, site, apiKey);
    await page.getByText('Another site…').click();
    await page.getByLabel('API key of the site').fill('wrong');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('alert').getByText('This is no API key of a site here.').waitFor();
    await page.getByLabel('API key of the site').fill(otherKey);
    await page.getByRole('button', { name: 'Add' }).click();
    const choice = page.getByRole('combobox', { name: 'Site' });
    await choice.waitFor();
    expect(await choice.inputValue()).toBe('two');
    await isLive(page);
    await site.call('publish', { channel: 'user:7', data: 1 }, { 'x-api-key': otherKey });
    await page.getByRole('img', { name: /Messages per second: .* at most/ }).waitFor();
    await choice.selectOption('one');
    await page.getByText('No channels.').waitFor();
  });

  it('shows names and messages that would be scripts as the text that they are', async () => {
    await using site = await startServer();
    const script = '"><img/src=x/onerror=window.hit=1><script>window.hit=2</script>';
    const channel = `user:${script}`;
    const user = `<svg/onload=window.hit=3>\u202e${'x'.repeat(200)}`;
    const visitor = await visit(site, user, [channel]);
    await visitor.rpc(`${script}.x`, {}).catch(() => undefined);
    await site.call('publish', { channel, data: { [script]: '</pre><script>window.hit=4</script>' } });
    await using page = await open(browser, site, apiKey);
    await page.getByText(channel, { exact: true }).waitFor();
    await page.getByRole('button', { name: `Message to ${channel}` }).click();
    expect(await page.getByLabel('Channel').inputValue()).toBe(channel);
    await page.getByRole('button', { name: 'Read its history' }).click();
    await page.getByText('</pre><script>').waitFor();
    await page.getByRole('link', { name: 'Users' }).click();
    // Where the words around it would be turned, that is not done.
    await page.getByRole('button', { name: user.replace('\u202e', '\ufffd'), exact: true }).click();
    await page
      .getByRole('list', { name: /^Connections of / })
      .getByText(channel)
      .waitFor();
    expect(
      await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    ).toBe(0);
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('dialog').getByText('<svg/onload=window.hit=3>').first().waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${site.api}/admin#channels?${encodeURIComponent(script)}`);
    await page.getByRole('searchbox', { name: 'Search channels' }).fill(`${script}none`);
    await page.getByText(`No channels with “${script}none”.`).waitFor();
    expect(await page.evaluate('window.hit')).toBeUndefined();
    expect(await page.locator('img, svg[onload], main script').count()).toBe(0);
  });

  it('says when the server is away, keeps what it shows, and is live again by itself', async () => {
    const first = await startServer();
    await visit(first, '7', ['user:7']);
    const port = new URL(first.api).port;
    await using page = await open(browser, first, apiKey);
    await page.getByRole('img', { name: 'Connections: 1 now' }).waitFor();
    await first.stop();
    await page.getByText('Offline: trying again. What you see is from before.').waitFor();
    await page.getByRole('img', { name: 'Connections: 1 now' }).waitFor();
    await using _second = await startServer({
      api: { listen: `127.0.0.1:${port}`, keys: [{ id: 'a1', secret: apiKey }] },
    });
    // Another process knows nothing of the log-in.
    await page.getByText('You were logged out').waitFor();
    await page.getByLabel('API key').fill(apiKey);
    await page.keyboard.press('Enter');
    await isLive(page);
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['on a phone', { viewport: { width: 360, height: 740 } }],
    ['from right to left', {}],
  ] as const)('has nothing that keeps anybody out, %s', async (name, options) => {
    await using site = await startServer();
    const visitor = await visit(site, '7', ['user:7', 'content:1']);
    await visitor.rpc('no.such', {}).catch(() => undefined);
    await site.call('publish', { channel: 'user:7', data: { a: 1 } });
    await using page = await open(browser, site, undefined, '', options);
    if (name === 'from right to left') {
      await page.evaluate("document.documentElement.dir = 'rtl'");
    }
    expect(await violations(page)).toEqual([]);
    await enter(page, apiKey);
    await page.getByRole('img', { name: 'Connections: 1 now' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('button', { name: '7', exact: true }).click();
    await page.getByRole('list', { name: 'Connections of 7' }).getByText('content:1').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Errors' }).click();
    await page.getByRole('cell', { name: 'method not found' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Message' }).click();
    await page.getByLabel('Channel').fill('user:7');
    await page.getByRole('button', { name: 'Read its history' }).click();
    await page.getByText('"a": 1').waitFor();
    expect(await violations(page)).toEqual([]);
    // Nothing is wider than the screen.
    const overflow = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    expect(overflow).toBe(0);
    await page.goto(`${site.api}/admin/codes.html`);
    expect(await violations(page)).toEqual([]);
  });
});

/** Opens the page, and goes in where a key is given; what it logs as wrong fails the test. */
async function open(
  browser: Browser,
  site: RunningServer,
  key?: string,
  hash = '',
  options: BrowserContextOptions = {},
): Promise<Page & AsyncDisposable> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  page.on('console', (message) => {
    // A refused log-in, and a server that is away, are errors to the browser.
    if (message.type() === 'error' && !/ 401 |ERR_CONNECTION|WebSocket connection/.test(message.text())) {
      wrong.push(message.text());
    }
  });
  await page.goto(`${site.api}/admin${hash}`);
  if (key !== undefined) {
    await enter(page, key);
  }
  return Object.assign(page, {
    [Symbol.asyncDispose]: async () => {
      await context.close();
      expect(wrong).toEqual([]);
    },
  });
}

async function enter(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Log in' }).click();
  await isLive(page);
}

async function isLive(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
}

/** A visitor of the site, connected. */
async function visit(site: RunningServer, user: string, channels: readonly string[]) {
  const client = site.client({ token: await connectionToken(user, { channels }) });
  client.connect();
  await client.ready();
  return client;
}

/** What stands in a row of the table. */
async function cells(page: Page, row: number): Promise<string[]> {
  const texts = await page.getByRole('row').nth(row).locator('th, td').allTextContents();
  return texts.map((text) => text.replace(/\s+/g, ' ').trim());
}

/** What axe finds, in a few words each. It comes by the inspector: the page's own policy lets no script of others in. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(`${axe}; undefined`);
  return page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
}
