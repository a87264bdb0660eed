import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Centrifuge } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import type { Plugin, PluginHost } from '../../src/index.ts';
import {
  connectedSocket,
  next,
  origin,
  type RunningServer,
  sign,
  startServer,
  temporaryFolder,
} from '../running-server.ts';

const secrets = {
  a: { api: 'api-key-of-site-a-0123456789-abcdefgh', token: 'token-key-of-site-a-0123456789-abcdef' },
  b: { api: 'api-key-of-site-b-0123456789-abcdefgh', token: 'token-key-of-site-b-0123456789-abcdef' },
} as const;
type Name = keyof typeof secrets;

const origins: Readonly<Record<Name, string>> = { a: 'https://a.example', b: 'https://b.example' };

function siteOptions(name: Name, wishes: object = {}): object {
  return {
    origins: [origins[name]],
    api: { keys: [{ id: 'main', secret: secrets[name].api }] },
    // The same name of a key at both, as everybody who follows the documentation has it.
    auth: { token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: secrets[name].token }] } },
    ...wishes,
  };
}

function twoSites(wishes: Partial<Record<Name, object>> = {}): Record<string, unknown> {
  return {
    origins: [],
    api: { listen: '127.0.0.1:0', keys: [] },
    auth: {},
    sites: { a: siteOptions('a', wishes.a), b: siteOptions('b', wishes.b) },
  };
}

const now = (): number => Date.now() / 1000;

function token(site: Name, sub: string, claims: Record<string, unknown> = {}): Promise<string> {
  const iat = now();
  return sign({ sub, iat, exp: Math.ceil(iat) + 300, ...claims }, secrets[site].token);
}

async function call(server: RunningServer, site: Name, name: string, body: object) {
  return await server.call(name, body, { 'x-api-key': secrets[site].api });
}

async function listener(
  server: RunningServer,
  site: Name,
  channel: string,
): Promise<{ readonly client: Centrifuge; readonly heard: unknown[] }> {
  const client = server.client({ token: await token(site, '7', { info: { of: site } }) });
  const subscription = client.newSubscription(channel, { token: await token(site, '7', { channel }) });
  const heard: unknown[] = [];
  subscription.on('publication', ({ data }) => heard.push(data));
  subscription.subscribe();
  client.connect();
  await subscription.ready();
  return { client, heard };
}

async function refusal(client: Centrifuge): Promise<number> {
  const end = next<{ code: number }>(client, 'disconnected');
  client.connect();
  return (await end).code;
}

