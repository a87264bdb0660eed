import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PushServer } from './push-server.ts';

const dist = join(import.meta.dirname, '../../../modules/nodejs/js/dist');
const user = '7';
const channel = `user:${user}`;
const contentName = 'watchdog_dblog';

// What Drupal's own scripts do around ours: settings and `Drupal` before, attaching behaviors when all have run.
const page = (settings: unknown, scripts: readonly string[]) => `<!doctype html>
<title>page</title>
<body>
<script>
  var drupalSettings = ${JSON.stringify({ nodejs: settings })};
  var Drupal = { behaviors: {} };
  document.addEventListener('DOMContentLoaded', () => {
    for (const behavior of Object.values(Drupal.behaviors)) behavior.attach(document, drupalSettings);
  });
</script>
${scripts.map((script) => `<script src="/${script}" defer></script>`).join('\n')}`;

const pageScript = `
  // The tab's own diary, over all of its pages.
  function note(kind, word) {
    const diary = JSON.parse(sessionStorage.getItem(kind) || '[]');
    sessionStorage.setItem(kind, JSON.stringify([...diary, word]));
  }
  Drupal.nodejs.on('${channel}', { publication: ({ data }) => note('modern', data.data), stateLost: () => note('modern', 'state lost') });
  Drupal.Nodejs.callbacks.example = { callback: function (message) { note('classic', message.data); message.channel = 'spoiled'; } };
  Drupal.Nodejs.connectionSetupHandlers.example = { connect: () => { document.title = 'live'; } };
`;

/** A site whose pages load the built files, as Drupal's do. */
export class PageSite {
  readonly channel = channel;
  readonly #http: Server;
  #push: PushServer | undefined;
  /** How often the token route was asked. */
  tokenRequests = 0;
  /** How often the client's weight was fetched. */
  clientRequests = 0;
  /** What the last POST said to be. */
  lastOrigin: string | undefined;
  /** What its pages set beside address and user. */
  settings: object = {};

  private constructor() {
    this.#http = createServer((request, response) => {
      if (request.method === 'POST') this.lastOrigin = request.headers['x-nodejs-origin']?.toString();
      const [type, body] = this.#answer(request.url ?? '/');
      response.setHeader('Content-Type', type).end(body);
    });
  }

  static async start(): Promise<PageSite> {
    const site = new PageSite();
    await new Promise<void>((resolve) => site.#http.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The server that its pages connect to. */
  set push(push: PushServer) {
    this.#push = push;
  }

  /** A token for everybody, as a cached page carries it. */
  publicToken(name: string): string | undefined {
    return this.#push?.sign({ sub: '', channel: name });
  }

  /** What nodejs_send_content_channel_token() puts into a page. */
  contentToken(name: string): string | undefined {
    return this.#push?.sign({ sub: user, channel: `content:${name}`, iat: Date.now() / 1000 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #answer(url: string): readonly [type: string, body: string] {
    if (['/nodejs.js', '/client.js', '/legacy.js'].includes(url)) {
      if (url === '/client.js') this.clientRequests++;
      return ['text/javascript', readFileSync(join(dist, url), 'utf8')];
    }
    if (url === '/page.js') return ['text/javascript', pageScript];
    if (url === '/nodejs/token') return ['application/json', JSON.stringify(this.#token())];
    if (url === '/post') return ['application/json', '{}'];
    const shared = { url: this.#push?.url, script: '/client.js', tokenUrl: '/nodejs/token', user };
    if (url === '/quiet') return ['text/html', page({ ...shared, ...this.settings }, ['nodejs.js'])];
    if (url !== '/') return ['text/html', '<!doctype html><title>elsewhere</title>'];
    const contentTokens = { [contentName]: this.contentToken(contentName) };
    const scripts = ['nodejs.js', 'legacy.js', 'page.js'];
    return ['text/html', page({ ...shared, contentTokens, ...this.settings }, scripts)];
  }

  #token(): object {
    this.tokenRequests++;
    const iat = Date.now() / 1000;
    const exp = iat + 300;
    const token = this.#push?.sign({ sub: user, iat, exp });
    return {
      token,
      expires: exp,
      user,
      subscriptions: { [channel]: this.#push?.sign({ sub: user, channel, iat, exp }) },
    };
  }
}
