import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodies, type CallName } from '../../src/api/schemas.ts';
import { apiKey, connectionToken, next, startServer } from '../running-server.ts';
import { ApiDocument } from './api-document.ts';

const api = new ApiDocument();

/** A body of each call that is good, for others to be made of. */
const good: { readonly [C in CallName]: Record<string, unknown> } = {
  publish: {
    channel: 'user:7',
    data: { a: 1 },
    tags: { a: 'b' },
    idempotency_key: 'k',
    version: 1,
    version_epoch: 'e',
  },
  broadcast: { channels: ['user:7', 'presence:page'], data: [1], skip_history: true },
  subscribe: { user: '7', channel: 'content:1', client: '' },
  unsubscribe: { user: '7', channel: 'content:1' },
  disconnect: { user: '8', client: 'c', code: 4000, reason: 'r' },
  refresh: { user: '8', expired: false, expire_at: 4e9 },
  presence: { channel: 'presence:page' },
  presence_stats: { channel: 'presence:page' },
  history: { channel: 'user:7', limit: 5, since: { epoch: 'e', offset: 1 }, reverse: true },
  history_remove: { channel: 'user:7' },
  channels: { prefix: 'user' },
  occupancy: { prefix: 'user', channels: ['user:7'] },
  info: {},
  check: { token: 'a.b.c', origin: 'https://example.com', backend: true },
  revoke: { user: '8', sid: 's', channel: 'user:8', mode: 'end', at: 1.5 },
};

const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
const odd = fc.oneof(
  fc.constantFrom(
    ...inherited,
    '',
    'user:7',
    'a b',
    'user:\0',
    'user:é',
    '\ud800',
    'x'.repeat(255),
    'x'.repeat(256),
  ),
  fc.constantFrom(null, true, 0, -1, 0.5, 2 ** 53, 1e308, -1e308, 4_294_967_296),
  fc.jsonValue({ maxDepth: 3 }),
  fc.array(fc.constantFrom('user:7', 'nowhere:1', 'a b', 7), { maxLength: 4 }),
  fc.dictionary(
    fc.oneof(fc.constantFrom(...inherited, 'a\nb'), fc.string()),
    fc.oneof(fc.string(), fc.integer()),
    { maxKeys: 3 },
  ),
);

// Who listens must stay: all calls but those that send user 7 away.
const names = Object.keys(bodies) as CallName[];
const call = fc.constantFrom(...names).chain((name) =>
  fc
    .tuple(
      fc.subarray(Object.keys(good[name])),
      fc.dictionary(fc.constantFrom(...Object.keys(good[name]), 'more', ...inherited), odd, { maxKeys: 2 }),
    )
    .map(([kept, changes]) => {
      const body = Object.fromEntries(kept.map((key) => [key, good[name][key]]));
      for (const [key, value] of Object.entries(changes)) {
        Object.defineProperty(body, key, { value, enumerable: true, configurable: true, writable: true });
      }
      return { name, body };
    }),
);

describe('a body of anything', { timeout: 120_000 }, () => {
  it('is answered as the OpenAPI document says, never by 500, and nobody who listens notices', async () => {
    await using server = await startServer({ limits: { tokenLife: '24h', idempotency: '1s' } });
    const clients = (['json', 'protobuf'] as const).map((codec) => server.client({}, 'websocket', codec));
    const lost: unknown[] = [];
    for (const client of clients) {
      client.setToken(await connectionToken('listener', { channels: ['user:7', 'presence:page'] }));
      client.on('disconnected', (event) => lost.push(event));
      client.on('connecting', (event) => event.code !== 0 && lost.push(event));
      client.connect();
      await client.ready();
    }
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), async (wanted) => {
        const [only] = wanted;
        if (wanted.length === 1 && only !== undefined) {
          const { status, body } = await server.call(only.name, only.body);
          expect(api.wrongAnswer('POST', `/api/${only.name}`, status, body)).toEqual([]);
          expect(status).not.toBe(500);
          return;
        }
        const commands = wanted.map(({ name, body }) => ({ [name]: body }));
        const { status, body } = await server.call('batch', { commands });
        expect(api.wrongAnswer('POST', '/api/batch', status, body)).toEqual([]);
        expect(JSON.stringify(body)).not.toContain('"code":100');
      }),
      { numRuns: 400 },
    );
    const heard = clients.map((client) => next(client, 'publication'));
    await server.call('publish', { channel: 'presence:page', data: 'the end', skip_history: true });
    await Promise.all(heard);
    expect(lost).toEqual([]);
  });

  it('that is no JSON of the call is refused, whatever else it is', async () => {
    await using server = await startServer();
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{', '[]', 'null', '{"a":1}{"a":2}', '\ufeff{}', '{"channel":"user:7","data":1,}'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('publish', 'revoke', 'batch', 'publish.x', '..%2f', 'a%00'),
        text,
        async (name, body) => {
          const response = await fetch(`${server.api}/api/${name}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
            body,
          });
          expect([400, 404]).toContain(response.status);
          expect(await response.json()).toMatchObject({
            error: { code: expect.any(Number), message: expect.any(String) },
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does no more to the classic routes', async () => {
    await using server = await startServer({ legacy: true });
    const paths = [
      'publish',
      'content/token',
      'content/token/users',
      'content/token/message',
      'debug/toggle',
    ];
    const name = fc.oneof(
      fc.constantFrom(...inherited, '7', '%00', 'a%20b', '%f0%9f%98%80', 'x'.repeat(300)),
      fc.webSegment(),
    );
    const path = fc.oneof(
      fc.constantFrom(...paths),
      fc
        .tuple(fc.constantFrom('user/kick', 'user/logout', 'channel/add', 'channel/remove'), name)
        .map((parts) => parts.join('/')),
      fc
        .tuple(
          fc.constantFrom('user/channel/add', 'user/channel/remove', 'authtoken/channel/add'),
          name,
          name,
        )
        .map((parts) => parts.join('/')),
    );
    const body = fc.dictionary(
      fc.constantFrom('channel', 'token', 'broadcast', 'data', 'debug', ...inherited),
      odd,
      { maxKeys: 4 },
    );
    await fc.assert(
      fc.asyncProperty(path, body, async (where, message) => {
        const response = await fetch(`${server.api}/nodejs/${where}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', NodejsServiceKey: apiKey },
          body: JSON.stringify(message),
        });
        expect([200, 400, 404, 409]).toContain(response.status);
        await response.json();
      }),
      { numRuns: 200 },
    );
  });
});