describe('two sites on one server', () => {
  it('hear nothing of each other in a channel of the same name, and neither sees who listens there', async () => {
    await using server = await startServer(twoSites());
    const a = await listener(server, 'a', 'presence:lobby');
    const b = await listener(server, 'b', 'presence:lobby');

    expect(
      (await call(server, 'a', 'publish', { channel: 'presence:lobby', data: 'for a' })).body.result,
    ).toMatchObject({ offset: 1 });
    const atB = await call(server, 'b', 'publish', { channel: 'presence:lobby', data: 'for b' });
    expect(atB.body.result).toMatchObject({ offset: 1 });
    for (const [site, { client, heard }] of [
      ['a', a],
      ['b', b],
    ] as const) {
      // Asked behind the publication on the same wire.
      const { publications } = await client
        .history('presence:lobby', { limit: 9 })
        .catch(() => ({ publications: [] }));
      expect(publications.map(({ data }) => data)).toEqual([`for ${site}`]);
      expect(heard).toEqual([`for ${site}`]);
      const { clients } = await client.presence('presence:lobby');
      expect(Object.values(clients)).toMatchObject([{ connInfo: { of: site } }]);
      expect((await call(server, site, 'presence_stats', { channel: 'presence:lobby' })).body.result).toEqual(
        {
          num_clients: 1,
          num_users: 1,
        },
      );
      const { body } = await call(server, site, 'presence', { channel: 'presence:lobby' });
      expect(Object.values(body.result.presence as object)).toMatchObject([{ conn_info: { of: site } }]);
    }
  });

  it('are told by their API keys: no call of one reaches a user, channel or history of the other', async () => {
    await using server = await startServer(twoSites());
    const a = await listener(server, 'a', 'user:7');
    await call(server, 'a', 'publish', { channel: 'user:7', data: 'private', idempotency_key: 'order-1' });

    const calls: readonly (readonly [string, object, object])[] = [
      ['channels', {}, { channels: {} }],
      ['occupancy', {}, { channels: [] }],
      ['occupancy', { channels: ['user:7'] }, { channels: [] }],
      ['info', {}, { nodes: [{ name: 'b', num_clients: 0, num_users: 0, num_channels: 0 }] }],
      ['history', { channel: 'user:7', limit: 9 }, { publications: [], offset: 0 }],
      ['history_remove', { channel: 'user:7' }, {}],
      ['disconnect', { user: '7' }, {}],
      ['unsubscribe', { user: '7', channel: 'user:7' }, {}],
      ['subscribe', { user: '7', channel: 'role:admin' }, {}],
      ['refresh', { user: '7', expired: true }, {}],
      ['revoke', { user: '7', mode: 'end', at: now() + 10 }, { connections: 0 }],
      ['publish', { channel: 'user:7', data: 'forged', idempotency_key: 'order-1' }, { offset: 1 }],
    ];
    for (const [name, body, result] of calls) {
      expect((await call(server, 'b', name, body)).body, name).toMatchObject({ result });
    }

    expect((await call(server, 'a', 'channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
    expect((await call(server, 'a', 'history', { channel: 'user:7', limit: 9 })).body.result).toMatchObject({
      publications: [{ data: 'private' }],
    });
    await call(server, 'a', 'publish', { channel: 'user:7', data: 'still here' });
    await a.client.history('user:7', { limit: 0 });
    expect(a.heard).toEqual(['private', 'still here']);
    // A revocation of the other site's user 7 is no mark against this one's.
    await listener(server, 'a', 'user:7');
  });

  it('take no token of each other: neither to connect, nor to subscribe, nor to refresh', async () => {
    await using server = await startServer(twoSites());
    const a = await listener(server, 'a', 'user:7');
    const foreign = a.client.newSubscription('role:admin', {
      token: await token('b', '7', { channel: 'role:admin' }),
    });
    const refused = next<{ code: number }>(foreign, 'unsubscribed');
    foreign.subscribe();
    expect((await refused).code).toBe(103);

    // A public token of the other site is no public token here.
    const open = a.client.newSubscription('content:1', {
      token: await token('b', '', { channel: 'content:1' }),
    });
    const alsoRefused = next<{ code: number }>(open, 'unsubscribed');
    open.subscribe();
    expect((await alsoRefused).code).toBe(103);

    await using socket = await server.socket();
    socket.send(JSON.stringify({ id: 1, connect: { token: await token('a', '7') } }));
    await socket.replies(1);
    socket.send(JSON.stringify({ id: 2, refresh: { token: await token('b', '7') } }));
    expect(await socket.closed()).toMatchObject({ code: 3500 });
  });

  it('take a token only from their own pages', async () => {
    await using server = await startServer(twoSites());
    const say = async (page: string, site: Name): Promise<unknown> => {
      await using socket = await server.socket({ Origin: page });
      socket.send(JSON.stringify({ id: 1, connect: { token: await token(site, '7') } }));
      const frame = await socket.read();
      return 'code' in frame ? frame.code : Object.keys(JSON.parse(frame.text));
    };
    expect(await say(origins.a, 'a')).toEqual(['id', 'connect']);
    expect(await say(origins.a, 'b')).toBe(3500);
    expect(await say(origins.b, 'b')).toEqual(['id', 'connect']);
    await using foreign = await server.socket({ Origin: origin });
    expect(foreign.statusLine).toBe('HTTP/1.1 403 Forbidden');
  });

  it('share no mark, history or position over a restart', async () => {
    await using folder = await temporaryFolder();
    const engine = { type: 'memory', snapshot: join(folder.path, 'snapshot') };
    const old = { a: await token('a', '7'), b: await token('b', '7') };
    {
      await using server = await startServer({ ...twoSites(), engine });
      await call(server, 'a', 'publish', { channel: 'user:7', data: 'private' });
      await call(server, 'a', 'revoke', { user: '7', mode: 'end', at: now() + 1 });
    }
    await using server = await startServer({ ...twoSites(), engine });
    expect(await refusal(server.client({ token: old.a }))).toBe(3500);
    const b = server.client({ token: old.b });
    b.connect();
    await b.ready();
    expect((await call(server, 'b', 'history', { channel: 'user:7', limit: 9 })).body.result).toMatchObject({
      publications: [],
    });
    expect((await call(server, 'a', 'history', { channel: 'user:7', limit: 9 })).body.result).toMatchObject({
      publications: [{ data: 'private' }],
    });
  });

  it('have plugins of their own, which reach only their own channels', async () => {
    const hosts = new Map<string, PluginHost>();
    const plugin = (site: string): Plugin => ({
      name: 'say',
      methods: { whose: async (_data, caller) => ({ plugin: site, caller: caller.site }) },
      start: async (host) => {
        hosts.set(site, host);
      },
    });
    await using server = await startServer(twoSites(), { plugins: { a: [plugin('a')], b: [] } });
    const a = await listener(server, 'a', 'user:7');
    const b = await listener(server, 'b', 'user:7');

    expect((await a.client.rpc('say.whose', {})).data).toEqual({ plugin: 'a', caller: 'a' });
    await expect(b.client.rpc('say.whose', {})).rejects.toMatchObject({ code: 104 });
    await hosts.get('a')?.publish('a', 'user:7', 'from the plugin');
    await expect(hosts.get('a')?.publish('b', 'user:7', 'forged')).rejects.toMatchObject({ code: 102 });
    for (const { client } of [a, b]) {
      await client.history('user:7', { limit: 0 });
    }
    expect([a.heard, b.heard]).toEqual([['from the plugin'], []]);
  });

  it('let who brings no signed token be told by its page’s Origin, and show no token to the other’s Drupal', async () => {
    await using drupal = await askedDrupals();
    const callback = (name: Name) => ({
      auth: { callback: { url: drupal.url(name), serviceKey: `service-key-of-site-${name}-0123456789-abc` } },
    });
    await using server = await startServer(twoSites({ a: callback('a'), b: callback('b') }));
    const say = async (headers: Record<string, string>): Promise<unknown> => {
      await using socket = await server.socket(headers);
      socket.send('{"id":1,"connect":{"token":"a token of a"}}');
      const frame = await socket.read();
      return 'code' in frame ? frame.code : JSON.parse(frame.text).connect.subs;
    };
    expect(Object.keys((await say({ Origin: origins.a })) as object)).toEqual(['user:a']);
    expect(drupal.asked).toEqual([['a', 'a token of a']]);
    // Without an Origin nothing tells whose it is.
    expect(await say({})).toBe(3500);
    expect(drupal.asked).toHaveLength(1);
    // What one Drupal said of a token is not remembered for the other.
    expect(Object.keys((await say({ Origin: origins.b })) as object)).toEqual(['user:b']);
    expect(drupal.asked).toHaveLength(2);
  });

  it('let a visitor in only where visitors are let in', async () => {
    await using server = await startServer(twoSites({ a: { auth: { anonymous: true } } }));
    const say = async (headers: Record<string, string>): Promise<unknown> => {
      await using socket = await server.socket(headers);
      socket.send('{"id":1,"connect":{}}');
      const frame = await socket.read();
      return 'code' in frame ? frame.code : Object.keys(JSON.parse(frame.text));
    };
    expect(await say({ Origin: origins.a })).toEqual(['id', 'connect']);
    expect(await say({ Origin: origins.b })).toBe(3500);
    expect(await say({})).toBe(3500);
  });

  it('are counted each by its name', async () => {
    await using server = await startServer(twoSites());
    await listener(server, 'a', 'user:7');
    await call(server, 'a', 'publish', { channel: 'user:7', data: 1 });
    const text = await (await fetch(`${server.api}/metrics`)).text();
    expect(text).toContain('drupal_nodejs_clients{site="a"} 1');
    expect(text).toContain('drupal_nodejs_clients{site="b"} 0');
    expect(text).toContain('drupal_nodejs_publications_total{site="a"} 1');
    expect(text).toContain('drupal_nodejs_publications_total{site="b"} 0');
  });

  it('may have names that objects have already', async () => {
    await using server = await startServer({
      ...twoSites(),
      sites: { constructor: siteOptions('a'), toString: siteOptions('b') },
    });
    const a = await listener(server, 'a', 'user:7');
    await call(server, 'b', 'publish', { channel: 'user:7', data: 'for b' });
    await call(server, 'a', 'publish', { channel: 'user:7', data: 'for a' });
    await a.client.history('user:7', { limit: 0 });
    expect(a.heard).toEqual(['for a']);
  });
});

describe('the only site', () => {
  it('is named default', async () => {
    await using server = await startServer();
    await using socket = await connectedSocket(server);
    expect((await server.call('info', {})).body.result.nodes).toMatchObject([
      { name: 'default', num_clients: 1 },
    ]);
    expect(socket.socket.destroyed).toBe(false);
  });
});

/** Two Drupals that know every token, each as a user of its own. */
async function askedDrupals() {
  const asked: string[][] = [];
  const server = createServer(async (request, response) => {
    const site = (request.url ?? '').slice(1);
    let body = '';
    for await (const chunk of request) {
      body += String(chunk);
    }
    const { authToken } = JSON.parse(new URLSearchParams(body).get('messageJson') ?? '{}');
    asked.push([site, authToken]);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ nodejsValidAuthToken: true, uid: 7, channels: [`user:${site}`] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    url: (site: string) => `http://127.0.0.1:${port}/${site}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
