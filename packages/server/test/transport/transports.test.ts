import { describe, expect, it } from 'vitest';
import { listen, plain, publish, until } from '../listener.ts';
import { connectionToken, next, origin, type RunningServer, startServer } from '../running-server.ts';

const wires = [
  ['websocket', 'json'],
  ['websocket', 'protobuf'],
  ['http_stream', 'json'],
  ['http_stream', 'protobuf'],
  ['sse', 'json'],
] as const;

describe.each(wires)('over %s in %s', (transport, codec) => {
  it('the SDK hears in order what is published, long or short, in any script', async () => {
    await using server = await startServer();
    const { subscription, heard } = await listen(server, { transport, codec });
    const sent = [1, { text: 'Zoë\n李 "x"\r\n\u2028' }, 'x'.repeat(70_000), null, [[]], ''];
    for (const data of sent) {
      await server.call('publish', { channel: 'user:7', data });
    }
    await until(heard, sent.length);
    expect(heard).toEqual(sent);
    expect(subscription.state).toBe('subscribed');
  });

  it('a client that was cut gets what it missed, once', async () => {
    await using server = await startServer();
    const { client, subscription, heard } = await listen(server, { transport, codec });
    await publish(server, 1, 3);
    await until(heard, 3);
    client.disconnect();
    await publish(server, 4, 6);
    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    client.connect();
    expect((await back).recovered).toBe(true);
    await publish(server, 7, 7);
    await until(heard, 7);
    expect(heard).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('commands are answered, and errors have their codes', async () => {
    await using server = await startServer();
    const { client, subscription } = await listen(server, { transport, codec });
    await publish(server, 1, 2);
    expect((await subscription.history({ limit: 5 })).publications).toHaveLength(2);
    await expect(client.rpc('no.such', codec === 'json' ? {} : new Uint8Array())).rejects.toMatchObject({
      code: 104,
    });
    const other = client.newSubscription('user:8');
    const refused = next<{ code: number }>(other, 'unsubscribed');
    other.subscribe();
    expect((await refused).code).toBe(103);
  });

  it('a call as long as limits.frame is answered, and a longer one ends the connection for good', async () => {
    const plugin = { name: 'count', methods: { letters: async (data: unknown) => (data as string).length } };
    await using server = await startServer({}, { plugins: [plugin] });
    const { client } = await listen(server, { transport, codec });
    const call = (data: string) =>
      client.rpc('count.letters', codec === 'json' ? data : new TextEncoder().encode(JSON.stringify(data)));
    // Each quote is written as two bytes, and as four where JSON stands in JSON.
    expect(plain((await call('"'.repeat(32_000))).data)).toBe(32_000);
    const ended = next(client, 'disconnected');
    await expect(call('x'.repeat(66_000))).rejects.toThrow();
    expect(await ended).toMatchObject(
      transport === 'websocket'
        ? { code: 3, reason: 'message size limit exceeded' }
        : { code: 3501, reason: 'Max payload size exceeded' },
    );
  });

  it('a client is told why it is closed, and whether to come back', async () => {
    await using server = await startServer();
    const { client } = await listen(server, { transport, codec });
    const ended = next<{ code: number; reason: string }>(client, 'disconnected');
    await server.call('disconnect', { user: '7', code: 4500, reason: 'closing time' });
    expect(await ended).toMatchObject({ code: 4500, reason: 'closing time' });
    expect(await clients(server)).toBe(0);

    const again = server.client({ token: await connectionToken('7') }, transport, codec);
    const cut = new Promise((resolve) => {
      again.on('connecting', ({ code }) => code !== 0 && resolve(code));
    });
    again.connect();
    await again.ready();
    const back = next(again, 'connected');
    await server.call('disconnect', { user: '7', code: 3011 });
    expect(await cut).toBe(3011);
    await back;
  });

  it('a token that is refused closes for good', async () => {
    await using server = await startServer();
    const client = server.client({ token: 'nobody' }, transport, codec);
    const ended = next<{ code: number }>(client, 'disconnected');
    client.connect();
    expect((await ended).code).toBe(3500);
  });

  it('answers pings, and its place is free again when it leaves', async () => {
    await using server = await startServer({ limits: { ping: '1s', pong: '900ms' } });
    const { client } = await listen(server, { transport, codec });
    const pinged = new Set<unknown>();
    client.on('connecting', (context) => pinged.add(context));
    // Two pings, and the time in which the first must be answered.
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(pinged.size).toBe(0);
    client.disconnect();
    while ((await clients(server)) !== 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
});

describe('two encodings in one channel', () => {
  it('hear the same, and an rpc and its answer pass through either', async () => {
    const plugin = { name: 'echo', methods: { back: async (data: unknown) => ({ data, list: [1, 'ü'] }) } };
    await using server = await startServer({}, { plugins: [plugin] });
    const clients = await Promise.all(
      (['json', 'protobuf'] as const).map(async (codec) => {
        const client = server.client(
          { token: await connectionToken('7', { channels: ['user:7'] }) },
          'websocket',
          codec,
        );
        client.connect();
        await client.ready();
        return client;
      }),
    );
    const heard = clients.map((client) =>
      next<{ data: unknown; offset: number; tags: unknown }>(client, 'publication'),
    );

    await server.call('publish', { channel: 'user:7', data: { text: 'Zoë' }, tags: { origin: 'o' } });

    for (const publication of await Promise.all(heard)) {
      expect({ ...publication, data: plain(publication.data) }).toMatchObject({
        data: { text: 'Zoë' },
        offset: 1,
        tags: { origin: 'o' },
      });
    }
    const [json, protobuf] = clients;
    const question = { a: [null, true] };
    const answers = await Promise.all([
      json?.rpc('echo.back', question),
      protobuf?.rpc('echo.back', new TextEncoder().encode(JSON.stringify(question))),
    ]);
    expect(answers.map((answer) => plain(answer?.data))).toEqual([
      { data: question, list: [1, 'ü'] },
      { data: question, list: [1, 'ü'] },
    ]);
  });

  it('refuses bytes that are no Protobuf', async () => {
    await using server = await startServer();
    for (const bytes of [[0xff], [5, 1], [2, 0x0a, 0xff], [2, 0x08, 0x80], [3, 0x0a, 0x01, 0x41]]) {
      const socket = await server.socket({ 'Sec-WebSocket-Protocol': 'centrifuge-protobuf' });
      socket.send(Buffer.from(bytes), { opcode: 0x2 });
      expect(await socket.closed()).toMatchObject({ code: 3501 });
    }
    const mixed = await server.socket({ 'Sec-WebSocket-Protocol': 'centrifuge-protobuf' });
    mixed.send('{}');
    expect(await mixed.closed()).toMatchObject({ code: 3501 });
  });
});

describe('the endpoints of one-way transports', () => {
  const json = { 'Content-Type': 'application/json' };

  it('refuse pages of other origins, and tell listed ones so', async () => {
    await using server = await startServer({ publicPath: '/realtime/' });
    const base = server.url.replace('ws:', 'http:').replace('connection/websocket', '');
    const evil = { ...json, Origin: 'https://evil.example' };
    for (const [method, path] of [
      ['POST', 'connection/http_stream'],
      ['GET', 'connection/sse'],
      ['POST', 'emulation'],
      ['OPTIONS', 'emulation'],
    ] as const) {
      expect((await fetch(base + path, { method, headers: evil })).status).toBe(403);
    }
    const preflight = await fetch(`${base}emulation`, { method: 'OPTIONS', headers: { Origin: origin } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    // A browser that hides its Origin is a browser still.
    const hidden = await fetch(`${base}connection/sse?cf_connect=%7B%7D`, {
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    });
    expect(hidden.status).toBe(403);
  });

  it('answer what is no frame with a status or a coded end', async () => {
    await using server = await startServer();
    const base = server.url.replace('ws:', 'http:').replace('connection/websocket', '');
    const post = (path: string, body: string) => fetch(base + path, { method: 'POST', headers: json, body });
    expect((await post('emulation', 'null')).status).toBe(400);
    expect((await post('emulation', '{"session":1,"data":{}}')).status).toBe(400);
    expect((await post('emulation', '{"session":"__proto__","data":"{}"}')).status).toBe(204);
    expect((await post('emulation', ' '.repeat(140_000))).status).toBe(413);
    expect((await post('connection/http_stream', ' '.repeat(70_000))).status).toBe(413);
    expect((await fetch(`${base}connection/sse`)).status).toBe(400);
    expect((await fetch(`${base}connection/nothing`)).status).toBe(404);
    const refused = await post('connection/http_stream', 'null');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 107 } });
    expect((await fetch(`${base}connection/sse?cf_connect=[]`)).status).toBe(400);
  });

  it('let a frame up only with the session of its connection', async () => {
    await using server = await startServer();
    const base = server.url.replace('ws:', 'http:').replace('connection/websocket', '');
    const body = JSON.stringify({
      id: 1,
      connect: { token: await connectionToken('7', { channels: ['user:7'] }) },
    });
    const response = await fetch(`${base}connection/http_stream`, { method: 'POST', headers: json, body });
    const lines = read(response);
    const { connect } = JSON.parse(await lines());
    const up = (session: string, data: string) =>
      fetch(`${base}emulation`, { method: 'POST', headers: json, body: JSON.stringify({ session, data }) });

    expect((await up(connect.client, '{"id":2,"ping":{}}')).status).toBe(204);
    expect((await up(connect.session, '{"id":3,"ping":{}}')).status).toBe(204);
    expect(await lines()).toBe('{"id":3,"ping":{}}');
    expect((await up(connect.session, '{"id":4,')).status).toBe(204);
    expect(await lines()).toContain('"disconnect":{"code":3501');
  });
});

function read(response: Response): () => Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return async () => {
    while (!rest.includes('\n')) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) {
        return rest;
      }
      rest += value;
    }
    const [line = '', ...others] = rest.split('\n');
    rest = others.join('\n');
    return line;
  };
}

async function clients(server: RunningServer): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as {
    nodes: readonly { num_clients: number }[];
  };
  return nodes[0]?.num_clients ?? -1;
}
