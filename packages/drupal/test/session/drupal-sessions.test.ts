import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createDrupal, hashSessionId, openDrupalSessions } from '@drupal-nodejs/drupal';
import { type SessionStore, sessionSourceSuite } from '@drupal-nodejs/drupal/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { BASE_URL, TemporarySite } from '../temporary-site.ts';

const key = { id: 'b1', secret: 'a backend key of at least 32 bytes' };

/** The module's route as its kernel tests hold it; `npm run test:drupal` asks the real one. */
async function moduleDouble(sessions: Map<string, number>, answer?: () => { status?: number; body: string }) {
  const signatures: string[] = [];
  const handle = async (request: IncomingMessage) => {
    const body = await text(request);
    const [, time] = /t=(\d+)/.exec(String(request.headers['x-nodejs-signature'])) ?? [];
    const signed = `${time}.${request.method}.${request.url}.${body}`;
    const mac = createHmac('sha256', key.secret).update(signed).digest('hex');
    signatures.push(`k=${key.id},t=${time},v=${mac}`);
    if (request.headers['x-nodejs-signature'] !== signatures.at(-1)) return { status: 403, body: '{}' };
    if (answer) return answer();
    const { sessions: asked, tokens = [] } = JSON.parse(body) as { sessions: string[]; tokens?: string[] };
    const found = asked.flatMap((value, place) => {
      const uid = sessions.get(value);
      return uid ? [[place, { uid, used: Math.floor(Date.now() / 1000) }] as const] : [];
    });
    const users = found.map(([, { uid }]) => [
      uid,
      { name: `User ${uid}`, roles: ['editor'], permissions: uid === 1 ? true : ['told by Drupal'] },
    ]);
    const holders = tokens.flatMap((token, place) => {
      const uid = Number(/^of-(\d+)$/.exec(token)?.[1] ?? 0);
      const holder = { uid, name: `User ${uid}`, roles: ['editor'], permissions: ['of the token'] };
      return uid > 0 ? [[place, holder] as const] : [];
    });
    return {
      body: JSON.stringify({
        sessions: Object.fromEntries(found),
        users: Object.fromEntries(users),
        tokens: Object.fromEntries(holders),
      }),
    };
  };
  const server = createServer(async (request, response) => {
    const { status = 200, body } = await handle(request);
    response.writeHead(status).end(body);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close, open: () => listen(port) };
}

async function drupalStore(): Promise<SessionStore> {
  const sessions = new Map<string, number>();
  const { url, close, open } = await moduleDouble(sessions);
  return {
    source: openDrupalSessions({ url, key }),
    logIn: async (uid, cookieValue) => {
      sessions.set(cookieValue, uid);
    },
    end: async (cookieValue) => {
      sessions.delete(cookieValue);
    },
    break: close,
    mend: async () => {
      await open();
    },
    close,
  };
}

describe('the source of sessions that asks Drupal', () => {
  for (const { name, run } of sessionSourceSuite(drupalStore)) it(name, run);

  it('goes by what Drupal says they may, whatever the tables say', async () => {
    const at = await TemporarySite.install();
    await at.site.createRole({ id: 'editor', label: 'Editor', permissions: ['of the tables'] });
    const [admin, alice] = ['a'.repeat(32), 'b'.repeat(32)];
    const { url, close } = await moduleDouble(
      new Map([
        [admin, 1],
        [alice, 7],
      ]),
    );
    const sessions = openDrupalSessions({ url, key });
    const drupal = await createDrupal({ database: at.url, baseUrl: BASE_URL, sessions });
    onTestFinished(async () => {
      await drupal.close();
      await close();
    });
    const account = await drupal.from(at.headers(alice));
    expect(account).toMatchObject({ uid: 7, name: 'User 7', roles: ['authenticated', 'editor'] });
    expect([account.can('told by Drupal'), account.can('of the tables')]).toEqual([true, false]);
    expect((await drupal.from(at.headers(admin))).can('anything')).toBe(true);
    expect((await drupal.review([account])).get(account)?.can('told by Drupal')).toBe(true);
  });

  it('knows whose bearer token is, and what the token allows', async () => {
    const at = await TemporarySite.install();
    const { url, close } = await moduleDouble(new Map([['a'.repeat(32), 1]]));
    const sessions = openDrupalSessions({ url, key });
    const drupal = await createDrupal({ database: at.url, baseUrl: BASE_URL, sessions });
    onTestFinished(async () => {
      await drupal.close();
      await close();
    });
    const account = await drupal.from({ authorization: 'Bearer of-7' });
    expect(account).toMatchObject({
      uid: 7,
      name: 'User 7',
      roles: ['authenticated', 'editor'],
      sid: undefined,
    });
    expect([account.can('of the token'), account.can('anything else')]).toEqual([true, false]);
    // A token counts before a cookie, and one that is nobody's lets no cookie in.
    const { cookie } = at.headers('a'.repeat(32));
    expect((await drupal.from({ cookie, authorization: 'Bearer made.up' })).uid).toBe(0);
    expect((await drupal.from({ cookie, authorization: 'Basic of-7' })).uid).toBe(1);
    expect((await drupal.from({ authorization: 'Bearer of-7 or more' })).uid).toBe(0);
  });

  it('takes a token for nobody’s where only the database is asked', async () => {
    const at = await TemporarySite.install();
    expect((await at.drupal.from({ ...(await at.logIn(1)), authorization: 'Bearer of-7' })).uid).toBe(0);
  });

  it('lets no token in when a module that doesn’t know them answers', async () => {
    const { url, close } = await moduleDouble(new Map(), () => ({ body: '{"sessions":{},"users":{}}' }));
    onTestFinished(close);
    await expect(openDrupalSessions({ url, key }).findTokens?.(['a'])).rejects.toMatchObject({
      code: 'DRUPAL_SESSION_SOURCE',
    });
  });

  it.each([
    ['no', { status: 403, body: '{}' }],
    ['a redirect', { status: 302, body: '' }],
    ['a page', { body: '<h1>Maintenance</h1>' }],
    ['a list', { body: '[]' }],
    ['nothing of users', { body: '{"sessions":{}}' }],
    ['a session without uid', { body: '{"sessions":{"0":{}},"users":{}}' }],
    ['a session of no user', { body: '{"sessions":{"0":{"uid":1,"used":0}},"users":{}}' }],
    [
      'a session that nobody asked for',
      {
        body: '{"sessions":{"9":{"uid":1,"used":0}},"users":{"1":{"name":"a","roles":[],"permissions":true}}}',
      },
    ],
    [
      'permissions that are none',
      { body: '{"sessions":{},"users":{"1":{"name":"a","roles":[],"permissions":"all"}}}' },
    ],
  ])('lets nobody in when the answer is %s', async (_what, answer) => {
    const { url, close } = await moduleDouble(new Map(), () => answer);
    onTestFinished(close);
    const source = openDrupalSessions({ url, key });
    await expect(source.find(['a'.repeat(32)])).rejects.toMatchObject({ code: 'DRUPAL_SESSION_SOURCE' });
  });

  it('lets nobody in with another key', async () => {
    const { url, close } = await moduleDouble(new Map([['a'.repeat(32), 1]]));
    onTestFinished(close);
    const source = openDrupalSessions({ url, key: { id: 'b1', secret: 'another key of at least 32 bytes' } });
    await expect(source.find(['a'.repeat(32)])).rejects.toMatchObject({
      message: expect.stringContaining('status 403'),
    });
    expect(hashSessionId('a'.repeat(32))).toHaveLength(43);
  });

  it.each(['example.com', 'ftp://example.com', ''])('refuses the address "%s"', (url) => {
    expect(() => openDrupalSessions({ url, key })).toThrow(/expected an address/);
  });
});
