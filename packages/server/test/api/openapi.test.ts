import { readFileSync } from 'node:fs';
import { isChannelName } from '@drupal-nodejs/protocol';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { bodies } from '../../src/api/schemas.ts';
import { apiKey, connectionToken, startServer } from '../running-server.ts';
import { ApiDocument } from './api-document.ts';

const committed: object = JSON.parse(
  readFileSync(new URL('../../../../docs/openapi.json', import.meta.url), 'utf8'),
);
const api = new ApiDocument(committed);

/** Calls, in an order in which each finds what it needs; user 7 listens to `presence:page`. */
const played: readonly (readonly [path: string, body: unknown, status: number])[] = [
  ['publish', { channel: 'user:7', data: { a: 1 }, tags: { origin: 'x' }, idempotency_key: 'k' }, 200],
  ['publish', { channel: 'user:7', data: null, version: 3, version_epoch: 'e', skip_history: false }, 200],
  ['publish', { channel: 'chat:1', data: 'kept nowhere' }, 200],
  ['publish', { channel: 'nowhere:1', data: 1 }, 404],
  ['publish', { channel: 'chat:1', data: 1, version: 1 }, 409],
  ['broadcast', { channels: ['user:7', 'nowhere:1'], data: [] }, 200],
  ['subscribe', { user: '7', channel: 'content:1' }, 200],
  ['subscribe', { user: '7', channel: 'nowhere:1' }, 404],
  ['subscribe', { user: '7', channel: 'content:2' }, 409],
  ['unsubscribe', { user: '7', channel: 'content:1', client: '' }, 200],
  ['refresh', { user: '7', expire_at: 4_102_444_800 }, 200],
  ['presence', { channel: 'presence:page' }, 200],
  ['presence', { channel: 'nowhere:1' }, 404],
  ['presence', { channel: 'user:7' }, 409],
  ['presence_stats', { channel: 'presence:page' }, 200],
  ['presence_stats', { channel: 'nowhere:1' }, 404],
  ['presence_stats', { channel: 'user:7' }, 409],
  ['history', { channel: 'user:7', limit: -1 }, 200],
  ['history', { channel: 'presence:page', limit: 5, reverse: true }, 200],
  ['history', { channel: 'nowhere:1' }, 404],
  ['history', { channel: 'user:7', since: { epoch: 'another', offset: 0 } }, 409],
  ['history_remove', { channel: 'user:7' }, 200],
  ['history_remove', { channel: 'nowhere:1' }, 404],
  ['history_remove', { channel: 'chat:1' }, 409],
  ['check', { token: 'a.b.c', origin: 'https://example.com', backend: true }, 200],
  ['channels', { prefix: 'p' }, 200],
  ['occupancy', { channels: ['presence:page', 'user:9'] }, 200],
  ['info', {}, 200],
  [
    'batch',
    {
      commands: [
        ...Object.keys(bodies).map((name) => ({ [name]: { channel: 'presence:page' } })),
        { publish: { channel: 'user:8', data: 1 } },
        { history: { channel: 'user:8', limit: 9 } },
        { presence_stats: { channel: 'chat:1' } },
      ],
    },
    200,
  ],
  ['revoke', { user: '7', sid: 's', mode: 'end', at: 1.5 }, 200],
  ['disconnect', { user: '7' }, 200],
];

describe('the OpenAPI document', () => {
  it('is one, says a validator of others', async () => {
    expect(await new Validator().validate({ ...committed })).toMatchObject({ valid: true });
  });

  it('is what the server serves, to anybody', async () => {
    await using server = await startServer();
    const response = await fetch(`${server.api}/api/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual(committed);
  });

  it('says of every call what a running server answers, errors and all', async () => {
    // One subscription more than the connection has: the third is one too many.
    await using server = await startServer({ limits: { channels: 2, apiBody: '1KB' } });
    const channels = ['presence:page'];
    const client = server.client({ token: await connectionToken('7', { channels, info: { name: 'Ann' } }) });
    client.connect();
    await client.ready();
    const wrong: string[] = [];
    const hold = async (
      name: string,
      status: number,
      body: unknown,
      headers: Record<string, string> = { 'x-api-key': apiKey },
    ) => {
      const answer = await server.call(name, body, headers);
      expect({ name, body, status: answer.status }).toEqual({ name, body, status });
      wrong.push(...api.wrongAnswer('POST', `/api/${name}`, answer.status, answer.body));
    };
    for (const [name, body, status] of played) {
      wrong.push(...api.wrongBody('POST', `/api/${name}`, body));
      await hold(name, status, body);
    }
    for (const name of [...Object.keys(bodies), 'batch']) {
      await hold(name, 400, []);
      await hold(name, 401, {}, {});
      await hold(name, 413, { pad: 'x'.repeat(1_024) });
      await hold(name, 415, 'a=1', {
        'x-api-key': apiKey,
        'content-type': 'application/x-www-form-urlencoded',
      });
    }
    expect(wrong).toEqual([]);
    // What a server says that fails is shown elsewhere; here is none that does.
    const unheard = api.answers.filter((answer) => answer.startsWith('POST') && !api.seen.has(answer));
    expect(unheard.filter((answer) => !answer.endsWith(' 500'))).toEqual([]);
  });

  it.each([
    ['/health/live', 200],
    ['/health/ready', 200],
    ['/api/openapi.json', 200],
    ['/metrics', 200],
  ] as const)('says what %s answers', async (path, status) => {
    await using server = await startServer();
    const response = await fetch(server.api + path);
    const isJson = response.headers.get('content-type')?.includes('json');
    const body: unknown = isJson ? await response.json() : await response.text();
    expect(response.status).toBe(status);
    expect(api.wrongAnswer('GET', path, response.status, body)).toEqual([]);
  });

  it('means by a channel’s name what the protocol means', () => {
    const names = ['a', 'x'.repeat(255), '!~', 'x'.repeat(256), '', 'a b', 'a\n', '\n', 'é', '\0', '\u007f'];
    for (const channel of names) {
      const wrong = api.wrongBody('POST', '/api/presence', { channel });
      expect([channel, wrong.length === 0]).toEqual([channel, isChannelName(channel)]);
    }
  });
});
