import { request } from 'node:http';
import { Centrifuge } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { apiKey, connectionToken, next, type RunningServer, startServer } from '../running-server.ts';

const otherKey = 'other-key-of-the-tests-0123456789abcdef';
const twoSites = {
  sites: Object.fromEntries(
    [
      ['one', apiKey],
      ['two', otherKey],
    ].map(([name = '', secret]) => [
      name,
      {
        origins: [`https://${name}.example`],
        api: { keys: [{ id: 'a', secret }] },
        auth: { token: { keys: [{ id: name, secret: `token secret of the site ${name} 0123456789` }] } },
      },
    ]),
  ),
  origins: [],
  api: { listen: '127.0.0.1:0' },
  auth: {},
};

interface LogIn {
  readonly token: string;
  readonly sites: readonly string[];
  readonly error?: string;
}

/** Asks as the page does, unless told otherwise. */
async function post(
  server: RunningServer,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: LogIn }> {
  const response = await fetch(`${server.api}/admin/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.api, ...headers },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

async function logIn(server: RunningServer, key = apiKey): Promise<string> {
  return (await post(server, 'login', { key })).body.token;
}

/** The page's connection. */
function link(server: RunningServer, token: string, origin = server.api): Centrifuge & Disposable {
  // Node's own WebSocket says no Origin.
  class PageSocket extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { origin } } as unknown as string[]);
    }
  }
  const client = new Centrifuge(`${server.api.replace('http', 'ws')}/admin/connection`, {
    token,
    websocket: PageSocket,
    minReconnectDelay: 10,
    maxReconnectDelay: 20,
  });
  return Object.assign(client, { [Symbol.dispose]: () => client.disconnect() });
}

async function connected(server: RunningServer, token: string): Promise<Centrifuge & Disposable> {
  const client = link(server, token);
  client.connect();
  await client.ready();
  return client;
}

const query = { search: '', descending: true, offset: 0, limit: 50 };

describe('the admin page', () => {
  it('is served with its files under a policy that lets nothing else in', async () => {
    await using server = await startServer();
    for (const [path, type] of [
      ['', 'text/html'],
      ['admin.js', 'text/javascript'],
      ['admin.css', 'text/css'],
      ['codes.html', 'text/html'],
      ['icon.svg', 'image/svg+xml'],
    ]) {
      const response = await fetch(`${server.api}/admin/${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain(type);
      expect(response.headers.get('content-security-policy')).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(await response.text()).not.toContain(apiKey);
    }
    expect((await fetch(`${server.api}/admin`)).url).toBe(`${server.api}/admin/`);
    for (const path of ['nothing', 'LICENSES.txt', '..%2fpackage.json', '__proto__', 'constructor']) {
      expect((await fetch(`${server.api}/admin/${path}`)).status).toBe(404);
    }
  });

  it('can be switched off', async () => {
    await using server = await startServer({ admin: false });
    expect((await fetch(`${server.api}/admin/`)).status).toBe(404);
    expect((await post(server, 'login', { key: apiKey })).status).toBe(404);
  });

  it('lets nobody in without a key', async () => {
    await using server = await startServer();
    for (const key of ['', 'wrong', apiKey.slice(1), null, 7, [apiKey], { a: apiKey }]) {
      expect(await post(server, 'login', { key })).toMatchObject({
        status: 401,
        body: { error: expect.any(String) },
      });
    }
    expect((await post(server, 'login', null)).status).toBe(401);
    for (const token of ['', 'wrong', apiKey, '__proto__']) {
      using client = link(server, token);
      const end = next<{ code: number }>(client, 'disconnected');
      client.connect();
      expect((await end).code).toBe(3500);
    }
  });

  it('is for requests of its own alone: not for other pages, nor for names that somebody points here', async () => {
    await using server = await startServer();
    for (const origin of ['https://evil.example', 'null', server.api.replace('127.0.0.1', 'localhost')]) {
      expect((await post(server, 'login', { key: apiKey }, { origin })).status).toBe(403);
      expect(await upgrade(server, { origin })).toBe(403);
    }
    expect(await upgrade(server, {})).toBe(403);
    const host = `evil.example:${new URL(server.api).port}`;
    expect(await upgrade(server, { host, origin: `http://${host}` })).toBe(403);
    expect(await get(server, '/admin/', { host })).toBe(403);
    expect(await get(server, '/admin/', { host: `localhost:${new URL(server.api).port}` })).toBe(200);
    expect(await get(server, '/admin/', { host: '[::1]:8081' })).toBe(200);
    expect(await get(server, '/admin/', { host: 'a b' })).toBe(403);
    expect(await upgrade(server, { origin: server.api }, '/other')).toBe('closed');
  });

  it('is told each second how the site does', async () => {
    await using server = await startServer();
    const visitor = server.client({ token: await connectionToken('7', { channels: ['user:7'] }) });
    visitor.connect();
    await visitor.ready();
    using client = await connected(server, await logIn(server));
    await server.call('publish', { channel: 'user:7', data: 1 });
    const { channel, data } = await next<{ channel: string; data: unknown }>(client, 'publication');
    expect(channel).toBe('figures:default');
    expect(data).toMatchObject({
      clients: 1,
      users: 1,
      channels: 1,
      queueBytes: 0,
      published: 1,
      delivered: 1,
      fanOutMs: expect.any(Number),
      mishaps: 0,
    });
    // Nobody of the site sees the page, or can speak with its desk.
    expect((await server.call('info', {})).body.result.nodes).toMatchObject([{ num_clients: 1 }]);
    await expect(
      visitor.rpc('admin.users', { site: 'default', ...query, sort: 'user' }),
    ).rejects.toMatchObject({ code: 104 });
  });

  it('shows channels, users, their connections, and what went wrong', async () => {
    await using server = await startServer();
    for (const user of ['7', '7', '10', '9']) {
      const visitor = server.client({
        token: await connectionToken(user, { channels: [`user:${user}`, 'content:1'] }),
      });
      visitor.connect();
      await visitor.ready();
      await visitor.rpc('no.such', {}).catch(() => undefined);
    }
    const refused = server.client({ token: 'a.b.c' });
    const end = next(refused, 'disconnected');
    refused.connect();
    await end;
    using client = await connected(server, await logIn(server));
    const ask = async (method: string, data: object) =>
      (await client.rpc(`admin.${method}`, { site: 'default', ...data })).data;

    expect(await ask('channels', { ...query, sort: 'listeners' })).toMatchObject({
      total: 4,
      rows: [
        { channel: 'content:1', listeners: 4 },
        { channel: 'user:7', listeners: 2 },
        { channel: 'user:10', listeners: 1 },
        { channel: 'user:9', listeners: 1 },
      ],
    });
    expect(await ask('channels', { ...query, sort: 'channel', search: 'user', offset: 1, limit: 1 })).toEqual(
      {
        total: 3,
        rows: [{ channel: 'user:7', listeners: 2 }],
      },
    );
    expect(await ask('users', { ...query, sort: 'user', descending: false })).toMatchObject({
      rows: [{ user: '7', connections: 2, subscriptions: 4 }, { user: '9' }, { user: '10' }],
    });
    expect(await ask('connections', { user: '10' })).toMatchObject({
      total: 1,
      rows: [{ client: expect.any(String), sid: null, channels: ['user:10', 'content:1'], waitingBytes: 0 }],
    });
    const mishaps = await ask('mishaps', {});
    expect(mishaps).toHaveLength(5);
    expect(mishaps).toMatchObject([
      { what: 'connect', code: 3500, meaning: 'invalid token' },
      { what: 'rpc', code: 104, meaning: 'method not found' },
      {},
      {},
      {},
    ]);
  });

  it('does what the API can do, and says why when it can’t', async () => {
    await using server = await startServer();
    const visitor = server.client({ token: await connectionToken('7', { channels: ['user:7'] }) });
    visitor.connect();
    await visitor.ready();
    using client = await connected(server, await logIn(server));
    const call = (call: string, body: unknown) => client.rpc('admin.call', { site: 'default', call, body });
    const heard = next<{ data: unknown }>(visitor, 'publication');
    expect((await call('publish', { channel: 'user:7', data: 'hi' })).data).toMatchObject({ offset: 1 });
    expect((await heard).data).toBe('hi');
    await expect(call('publish', { channel: 'nowhere:7', data: 1 })).rejects.toMatchObject({
      code: 400,
      message: 'unknown channel (102)',
    });
    await expect(call('publish', { data: 1 })).rejects.toMatchObject({ code: 400 });
    for (const name of ['nothing', '__proto__', 'batch']) {
      await expect(call(name, {})).rejects.toMatchObject({ code: 400 });
    }
    const end = next<{ code: number }>(visitor, 'disconnected');
    expect((await call('revoke', { user: '7', mode: 'end', at: Date.now() / 1000 })).data).toEqual({
      connections: 1,
    });
    expect((await end).code).toBe(3500);
    for (const data of [
      null,
      1,
      {},
      { ...query, site: 'default', sort: 'nothing' },
      { ...query, site: 'default', sort: 'user', limit: 1e9 },
    ]) {
      await expect(client.rpc('admin.users', data)).rejects.toMatchObject({ code: 400 });
    }
  });

  it('is over when somebody logs out', async () => {
    await using server = await startServer();
    const token = await logIn(server);
    using client = await connected(server, token);
    const end = next<{ code: number }>(client, 'disconnected');
    expect((await post(server, 'logout', {}, { authorization: `Bearer ${token}` })).status).toBe(204);
    await expect(client.rpc('admin.mishaps', { site: 'default' })).rejects.toMatchObject({ code: 404 });
    expect((await end).code).toBe(3500);
    using again = link(server, token);
    const refused = next<{ code: number }>(again, 'disconnected');
    again.connect();
    expect((await refused).code).toBe(3500);
  });

  it('shows of several sites those whose keys it was given', async () => {
    await using server = await startServer(twoSites);
    const token = await logIn(server);
    using client = await connected(server, token);
    await expect(client.rpc('admin.mishaps', { site: 'two' })).rejects.toMatchObject({ code: 404 });
    await expect(client.rpc('admin.call', { site: 'two', call: 'info', body: {} })).rejects.toMatchObject({
      code: 404,
    });
    const more = await post(server, 'login', { key: otherKey }, { authorization: `Bearer ${token}` });
    expect(more.body).toMatchObject({ token, sites: ['one', 'two'] });
    expect((await client.rpc('admin.call', { site: 'two', call: 'info', body: {} })).data).toMatchObject({
      nodes: [{ name: 'two' }],
    });
    // A token of nobody's makes a session of its own, with the one site.
    const own = await post(server, 'login', { key: otherKey }, { authorization: 'Bearer nobody' });
    expect(own.body.sites).toEqual(['two']);
    expect(own.body.token).not.toBe('nobody');
  });

  it('does not keep the server from stopping', async () => {
    const server = await startServer();
    using client = await connected(server, await logIn(server));
    const cut = next<{ code: number }>(client, 'connecting');
    await server.stop();
    expect((await cut).code).toBe(3001);
  });
});

/** The status of a handshake's answer. */
function upgrade(
  server: RunningServer,
  headers: Record<string, string>,
  path = '/admin/connection',
): Promise<number | 'closed' | undefined> {
  return new Promise((resolve) => {
    const asked = request(server.api + path, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...headers,
      },
    });
    asked.on('response', ({ statusCode }) => resolve(statusCode));
    asked.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy();
      resolve(statusCode);
    });
    asked.on('error', () => resolve('closed'));
    asked.end();
  });
}

/** The status of an answer to a request with headers that fetch() would not send. */
function get(
  server: RunningServer,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(server.api + path, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
