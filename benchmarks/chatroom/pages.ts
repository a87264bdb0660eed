import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { bundle } from '../../packages/chatroom/test/web/bundle.ts';
import { launchBrowser } from '../../packages/client/test/browser.ts';

/** What one page saw since it was told to forget. */
export interface PageVerdict {
  readonly newest: number;
  readonly deliveries: number;
  readonly missing: number;
  readonly doubled: number;
  readonly times: readonly number[];
}

/** Somebody with the chat in a real browser. */
export interface ChatPage {
  forget(limitMs: number): Promise<void>;
  /** What was on the screen; resolves when the line is, or with what there is after the time. */
  until(seq: number, limitMs: number): Promise<PageVerdict>;
  /** The numbers of the lines that stand there, from top to bottom. */
  lines(limitMs: number): Promise<readonly number[]>;
  /** What all processes of its browser took of processors so far. */
  cpuSeconds(): Promise<number>;
}

/** A browser whose pages show the chat. */
export interface ChatPages extends AsyncDisposable {
  readonly origin: string;
  visit(visitor: {
    readonly port: number;
    readonly token: string;
    readonly uid: number;
    readonly name: string;
  }): Promise<ChatPage>;
}

/** Serves the page and starts Chromium. */
export async function openPages(executablePath: string): Promise<ChatPages> {
  const script = await bundle(new URL('web/page.ts', import.meta.url));
  const server = createServer(({ url = '' }, response) => {
    const isScript = url.startsWith('/page.js');
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browsers: Browser[] = [];
  return {
    origin,
    async visit({ port, token, uid, name }) {
      // A browser each: pages of one would share its processes.
      const browser = await launchBrowser(executablePath);
      browsers.push(browser);
      const page = await browser.newPage();
      const query = new URLSearchParams({ port: String(port), token, uid: String(uid), name });
      await page.goto(`${origin}/?${query}`);
      await page.waitForFunction('"judge" in globalThis');
      return chatPage(page, await browser.newBrowserCDPSession());
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(browsers.map((browser) => browser.close()));
      server.closeAllConnections();
      server.close();
    },
  };
}

function chatPage(page: Page, processes: CDPSession): ChatPage {
  // A page that is too slow to answer is a figure, not the end of the run.
  const ask = async <Answer>(script: string, limitMs: number): Promise<Answer | undefined> => {
    const late = delay(limitMs, undefined, { ref: false });
    return await Promise.race([page.evaluate(script) as Promise<Answer>, late]);
  };
  return {
    async forget(limitMs) {
      await ask('judge.forget(), undefined', limitMs);
    },
    async until(seq, limitMs) {
      await ask(`judge.until(${seq})`, limitMs);
      const seen = await ask<PageVerdict>('judge.look()', limitMs);
      return seen ?? { newest: 0, deliveries: 0, missing: 0, doubled: 0, times: [] };
    },
    lines: async (limitMs) => (await ask<readonly number[]>('judge.lines()', limitMs)) ?? [],
    async cpuSeconds() {
      const { processInfo } = await processes.send('SystemInfo.getProcessInfo');
      return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    },
  };
}

const html = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <title>Chat</title>
  <style>chat-app { --chat-block-size: 90dvh; }</style>
  <main><chat-app></chat-app></main>
  <script type="module" src="/page.js"></script>
</html>`;
