import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Drupal, encodeSession } from '@drupal-nodejs/drupal';
import type { Site } from '@drupal-nodejs/drupal/install';

/** What was asked of Drupal. */
export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Reply = { readonly status?: number; readonly headers?: object; readonly body?: unknown };

/**
 * Drupal's HTTP side as 10.6 answers it, on a real database; `npm run test:drupal` plays the same on a real Drupal.
 *
 * Five wrong passwords of one address are enough.
 */
export class DrupalDouble {
  readonly asked: Asked[] = [];
  /** Answers before all else, where a test says so. */
  readonly answers = new Map<string, (asked: Asked) => Reply | 'none'>();
  readonly passwords = new Map<string, { readonly uid: number; readonly pass: string }>();
  readonly #failed = new Map<string, number>();
  readonly #site: Site;
  readonly #server: Server;
  drupal: Drupal | undefined;

  private constructor(site: Site) {
    this.#site = site;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(site: Site): Promise<DrupalDouble> {
    const double = new DrupalDouble(site);
    double.#server.listen(0, '127.0.0.1');
    await once(double.#server, 'listening');
    return double;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const asked = { method, url, headers, body: await text(request) };
    this.asked.push(asked);
    const path = url.split('?')[0] ?? '';
    const planned = this.answers.get(`${method} ${path}`);
    const reply = planned?.(asked) ?? (await this.#answer(asked));
    if (reply === 'none') return;
    const { status = 200, headers: more = {}, body = '' } = reply;
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...more });
    response.end(isText ? body : JSON.stringify(body));
  }

  async #answer(asked: Asked): Promise<Reply> {
    switch (asked.url.split('?')[0]) {
      case '/user/login':
        return await this.#logIn(asked);
      case '/user/logout':
        return await this.#logOut(asked);
      case '/session/token':
        return await this.#giveToken(asked);
      default:
        return { status: 404, body: { message: 'No route found' } };
    }
  }

  async #logIn({ headers, body }: Asked): Promise<Reply> {
    const address = String(headers['x-forwarded-for']);
    const failed = this.#failed.get(address) ?? 0;
    if (failed >= 5)
      return { status: 403, body: { message: 'Access is blocked because of IP based flood prevention.' } };
    const { name, pass } = JSON.parse(body) as { name: string; pass: string };
    const known = this.passwords.get(name);
    if (known?.pass !== pass) {
      this.#failed.set(address, failed + 1);
      return { status: 400, body: { message: 'Sorry, unrecognized username or password.' } };
    }
    const { cookieValue } = await this.#site.createSession({ uid: known.uid });
    const cookie = `${this.drupal?.cookieName}=${encodeURIComponent(cookieValue)}; path=/; HttpOnly; SameSite=Lax`;
    return {
      headers: { 'set-cookie': [cookie, 'tracker=1; path=/'] },
      body: { current_user: { uid: String(known.uid), name }, csrf_token: 'x', logout_token: 'y' },
    };
  }

  /** A session has no seed before something asks for a token; of a double's users each has one session. */
  async #giveToken({ headers }: Asked): Promise<Reply> {
    const uid = (await this.drupal?.from(headers))?.uid ?? 0;
    if ((await this.drupal?.csrfToken(headers)) === undefined) {
      const session = encodeSession(
        new Map([
          ['_sf2_attributes', { uid: String(uid) }],
          ['_sf2_meta', { s: 'a seed' }],
        ]),
      );
      await this.#site.db.updateTable('sessions').set({ session }).where('uid', '=', uid).execute();
    }
    return { body: (await this.drupal?.csrfToken(headers)) ?? '' };
  }

  async #logOut({ headers, url }: Asked): Promise<Reply> {
    const token = new URL(url, 'http://drupal').searchParams.get('token');
    const expected = await this.drupal?.csrfToken(headers, 'user/logout');
    if (token !== expected)
      return { status: 403, body: { message: "'csrf_token' URL query argument is invalid." } };
    const account = await this.drupal?.from(headers);
    await this.#site.db
      .deleteFrom('sessions')
      .where('uid', '=', account?.uid ?? 0)
      .execute();
    return {
      status: 204,
      headers: { 'set-cookie': `${this.drupal?.cookieName}=deleted; Max-Age=0; path=/` },
    };
  }
}
