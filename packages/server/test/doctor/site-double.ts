import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { HttpDouble } from '../http-double.ts';
import { sign, tokenSecret } from '../running-server.ts';

export const callbackKey = 'callback-key-of-the-tests-0123456789';
export const backendKey = { id: 'b1', secret: 'backend-key-of-the-tests-0123456789' };

/** A site as the doctor sees one: real HTTP, real signatures; each of its keys can be wrong. */
export class SiteDouble extends HttpDouble {
  callbackKey = callbackKey;
  backendSecret = backendKey.secret;
  tokenSecret = tokenSecret;
  /** Whether the module is there. */
  hasModule = true;
  /** Whether it leaves everybody waiting. */
  hangs = false;
  /** How far its clock is ahead. */
  aheadSeconds = 0;

  static async start(): Promise<SiteDouble> {
    return new SiteDouble().listen();
  }

  protected override async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body = {} } = await this.#answer(request);
    response.setHeader('date', new Date(Date.now() + this.aheadSeconds * 1000).toUTCString());
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
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
