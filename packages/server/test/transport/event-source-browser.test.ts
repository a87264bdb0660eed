import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chromiumPath, launchBrowser } from '../../../client/test/browser.ts';
import { FrontDoor } from '../front-door.ts';
import {
  connectionToken,
  type RunningServer,
  startServer,
  subscriptionToken,
  temporaryFolder,
  tokenSecret,
} from '../running-server.ts';

const scripts = ['htmx.org/dist/htmx.min.js', 'htmx-ext-sse/sse.js'].map((name) =>
  readFileSync(fileURLToPath(import.meta.resolve(name)), 'utf8'),
);

describe.runIf(chromiumPath)('a page in a browser, by EventSource and by htmx', { timeout: 60_000 }, () => {
  it('hears each publication once over cuts and a restart, and is told when something is lost', async () => {
    await using site = await pageSite();
    await using folder = await temporaryFolder();
    await using door = await FrontDoor.open();
    const start = async (snapshot: string): Promise<RunningServer> => {
      const server = await startServer({
        origins: [site.origin],
        auth: {
          token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] },
          anonymous: true,
        },
        engine: { type: 'memory', snapshot },
        drainWindow: '0s',
      });
      return server;
    };
    const browser = await launchBrowser(chromiumPath ?? '');
    try {
      const snapshot = join(folder.path, 'snapshot');
      const first = await start(snapshot);
      door.behind = new URL(first.url).host;
      const token = await subscriptionToken('', 'content:news', { iat: undefined, exp: undefined });
      site.address = `http://${door.address}/connection/uni_sse?subscription=${token}`;
      const page = await browser.newPage();
      await page.goto(site.origin);
      await heard(page, 'connect', 1);
      await page.waitForFunction("document.querySelector('ol').title === 'live'");

      await publish(first, '<i>1</i>', '<i>2</i>');
      await heard(page, 'content:news', 2);
      await shown(page, 2);
      door.cut();
      await publish(first, '<i>3</i>');
      await heard(page, 'content:news', 3);
      await shown(page, 3);

      door.behind = undefined;
      await first.stop();
      const second = await start(snapshot);
      await publish(second, '<i>4</i>');
      door.behind = new URL(second.url).host;
      await heard(page, 'content:news', 4);
      await shown(page, 4);

      // Nothing is kept of this one, as after a crash.
      door.behind = undefined;
      await second.stop();
      await using third = await start('');
      await publish(third, '<i>lost</i>');
      door.behind = new URL(third.url).host;
      await heard(page, 'state-lost', 1);
      await page.waitForFunction("document.querySelector('ol').textContent.endsWith('…')");
      await publish(third, '<i>5</i>');
      await heard(page, 'content:news', 5);

      const log = await diary(page);
      expect(log.filter(([name = '']) => !['connect', 'disconnect'].includes(name))).toEqual([
        ...[1, 2, 3, 4].map((n) => ['content:news', `<i>${n}</i>`]),
        ['state-lost', '{"channel":"content:news"}'],
        ['content:news', '<i>5</i>'],
      ]);
      await shown(page, 5);
      expect(await page.locator('ol').innerHTML()).toMatch(
        /^<i>1<\/i><i>2<\/i><i>3<\/i><i>4<\/i>.*…<i>5<\/i>$/,
      );
    } finally {
      await browser.close();
    }
  });

  it('stays away when its user is revoked, and when it is refused', async () => {
    await using site = await pageSite();
    await using server = await startServer({ origins: [site.origin] });
    const browser = await launchBrowser(chromiumPath ?? '');
    try {
      const token = await connectionToken('7', { channels: ['user:7'] });
      site.address = server.url.replace('ws:', 'http:').replace('websocket', `uni_sse?token=${token}`);
      const page = await browser.newPage();
      await page.goto(site.origin);
      await heard(page, 'connect', 1);
      await server.call('revoke', { user: '7', mode: 'end', at: Date.now() / 1000 });
      await heard(page, 'disconnect', 1);
      await page.waitForFunction('source.readyState === EventSource.CLOSED');

      await page.reload();
      await page.waitForFunction('source.readyState === EventSource.CLOSED');
      expect(await diary(page)).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

/** A site of its own with one page, which writes down what it hears. */
async function pageSite() {
  const state = { address: '' };
  const http = createServer((request, response) => {
    if (request.url !== '/') {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8').end(`<!doctype html>
<ol hx-ext="sse" sse-connect="${state.address}" sse-swap="content:news" hx-swap="beforeend"></ol>
<script>
  const diary = [];
  const source = new EventSource(${JSON.stringify(state.address)});
  for (const name of ['connect', 'content:news', 'state-lost', 'disconnect']) {
    source.addEventListener(name, ({ data }) => diary.push([name, data]));
  }
</script>
${scripts.map((text) => `<script>${text}</script>`).join('\n')}
<script>
  const list = document.querySelector('ol');
  list.addEventListener('htmx:sseOpen', ({ detail: { source } }) => {
    list.title = 'live';
    source.addEventListener('state-lost', () => list.append('…'));
  });
</script>`);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return Object.assign(state, {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
    },
  });
}

function diary(page: Page): Promise<string[][]> {
  return page.evaluate('diary');
}

async function heard(page: Page, name: string, count: number): Promise<void> {
  await page.waitForFunction(`diary.filter(([name]) => name === ${JSON.stringify(name)}).length >= ${count}`);
}

/** Resolves when so much is in the list that htmx fills. */
async function shown(page: Page, count: number): Promise<void> {
  await page.waitForFunction(`document.querySelectorAll('ol i').length === ${count}`);
}

async function publish(server: RunningServer, ...texts: readonly string[]): Promise<void> {
  for (const data of texts) {
    await server.call('publish', { channel: 'content:news', data });
  }
}
