import { describe, expect, it } from 'vitest';
import { apiKey, connectionToken, next, startServer } from '../running-server.ts';

describe('the server API', () => {
  it.each([
    ['no key', {}],
    ['a wrong key', { 'x-api-key': 'b'.repeat(32) }],
    ['part of a key', { 'x-api-key': apiKey.slice(0, -1) }],
    ['an empty key', { 'x-api-key': '' }],
  ] as const)('refuses %s with 401, whatever the body', async (_what, headers) => {
    await using server = await startServer();
    expect(await server.call('publish', { channel: 'user:7', data: 1 }, headers)).toMatchObject({
      status: 401,
      body: { error: { code: 101 } },
    });
    expect((await server.call('publish', '{broken', headers)).status).toBe(401);
  });

  it.each([
    ['publish', { data: 1 }, 400, 107],
    ['publish', { channel: 'user:7' }, 400, 107],
    ['publish', { channel: 'nowhere:7', data: 1 }, 404, 102],
    ['publish', { channel: 'a b', data: 1 }, 400, 107],
    ['publish', { channel: 'x'.repeat(256), data: 1 }, 400, 107],
    ['publish', { channel: ['user:7'], data: 1 }, 400, 107],
    ['publish', { channel: 'user:7', data: 1, tags: { a: 1 } }, 400, 107],
    ['publish', { channel: 'user:7', data: 1, tags: { 'a\nb': 1 } }, 400, 107],
    ['publish', null, 400, 107],
    ['publish', [], 400, 107],
    ['publish', '{"channel":"user:7","data":', 400, 107],
    ['publish', { channel: 'user:7', data: 'x'.repeat(1_100_000) }, 413, 107],
    ['broadcast', { channels: [], data: 1 }, 400, 107],
    ['presence', { channel: 'user:7' }, 409, 108],
    ['history', { channel: 'chat:1' }, 409, 108],
    ['history', { channel: 'user:7', limit: 1, since: { epoch: 'another', offset: 0 } }, 409, 112],
    ['disconnect', { user: '7', code: 1000 }, 400, 107],
    ['revoke', { user: '7', mode: 'later', at: 1 }, 400, 107],
    ['revoke', { user: '', mode: 'end', at: 1 }, 400, 107],
    ['revoke', { user: '7', mode: 'end', at: 1_800_000_000_000 }, 400, 107],
    ['nothing', {}, 404, 104],
    ['constructor', {}, 404, 104],
  ] as const)('answers a wrong %s with its status and code (%#)', async (name, body, status, code) => {
    await using server = await startServer();
    expect(await server.call(name, body)).toMatchObject({ status, body: { error: { code } } });
  });

  it('takes each of several keys, whole and as it is', async () => {
    const keys = ['first', 'second'].map((id) => ({ id, secret: `the ${id} key of the API, long enough` }));
    await using server = await startServer({ api: { listen: '127.0.0.1:0', keys } });
    const status = async (secret: string): Promise<number> =>
      (await server.call('info', {}, { 'x-api-key': secret })).status;
    for (const { secret } of keys) {
      expect(await status(secret)).toBe(200);
      expect(await status(secret.slice(0, -1))).toBe(401);
      expect(await status(`${secret}x`)).toBe(401);
      expect(await status(secret.toUpperCase())).toBe(401);
    }
    expect(await status('')).toBe(401);
  });

  it('refuses a body that is not UTF-8, and hands on any key that is', async () => {
    await using server = await startServer();
    const response = await fetch(`${server.api}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: Buffer.from('{"channel":"user:7","data":"\xc3"}', 'latin1'),
    });
    expect(response.status).toBe(400);
    const data = '{"__proto__":{"a":1},"constructor":{"prototype":2}}';
    await server.call('publish', `{"channel":"user:7","data":${data}}`);
    const { body } = await server.call('history', { channel: 'user:7', limit: 1 });
    expect(JSON.stringify((body.result.publications as { data: unknown }[])[0]?.data)).toBe(data);
  });

  it('takes any of the keys of a site, so that they can be changed one after the other', async () => {
    const secret = 'the next key of the tests, 0123456789abc';
    const keys = [
      { id: 'a1', secret: apiKey },
      { id: 'a2', secret },
    ];
    await using server = await startServer({ api: { listen: '127.0.0.1:0', keys } });
    for (const key of [apiKey, secret]) {
      expect((await server.call('info', {}, { 'x-api-key': key })).status).toBe(200);
    }
    expect((await server.call('info', {}, { 'x-api-key': 'a1' })).status).toBe(401);
  });

  it('drops what is no newer than the newest version, within an epoch', async () => {
    await using server = await startServer();
    const publish = async (data: string, version: number, epoch = '') =>
      (await server.call('publish', { channel: 'content:1', data, version, version_epoch: epoch })).body
        .result.offset;
    expect(await publish('second', 2)).toBe(1);
    expect(await publish('first, late', 1)).toBe(1);
    expect(await publish('second again', 2)).toBe(1);
    expect(await publish('third', 3)).toBe(2);
    expect(await publish('of another epoch', 1, 'b')).toBe(3);
    const { body } = await server.call('history', { channel: 'content:1', limit: 9 });
    expect(body.result.publications).toMatchObject([
      { data: 'second' },
      { data: 'third' },
      { data: 'of another epoch' },
    ]);
  });

  it('publishes once per idempotency key', async () => {
    await using server = await startServer();
    const body = { channel: 'user:7', data: 1, idempotency_key: 'order-17' };
    const first = await server.call('publish', body);
    const second = await server.call('publish', body);
    const other = await server.call('publish', { ...body, channel: 'user:8' });

    expect(second.body).toEqual(first.body);
    expect(first.body.result.offset).toBe(1);
    expect(other.body.result.offset).toBe(1);
    const { body: after } = await server.call('history', { channel: 'user:7', limit: 10 });
    expect(after.result.publications).toHaveLength(1);
  });

  it('keeps a publication out of the history when asked to', async () => {
    await using server = await startServer();
    await server.call('publish', { channel: 'user:7', data: 1, skip_history: true });
    expect((await server.call('history', { channel: 'user:7', limit: 10 })).body.result).toMatchObject({
      publications: [],
      offset: 0,
    });
  });

  it('broadcasts to many channels and says of each what became of it', async () => {
    await using server = await startServer();
    const { status, body } = await server.call('broadcast', {
      channels: ['user:1', 'nowhere:1', 'user:2'],
      data: 1,
      tags: { origin: 'x' },
    });
    expect(status).toBe(200);
    expect(body.result.responses).toMatchObject([
      { result: { offset: 1 } },
      { error: { code: 102 } },
      { result: { offset: 1 } },
    ]);
    expect((await server.call('history', { channel: 'user:2', limit: 1 })).body.result).toMatchObject({
      publications: [{ offset: 1, data: 1, tags: { origin: 'x' } }],
    });
  });

  it('subscribes and unsubscribes users, and disconnects them with a code', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7') });
    client.connect();
    await client.ready();
    const subscribed = next<{ channel: string }>(client, 'subscribed');
    expect((await server.call('subscribe', { user: '7', channel: 'content:1' })).body).toEqual({
      result: {},
    });
    expect((await subscribed).channel).toBe('content:1');
    expect((await server.call('subscribe', { user: '7', channel: 'content:1' })).body).toEqual({
      result: {},
    });
    const heard = next<{ data: unknown }>(client, 'publication');
    await server.call('publish', { channel: 'content:1', data: 'hi' });
    expect((await heard).data).toBe('hi');

    const unsubscribed = next<{ channel: string }>(client, 'unsubscribed');
    await server.call('unsubscribe', { user: '7', channel: 'content:1' });
    expect((await unsubscribed).channel).toBe('content:1');
    const ended = next<{ code: number; reason: string }>(client, 'disconnected');
    await server.call('disconnect', { user: '7', code: 4500, reason: 'closing time' });
    expect(await ended).toMatchObject({ code: 4500, reason: 'closing time' });
  });

  it('runs a batch in order and says of each call what became of it', async () => {
    await using server = await startServer();
    const commands: readonly object[] = [
      { publish: { channel: 'user:7', data: 1 } },
      { publish: { channel: 'user:7', data: 2 } },
      { publish: { channel: 'user:7' } },
      { broadcast: { channels: ['user:7', 'nowhere:1'], data: 3 } },
      { constructor: {} },
      { publish: { channel: 'user:7', data: 4 }, presence: {} },
      {},
      { history: { channel: 'user:7', limit: 9 } },
    ];
    const { status, body } = await server.call('batch', { commands });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      replies: [
        { publish: { offset: 1 } },
        { publish: { offset: 2 } },
        { error: { code: 107 } },
        { broadcast: { responses: [{ result: { offset: 3 } }, { error: { code: 102 } }] } },
        { error: { code: 104 } },
        { error: { code: 104 } },
        { error: { code: 104 } },
        { history: { publications: [{ data: 1 }, { data: 2 }, { data: 3 }] } },
      ],
    });
    expect((await server.call('batch', { commands: [] })).status).toBe(400);
    expect((await server.call('batch', { commands: [1] })).status).toBe(400);
  });

  it('forgets a history, and clients can tell', async () => {
    await using server = await startServer();
    await server.call('publish', { channel: 'user:7', data: 1 });
    expect((await server.call('history_remove', { channel: 'user:7' })).body).toEqual({ result: {} });
    expect((await server.call('history', { channel: 'user:7', limit: 9 })).body.result).toMatchObject({
      publications: [],
      offset: 1,
    });
    expect((await server.call('history_remove', { channel: 'chat:1' })).body.error.code).toBe(108);
  });

  it('shortens the life of connections, and sends clients for a new token', async () => {
    await using server = await startServer({ limits: { expiryGrace: '10ms' } });
    const getToken = () => connectionToken('7');
    const client = server.client({ token: await getToken(), getToken });
    client.connect();
    await client.ready();
    const cuts: number[] = [];
    client.on('connecting', ({ code }) => cuts.push(code));
    const back = next(client, 'connected');
    await server.call('refresh', { user: '7', expired: true });
    await back;
    expect(cuts).toEqual([3005]);
    const again = next(client, 'connected');
    await server.call('refresh', { user: '7', expire_at: Date.now() / 1000 - 1 });
    await again;
    expect(cuts).toEqual([3005, 3005]);
  });

  it('tells who is in a channel and which channels are listened to', async () => {
    await using server = await startServer();
    const client = server.client({
      token: await connectionToken('7', { channels: ['presence:page', 'user:7'], info: { name: 'Ann' } }),
    });
    client.connect();
    await client.ready();

    const { body } = await server.call('presence', { channel: 'presence:page' });
    expect(Object.values(body.result.presence as object)).toMatchObject([
      { user: '7', conn_info: { name: 'Ann' } },
    ]);
    expect((await server.call('presence_stats', { channel: 'presence:page' })).body.result).toEqual({
      num_clients: 1,
      num_users: 1,
    });
    expect((await server.call('channels', { prefix: 'user:' })).body.result).toEqual({
      channels: { 'user:7': { num_clients: 1 } },
    });
  });

  it('says whether it lives and is ready, to anybody', async () => {
    await using server = await startServer();
    expect((await fetch(`${server.api}/health/live`)).status).toBe(200);
    expect((await fetch(`${server.api}/health/ready`)).status).toBe(200);
  });
});
