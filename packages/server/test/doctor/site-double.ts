import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { HttpDouble } from '../http-double.ts';
import { apiKey, sign, tokenSecret } from '../running-server.ts';

export const callbackKey = 'callback-key-of-the-tests-0123456789';
export const backendKey = { id: 'b1', secret: 'backend-key-of-the-tests-0123456789' };

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}

/** What the doctor asks of it. */
interface DoctorsWish {
  readonly channel?: string;
  readonly legs?: readonly { readonly name: string }[];
}

/** A site as the doctor sees one: real HTTP, real signatures; each of its keys can be wrong. */
export class SiteDouble extends HttpDouble {
  callbackKey = callbackKey;
  backendSecret = backendKey.secret;
  tokenSecret = tokenSecret;
  /** The folder of its host that it lies in, such as /drupal. */
  basePath = '';
  /** Whether the module is there. */
  hasModule = true;
  /** Where it publishes; without it, it publishes nowhere. */
  apiUrl: string | undefined;
  apiKey = apiKey;
  /** Where its pages connect. */
  publicUrl: string | undefined;
  /** What its status report was told. */
  report: readonly { readonly name: string }[] = [];
  /** What its token route answers instead of a token. */
  tokenAnswer: { readonly status: number; readonly body?: unknown; readonly location?: string } | undefined;
  /** Whether it leaves everybody waiting. */
  hangs = false;
  /** How far its clock is ahead. */
  aheadSeconds = 0;

  static async start(): Promise<SiteDouble> {
    return new SiteDouble().listen();
  }

  protected override async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body = {}, location } = await this.#answer(request);
    response.setHeader('date', new Date(this.#now()).toUTCString());
    if (location !== undefined) response.setHeader('location', location);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  }

  #now(): number {
    return Date.now() + this.aheadSeconds * 1000;
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const body = await text(request);
    if (this.hangs) {
      await new Promise(() => undefined);
    }
    if (!this.hasModule || request.url?.startsWith(this.basePath) === false) {
      return { status: 404 };
    }
    switch (request.url?.slice(this.basePath.length).split('?')[0]) {
      case '/nodejs/message':
        return new URLSearchParams(body).get('serviceKey') === this.callbackKey
          ? { status: 200, body: { nodejsValidAuthToken: false } }
          : { status: 403 };
      case '/nodejs/token': {
        if (this.tokenAnswer !== undefined) {
          return this.tokenAnswer;
        }
        const now = this.#now() / 1000;
        const claims = { sub: '', iat: now, exp: Math.ceil(now) + 300 };
        return { status: 200, body: { token: await sign(claims, this.tokenSecret), user: '' } };
      }
      case '/nodejs/doctor':
        return this.#isSigned(request, body) ? this.#doctor(JSON.parse(body)) : { status: 403 };
      default:
        return this.#isSigned(request, body)
          ? { status: 200, body: { revocations: [], last: 0, more: false, waiting: 0 } }
          : { status: 403 };
    }
  }

  async #doctor({ channel, legs }: DoctorsWish): Promise<Answer> {
    if (legs !== undefined) {
      this.report = legs;
      return { status: 200, body: { kept: true } };
    }
    const response = await fetch(`${this.apiUrl}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': this.apiKey },
      body: JSON.stringify({ channel, data: 'drupal-nodejs doctor', skip_history: true }),
    }).catch(() => undefined);
    const published = response?.ok === true;
    const why = published ? {} : { status: response?.status ?? 0, reason: 'the server’s own words' };
    return { status: 200, body: { published, ...why, public_url: this.publicUrl } };
  }

  #isSigned({ headers, method, url }: IncomingMessage, body: string): boolean {
    const [, time, mac] = /t=(\d+),v=([0-9a-f]{64})$/.exec(String(headers['x-nodejs-signature'])) ?? [];
    const expected = createHmac('sha256', this.backendSecret)
      .update(`${time}.${method}.${url}.${body}`)
      .digest('hex');
    return mac === expected && Math.abs(Number(time) - this.#now() / 1000) <= 60;
  }
}
