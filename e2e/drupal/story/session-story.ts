import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { sdkClient } from '../sdk-client.ts';
import type { Scene } from './scene.ts';

/** The third way in: the push server reads Drupal's session from Drupal's database. */
export async function playSession({ cookieOf, site, server, claims, people }: Scene): Promise<void> {
  /** By nothing but the cookie of a new log-in of Bob's. */
  const connect = async () =>
    sdkClient(server.webSocketUrl, {
      data: { clientSide: true },
      websocket: withHeaders({ Cookie: await cookieOf(people.bob), Origin: site.url }),
    });

  await claims.check(
    'the push server knows a user by Drupal’s session cookie alone (auth.session)',
    'the cookie of a log-in and the site’s Origin on a WebSocket of the official SDK, no token; subscribe by right',
    async () => {
      await using client = await connect();
      await client.connected();
      const channel = `user:${people.bob.uid}`;
      await client.subscribed(channel);
      return `subscribed to ${channel} by right`;
    },
  );

  await claims.check(
    'a session that vanishes without a word ends its connection within the sweep',
    'the cookie of a log-in; the row of table sessions deleted by SQL, past every hook, with auth.session.sweep at 1 s',
    async () => {
      await using client = await connect();
      await client.connected();
      await site.ask('end-sessions', people.bob.uid);
      const ended = performance.now();
      assert.equal(await client.ended(), 3500);
      return `3500 after ${Math.round(performance.now() - ended)} ms`;
    },
  );

  await claims.check(
    'the same cookie from a page of another site opens nothing',
    'the WebSocket handshake with the site’s Origin and with another',
    async () => {
      const cookie = await cookieOf(people.bob);
      const own = await upgrade(server.webSocketUrl, { Cookie: cookie, Origin: site.url });
      const other = await upgrade(server.webSocketUrl, {
        Cookie: cookie,
        Origin: 'http://elsewhere.example',
      });
      assert.deepEqual([own, other], [101, 403]);
      return `HTTP ${other}, HTTP ${own} for the site’s own`;
    },
  );
}

/** A browser sets these headers by itself; Node's WebSocket takes them from its caller. */
function withHeaders(headers: Readonly<Record<string, string>>): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers });
    }
  };
}

/** Asks for a WebSocket and gives the HTTP status of the answer. */
async function upgrade(url: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  const handshake = request(url.replace(/^ws/, 'http'), {
    headers: {
      ...headers,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    },
  }).end();
  const [answer]: IncomingMessage[] = await Promise.race([
    once(handshake, 'upgrade'),
    once(handshake, 'response'),
  ]);
  handshake.destroy();
  return answer?.statusCode;
}
