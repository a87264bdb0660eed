import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { sign, tokenSecret } from '../running-server.ts';

export const callbackKey = 'callback-key-of-the-tests-0123456789';
export const backendKey = { id: 'b1', secret: 'backend-key-of-the-tests-0123456789' };

/** A site as the doctor sees one: real HTTP, real signatures; each of its keys can be wrong. */
export class SiteDouble implements AsyncDisposable {
  callbackKey = callbackKey;
  backendSecret = backendKey.secret;
  tokenSecret = tokenSecret;
  /** Whether the module is there. */
  hasModule = true;
  /** Whether it leaves everybody waiting. */
  hangs = false;
  /** How far its clock is ahead. */
  aheadSeconds = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request).then(({ status, body = {} }) => {
        response.setHeader('date', new Date(Date.now() + this.aheadSeconds * 1000).toUTCString());
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<SiteDouble> {
    const site = new SiteDouble();
    site.#server.listen(0, '127.0.0.1');
    await once(site.#server, 'listening');
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body?: unknown }> {
    const body = await text(request);
    if (this.hangs) {
      await new Promise(() => undefined);
    }
    if (!this.hasModule) {
      return { status: 404 };
    }
    switch (request.url?.split('?')[0]) {
      case '/nodejs/message':
        return new URLSearchParams(body).get('serviceKey') === this.callbackKey
          ? { status: 200, body: { nodejsValidAuthToken: false } }
          : { status: 403 };
      case '/nodejs/token': {
        const now = Date.now() / 1000;
        const claims = { sub: '', iat: now, exp: Math.ceil(now) + 300 };
        return { status: 200, body: { token: await sign(claims, this.tokenSecret), user: '' } };
      }
      default:
        return this.#isSigned(request, body)
          ? { status: 200, body: { revocations: [], last: 0, more: false, waiting: 0 } }
          : { status: 403 };
    }
  }

  #isSigned({ headers, method, url }: IncomingMessage, body: string): boolean {
    const [, time, mac] = /t=(\d+),v=([0-9a-f]{64})$/.exec(String(headers['x-nodejs-signature'])) ?? [];
    const expected = createHmac('sha256', this.backendSecret)
      .update(`${time}.${method}.${url}.${body}`)
      .digest('hex');
    return mac === expected;
  }
}
