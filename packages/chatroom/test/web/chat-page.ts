import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '@drupal-nodejs/server';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { type PushServer, tokenOf } from '../server/push-server.ts';
import { bundle } from './bundle.ts';

const emojis = new URL('../../emojis.json', import.meta.url);

/** Serves one page with the whole chat on it; who opens it is said in its address. */
export class ChatPages {
  readonly #address: string;
  readonly #close: () => void;
  server: PushServer | undefined;

  private constructor(address: string, close: () => void) {
    this.#address = address;
    this.#close = close;
  }

  static async open(): Promise<ChatPages> {
    const script = await bundle(new URL('./page.ts', import.meta.url));
    const server = createServer(({ url = '' }, response) => {
      const [type, content] =
        url === '/page.js'
          ? ['text/javascript', script]
          : url === '/emojis.json'
            ? ['application/json', readFileSync(emojis)]
            : ['text/html; charset=utf-8', page(new URL(url, 'http://page'))];
      response.setHeader('content-type', type);
      // What a strict site says; the chat must live with it.
      response.setHeader(
        'content-security-policy',
        "default-src 'self'; style-src 'self'; style-src-elem 'self' 'unsafe-inline'; connect-src *",
      );
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ChatPages(`http://127.0.0.1:${port}`, () => {
      server.closeAllConnections();
      server.close();
    });
  }

  get origin(): string {
    return this.#address;
  }

  /** Opens the page as somebody, in a browser of their own. */
  async visit(browser: Browser, caller: Caller, look: Look = {}): Promise<Page> {
    const { direction = 'ltr', theme = 'light', place = 'chat-app', before, ...options } = look;
    const context = await browser.newContext({ colorScheme: theme, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    if (before !== undefined) await page.addInitScript(before);
    await page.goto(this.#visitOf(caller, { direction, place }));
    if (place === 'chat-app') await page.locator('chat-conversation').waitFor();
    return page;
  }

  close(): void {
    this.#close();
  }

  #visitOf(caller: Caller, look: Readonly<Record<string, string>>): string {
    const { name = '' } = (caller.info ?? {}) as { name?: string };
    const token = caller.user === '' ? '' : tokenOf(caller);
    const query = { token, push: this.server?.address ?? '', uid: caller.user || '0', name, ...look };
    return `${this.#address}/?${new URLSearchParams(query)}`;
  }
}

/** How a visitor's browser looks at it. */
export interface Look extends BrowserContextOptions {
  readonly direction?: 'ltr' | 'rtl';
  readonly theme?: 'light' | 'dark';
  readonly place?: 'chat-app' | 'chat-drawer';
  /** Runs on the page before anything else. */
  readonly before?: string;
}

function page({ searchParams }: URL): string {
  const direction = searchParams.get('direction') === 'rtl' ? 'rtl' : 'ltr';
  const place = searchParams.get('place') === 'chat-drawer' ? 'chat-drawer' : 'chat-app';
  return `<!doctype html>
<html lang="en" dir="${direction}">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Chat</title>
  <style>
    :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: light-dark(#e9edf2, #0d0f12); }
    body { margin: 0; padding: clamp(0px, 2vw, 24px); }
    h1 { position: absolute; clip-path: inset(50%); }
    chat-app { --chat-block-size: calc(100dvh - 2 * clamp(0px, 2vw, 24px)); }
  </style>
  <main><h1>Chat</h1><${place}></${place}></main>
  <script type="module" src="/page.js"></script>
</html>`;
}
