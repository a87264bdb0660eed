import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backendKey, DrupalDouble } from '../backend/drupal-double.ts';
import {
  connectionToken,
  origin,
  type RunningServer,
  startServer,
  subscriptionToken,
  temporaryFolder,
  type Wishes,
} from '../running-server.ts';
import { EventReader } from './event-reader.ts';

const open = {
  channels: {
    namespaces: { open: { clientSubscribe: true, historySize: 10, historyTtl: '1m', recover: true } },
  },
};
const now = (): number => Date.now() / 1000;

describe('a client that can only listen', () => {
  it('hears a public channel with nothing but its public token, as events of the channel’s name', async () => {
    await using server = await startServer({ auth: publicAuth });
    await using reader = await listen(server, { subscription: await publicToken('content:news') });
    expect(reader.headers['content-type']).toBe('text/event-stream');
    expect(await reader.take(1)).toMatchObject([{ name: 'connect' }]);

    const news = ['<li>one\r\n<b>two</b></li>', { n: 1 }, '', null, 'x'.repeat(70_000), 'Zoë\n\n李'];
    for (const data of news) {
      await server.call('publish', { channel: 'content:news', data });
    }

    const events = await reader.take(news.length);
    expect(events.map(({ name }) => name)).toEqual(news.map(() => 'content:news'));
    expect(events.map(({ data }) => data)).toEqual([
      '<li>one\n<b>two</b></li>',
      '{"n":1}',
      '',
      'null',
      'x'.repeat(70_000),
      'Zoë\n\n李',
    ]);
  });

  it('hears every channel of its connection token where it names none, and only those that it names else', async () => {
    await using server = await startServer();
    const token = await connectionToken('7', { channels: ['user:7', 'role:1'] });
    await using all = await listen(server, { token });
    await using one = await listen(server, { token, channel: 'role:1' });
    await Promise.all([all.take(1), one.take(1)]);

    await server.call('broadcast', { channels: ['user:7', 'role:1'], data: 'hello' });

    expect((await all.take(2)).map(({ name }) => name)).toEqual(['user:7', 'role:1']);
    expect((await one.take(1)).map(({ name }) => name)).toEqual(['role:1']);
  });

  it('gets what it missed by the id of its last event, once, over a restart', async () => {
    await using folder = await temporaryFolder();
    const wishes = { engine: { type: 'memory', snapshot: join(folder.path, 'snapshot') } };
    const query = { token: await connectionToken('7', { channels: ['user:7', 'role:1'] }) };
    let lastEventId: string;
    {
      await using server = await startServer(wishes);
      await using reader = await listen(server, query);
      await publish(server, 'user:7', 1, 2);
      await reader.take(3);
      lastEventId = reader.lastEventId;
      reader[Symbol.asyncDispose]();
      await publish(server, 'user:7', 3, 4);
      await publish(server, 'role:1', 5, 5);
    }
    await using server = await startServer(wishes);
    await using reader = await listen(server, query, { 'Last-Event-ID': lastEventId });
    const [first, ...missed] = await reader.take(4);
    expect(first).toMatchObject({ name: 'connect' });
    expect(missed.map(({ name, data }) => [name, data])).toEqual([
      ['user:7', '3'],
      ['user:7', '4'],
      ['role:1', '5'],
    ]);
    await publish(server, 'user:7', 6, 6);
    expect(await reader.take(1)).toMatchObject([{ name: 'user:7', data: '6' }]);
  });

  it('goes on after any event that it was cut behind', async () => {
    await using server = await startServer(open);
    const query = { token: await connectionToken('7'), channel: 'open:a' };
    await using reader = await listen(server, query);
    // Published in one turn, so that the events leave in one write.
    const commands = [1, 2, 3].map((data) => ({ publish: { channel: 'open:a', data } }));
    await server.call('batch', { commands });
    const [, ...events] = await reader.take(4);
    for (const { data, id } of events) {
      await using again = await listen(server, query, { 'Last-Event-ID': id });
      const rest = [1, 2, 3].filter((n) => n > Number(data)).map(String);
      expect((await again.take(1 + rest.length)).slice(1).map(({ data }) => data)).toEqual(rest);
    }
  });

  it('keeps its positions while Drupal is asked about a channel, whatever the API has for it meanwhile', async () => {
    await using drupal = await DrupalDouble.start();
    const permitted = Promise.withResolvers<object>();
    const backend = { url: drupal.url, keys: [backendKey], subscribe: { slow: {} } };
    const slow = { historySize: 10, historyTtl: '1m', recover: true };
    await using server = await startServer({ backend, channels: { namespaces: { slow } } });
    const query = { token: await connectionToken('7'), channel: 'slow:a' };
    drupal.answers['/nodejs/subscribe'] = () => ({ body: { result: {} } });
    await using before = await listen(server, query);
    await publish(server, 'slow:a', 1, 1);
    await before.take(2);
    await before[Symbol.asyncDispose]();
    await publish(server, 'slow:a', 2, 2);

    drupal.answers['/nodejs/subscribe'] = () => permitted.promise;
    const coming = listen(server, query, { 'Last-Event-ID': before.lastEventId });
    await drupal.until('/nodejs/subscribe', 2);
    await server.call('refresh', { user: '7', expire_at: Math.ceil(now()) + 600 });
    const given = server.call('subscribe', { user: '7', channel: 'slow:b' });
    await server.call('info', {});
    permitted.resolve({ body: { result: {} } });
    await using reader = await coming;
    expect((await given).status).toBe(200);
    await publish(server, 'slow:b', 3, 3);
    await server.call('disconnect', { user: '7', code: 3005 });

    const text = await reader.text();
    const events = [...text.matchAll(/^event: (.*)\ndata: (.*)$/gm)].map(([, name, data]) => [name, data]);
    expect(events.map(([name]) => name)).toEqual(['connect', 'slow:a', 'slow:b', 'disconnect']);
    expect(events.slice(1, 3).map(([, data]) => data)).toEqual(['2', '3']);
    const ids = [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
    expect(ids.filter((id) => !id?.includes('slow:a@'))).toEqual([]);
  });

  it('is given no more channels by the API than fit into limits.cursor', async () => {
    await using server = await startServer({ limits: { cursor: '1KB' } });
    const query = { token: await connectionToken('7', { channels: ['user:7'] }) };
    await using reader = await listen(server, query);
    await reader.take(1);
    const codes: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { body } = await server.call('subscribe', {
        user: '7',
        channel: `content:${n}${'x'.repeat(200)}`,
      });
      codes.push(body.error?.code ?? 0);
    }
    expect(codes).toEqual([0, 0, 0, 106, 106]);
    await publish(server, 'user:7', 1, 1);
    const [{ id } = { id: '' }] = await reader.take(1);
    await using again = await listen(server, query, { 'Last-Event-ID': id });
    expect(again.status).toBe(200);
  });

  it('is told what is lost, before anything that comes after, and again if it was cut there', async () => {
    await using server = await startServer(open);
    const query = { token: await connectionToken('7'), channel: ['open:a', 'open:b'] };
    await using reader = await listen(server, query);
    await publish(server, 'open:b', 1, 1);
    const { id } = (await reader.take(2))[1] ?? { id: '' };
    await publish(server, 'open:a', 1, 11);
    await publish(server, 'open:b', 2, 2);

    await using again = await listen(server, query, { 'Last-Event-ID': id });
    const [lost, connect, missed] = await again.take(3);
    expect(lost).toEqual({ name: 'state-lost', data: '{"channel":"open:a"}', id });
    expect(connect?.name).toBe('connect');
    expect(missed).toMatchObject({ name: 'open:b', data: '2' });

    // Where the server knows nothing of what the client had, everything may be lost.
    await using other = await startServer(open);
    for (const lastEventId of [id, 'of another server', '-', 'a.b nowhere']) {
      await using reader = await listen(other, query, { 'Last-Event-ID': lastEventId });
      const names = (await reader.take(lastEventId === '-' ? 1 : 3)).map(({ name }) => name);
      expect([lastEventId, names]).toEqual([
        lastEventId,
        lastEventId === '-' ? ['connect'] : ['state-lost', 'state-lost', 'connect'],
      ]);
    }
  });

  it('is handed the newest publication of a channel whose state that is', async () => {
    await using server = await startServer({
      channels: {
        namespaces: { value: { historySize: 1, historyTtl: '1m', recover: true, recovery: 'cache' } },
      },
    });
    await publish(server, 'value:a', 1, 3);
    const query = {
      token: await connectionToken('7'),
      subscription: await subscriptionToken('7', 'value:a'),
    };
    await using reader = await listen(server, query);
    expect((await reader.take(2))[1]).toMatchObject({ name: 'value:a', data: '3' });
    await publish(server, 'value:a', 4, 9);
    await using again = await listen(server, query, { 'Last-Event-ID': reader.lastEventId });
    expect((await again.take(2))[1]).toMatchObject({ name: 'value:a', data: '9' });
  });

  it('is refused by status for good, so that no browser tries again', async () => {
    await using server = await startServer({ ...open, auth: publicAuth, limits: { cursor: '200B' } });
    const token = await connectionToken('7');
    const refusals: [Query, number, number, Headers?][] = [
      [{}, 400, 3501],
      [{ channel: '' }, 400, 3501],
      [{ channel: 'Zoë' }, 400, 3501],
      [{ subscription: 'x' }, 400, 3501],
      [{ token, subscription: token }, 400, 3501],
      [{ channel: 'user:7' }, 403, 3507],
      [{ channel: 'nowhere:1' }, 403, 3507],
      [{ token, subscription: await subscriptionToken('8', 'user:8') }, 403, 3507],
      [{ token, subscription: await subscriptionToken('7', 'user:7', { exp: 1 }) }, 401, 3500],
      [{ token: await connectionToken('7', { exp: 1 }), channel: 'open:a' }, 401, 3500],
      [{ token: 'nobody', channel: 'open:a' }, 401, 3500],
      [{ channel: 'open:a' }, 401, 3500, { Origin: '' }],
      [{ token, channel: Array.from({ length: 9 }, (_, n) => `open:${n}`) }, 400, 3505],
    ];
    for (const [query, status, code, headers] of refusals) {
      await using reader = await listen(server, query, headers);
      const text = await reader.text();
      expect([query, reader.status, JSON.parse(text)]).toMatchObject([query, status, { error: { code } }]);
      expect(text).not.toContain(token);
    }
    expect((await server.call('info', {})).body.result.nodes).toMatchObject([{ num_clients: 0 }]);
  });

  it('hears the channels that it may, and is told of each that it may not', async () => {
    await using server = await startServer({ ...open, auth: publicAuth });
    await using reader = await listen(server, { channel: ['open:a', 'user:8'] });
    await publish(server, 'open:a', 1, 1);
    await publish(server, 'user:8', 1, 1);
    await publish(server, 'open:a', 2, 2);
    const [, refused, ...events] = await reader.take(4);
    expect(refused).toMatchObject({
      name: 'unsubscribe',
      data: '{"channel":"user:8","code":103,"reason":"permission denied"}',
    });
    expect(events.map(({ name, data }) => [name, data])).toEqual([
      ['open:a', '1'],
      ['open:a', '2'],
    ]);
  });

  it('goes on with a new token from where an outdated one left it', async () => {
    await using server = await startServer(open);
    const query = async (claims: Record<string, unknown> = {}) => ({
      token: await connectionToken('7'),
      channel: 'open:a',
      subscription: await subscriptionToken('7', 'user:7', claims),
    });
    await using reader = await listen(server, await query());
    await publish(server, 'user:7', 1, 1);
    await reader.take(2);
    await publish(server, 'user:7', 2, 2);
    await using outdated = await listen(server, await query({ exp: 1 }), {
      'Last-Event-ID': reader.lastEventId,
    });
    expect((await outdated.take(2))[1]).toMatchObject({
      name: 'unsubscribe',
      data: '{"channel":"user:7","code":109,"reason":"token expired"}',
    });
    await using renewed = await listen(server, await query(), { 'Last-Event-ID': outdated.lastEventId });
    expect((await renewed.take(2))[1]).toMatchObject({ name: 'user:7', data: '2' });
  });

  it('is one too many where there are, and comes back by itself', async () => {
    await using server = await startServer({ ...open, limits: { connectionRate: '1/h' } });
    const query = { token: await connectionToken('7'), channel: 'open:a' };
    await using first = await listen(server, query);
    await first.take(1);
    await using second = await listen(server, query);
    expect(second.status).toBe(200);
    expect(await second.take(1)).toMatchObject([
      { name: 'disconnect', data: '{"code":3013,"reason":"too many requests","reconnect":true}', id: '' },
    ]);
    expect(await second.next()).toBeUndefined();
    expect(await clients(server)).toBe(1);
  });

  it('that was revoked does not come back by what it was given, and whose rights changed comes back with what is left', async () => {
    await using server = await startServer(open);
    const token = await connectionToken('7', { sid: 's' });
    await using reader = await listen(server, { token, channel: 'open:a' });
    await reader.take(1);
    const before = reader.lastEventId;
    await server.call('revoke', { user: '7', mode: 'end', at: now() });
    expect(await reader.take(1)).toMatchObject([
      { name: 'disconnect', data: '{"code":3500,"reason":"revoked","reconnect":false}', id: 'end' },
    ]);
    expect(await reader.next()).toBeUndefined();

    for (const [lastEventId, status] of [
      ['end', 204],
      [before, 401],
      ['', 401],
    ] as const) {
      await using again = await listen(
        server,
        { token, channel: 'open:a' },
        { 'Last-Event-ID': lastEventId },
      );
      expect([lastEventId, again.status]).toEqual([lastEventId, status]);
    }

    await using fresh = await listen(server, {
      token: await connectionToken('7', { iat: now() + 1 }),
      channel: 'open:a',
    });
    await fresh.take(1);
    await server.call('revoke', { user: '7', mode: 'refresh', at: now() + 2 });
    expect(await fresh.take(1)).toMatchObject([
      { name: 'disconnect', data: '{"code":3005,"reason":"connection expired","reconnect":true}' },
    ]);
    expect(fresh.lastEventId).toMatch(/ open:a@/);
  });

  it('whose token only Drupal knows is asked about once, also over a restart, until its rights change', async () => {
    const answer = { nodejsValidAuthToken: true, uid: 7, channels: ['user:7'] };
    await using drupal = await answering(answer);
    await using folder = await temporaryFolder();
    const wishes = {
      auth: { callback: { url: drupal.url, serviceKey: 'service-key-of-the-tests-0123456789' } },
      engine: { type: 'memory', snapshot: join(folder.path, 'snapshot') },
    };
    const query = { token: 'opaque' };
    let headers: Headers;
    {
      await using server = await startServer(wishes);
      await using reader = await listen(server, query);
      await reader.take(1);
      headers = { 'Last-Event-ID': reader.lastEventId };
    }
    await using server = await startServer(wishes);
    await using back = await listen(server, query, headers);
    await publish(server, 'user:7', 1, 1);
    expect((await back.take(2))[1]).toMatchObject({ data: '1' });
    expect(drupal.questions).toBe(1);

    // Good for this token and this server only, and not a byte may differ.
    const [seal = ''] = back.lastEventId.split(' ');
    for (const [token, id] of [
      ['other', seal],
      ['opaque', seal.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))],
      ['opaque', seal.slice(1)],
      ['opaque', `${Buffer.from('{"user":"1","channels":[]}').toString('base64url')}.`],
    ] as const) {
      await using fresh = await startServer({ ...wishes, engine: { type: 'memory', snapshot: '' } });
      const before = drupal.questions;
      await using reader = await listen(fresh, { token }, { 'Last-Event-ID': id });
      expect(reader.status).toBe(200);
      expect(drupal.questions).toBe(before + 1);
    }

    const before = drupal.questions;
    await server.call('revoke', { user: '7', mode: 'refresh', at: now() });
    expect(await back.take(1)).toMatchObject([{ name: 'disconnect' }]);
    answer.channels = ['role:1'];
    await using changed = await listen(server, query, { 'Last-Event-ID': back.lastEventId });
    await server.call('broadcast', { channels: ['user:7', 'role:1'], data: 2 });
    expect((await changed.take(2))[1]).toMatchObject({ name: 'role:1', data: '2' });
    expect(drupal.questions).toBe(before + 1);
  });

  it('leaves nothing behind when it goes', async () => {
    await using server = await startServer({ ...open, limits: { ping: '20ms', pong: '10ms' } });
    const reader = await listen(server, { token: await connectionToken('7'), channel: 'open:a' });
    await reader.take(1);
    expect(await clients(server)).toBe(1);
    // Pings come, and nobody waits for an answer to them.
    for (let turn = 0; turn < 5; turn += 1) {
      await publish(server, 'open:a', turn, turn);
      expect(await reader.take(1)).toMatchObject([{ data: `${turn}` }]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await reader[Symbol.asyncDispose]();
    while ((await clients(server)) !== 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
  });
});

type Query = Readonly<Record<string, string | readonly string[]>>;
type Headers = Readonly<Record<string, string>>;

const publicAuth = {
  token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: 'token-secret-of-the-tests-0123456789' }] },
  anonymous: true,
} satisfies Wishes['auth'];

function publicToken(channel: string): Promise<string> {
  return subscriptionToken('', channel, { iat: undefined, exp: undefined });
}

/** A Drupal that says the same of every token. */
async function answering(answer: object) {
  const state = { questions: 0 };
  const http = createServer((request, response) => {
    state.questions += 1;
    request.resume().on('end', () => response.end(JSON.stringify(answer)));
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/nodejs/message`,
    get questions() {
      return state.questions;
    },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      http.close();
    },
  };
}

/** Listens as a page of a listed origin does; an `Origin` of "" makes it no browser. */
function listen(server: RunningServer, query: Query, headers: Headers = {}): Promise<EventReader> {
  const url = new URL('uni_sse', server.url.replace('ws:', 'http:'));
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) {
      url.searchParams.append(name, value);
    }
  }
  const sent = Object.entries({ Origin: origin, ...headers }).filter(([, value]) => value !== '');
  return EventReader.open(url.href, Object.fromEntries(sent));
}

async function publish(server: RunningServer, channel: string, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) {
    await server.call('publish', { channel, data: n });
  }
}

async function clients(server: RunningServer): Promise<unknown> {
  const [node] = (await server.call('info', {})).body.result.nodes as readonly { num_clients: number }[];
  return node?.num_clients;
}
