import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  connectedSocket,
  connectionToken,
  type Message,
  next,
  type RawSocket,
  type RunningServer,
  startServer,
  subscriptionToken,
} from './running-server.ts';

async function limited(server: RunningServer): Promise<Record<string, number>> {
  const text = await (await fetch(`${server.api}/metrics`)).text();
  const lines = [...text.matchAll(/^drupal_nodejs_limited_total\{site="(\w*)",limit="(\w+)"\} (\d+)$/gm)];
  return Object.fromEntries(lines.map(([, site, limit, count]) => [`${site}:${limit}`, Number(count)]));
}

/** Whether a handshake is answered; its socket stays open. */
async function isLetIn(server: RunningServer, headers: Record<string, string> = {}): Promise<boolean> {
  const socket = await server.socket(headers).catch(() => undefined);
  return socket?.statusLine.includes(' 101 ') ?? false;
}

/** What comes of commands of one method, by error code; 0: it was done. */
async function codes(socket: RawSocket, commands: readonly string[]): Promise<number[]> {
  socket.send(commands.join('\n'));
  const replies: Message[] = await socket.replies(commands.length);
  return replies.toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0)).map(({ error }) => error?.code ?? 0);
}

const pings = (count: number, from = 2): string[] =>
  Array.from({ length: count }, (_, n) => `{"id":${from + n},"ping":{}}`);

describe('limits of what one client asks', () => {
  it('commandRate: what is more is error 111, and who goes on is closed with 3013', async () => {
    await using server = await startServer({ limits: { commandRate: '5/h' } });
    await using socket = await connectedSocket(server);
    // The connect was the first.
    expect(await codes(socket, pings(9))).toEqual([0, 0, 0, 0, 111, 111, 111, 111, 111]);
    socket.send('{"id":99,"ping":{}}');
    expect(await socket.closed()).toMatchObject({ code: 3013 });
    expect(await limited(server)).toEqual({ 'default:commandRate': 6 });
  });

  it.each([
    ['pings of WebSocket', '', 0x9],
    ['pongs of WebSocket', '', 0xa],
    ['pongs', '{}', 0x1],
    ['frames with nothing in them', '\n', 0x1],
  ])('commandRate: also who floods the server with %s is closed with 3013', async (_what, text, opcode) => {
    await using server = await startServer({ limits: { commandRate: '5/h' } });
    await using socket = await connectedSocket(server);
    // The connect was the first.
    for (let n = 2; n <= 11; n += 1) {
      socket.send(text, { opcode });
    }
    expect(await socket.closed()).toMatchObject({ code: 3013 });
    expect(await limited(server)).toEqual({ 'default:commandRate': 6 });
  });

  it('rpcRate and publishRate hold for all clients of a user together, and for no other user', async () => {
    await using server = await startServer(
      {
        limits: { rpcRate: '3/h', publishRate: '2/h' },
        channels: { namespaces: { chat: { clientPublish: true, clientSubscribe: true } } },
      },
      { plugins: [{ name: 'say', methods: { hello: async () => 'hello' } }] },
    );
    await using one = await connectedSocket(server);
    await using two = await connectedSocket(server);
    await using other = await connectedSocket(server, '8');
    const rpc = (id: number): string => `{"id":${id},"rpc":{"method":"say.hello","data":{}}}`;
    expect(await codes(one, [rpc(2), rpc(3)])).toEqual([0, 0]);
    expect(await codes(two, [rpc(2), rpc(3)])).toEqual([0, 111]);
    expect(await codes(other, [rpc(2), rpc(3)])).toEqual([0, 0]);

    const publish = (id: number): string => `{"id":${id},"publish":{"channel":"chat:1","data":1}}`;
    await using writer = await connectedSocket(server, '9');
    await codes(writer, ['{"id":2,"subscribe":{"channel":"chat:1"}}']);
    writer.send([publish(3), publish(4), publish(5)].join('\n'));
    const replies: Message[] = [];
    while (replies.length < 3) {
      replies.push(...(await writer.replies(1)).filter(({ id }) => id !== undefined));
    }
    expect(replies.map(({ error }) => error?.code ?? 0).toSorted((a, b) => a - b)).toEqual([0, 0, 111]);
    expect(await limited(server)).toEqual({ 'default:rpcRate': 1, 'default:publishRate': 1 });
  });

  it('the SDK is told of too many calls by a temporary error', async () => {
    await using server = await startServer(
      { limits: { rpcRate: '1/h' } },
      { plugins: [{ name: 'say', methods: { hello: async () => 'hello' } }] },
    );
    const client = server.client({ token: await connectionToken('7') });
    client.connect();
    await client.rpc('say.hello', {});
    await expect(client.rpc('say.hello', {})).rejects.toMatchObject({ code: 111, temporary: true });
    expect(client.state).toBe('connected');
  });
});

describe('limits of who comes', () => {
  it('userConnections and sessionConnections: one more is closed for good (3504), and a place that is left is free', async () => {
    await using server = await startServer({ limits: { userConnections: 3, sessionConnections: 2 } });
    const first = await connectedSocket(server, '7', { sid: 'a' });
    await using _second = await connectedSocket(server, '7', { sid: 'a' });
    await expect(connectedSocket(server, '7', { sid: 'a' })).rejects.toThrow('3504');
    await using _third = await connectedSocket(server, '7', { sid: 'b' });
    await expect(connectedSocket(server, '7', { sid: 'c' })).rejects.toThrow('3504');
    await using _other = await connectedSocket(server, '8', { sid: 'a' });

    await server.call('disconnect', { user: '7', client: 'nobody' });
    first.socket.end();
    while ((await server.call('info', {})).body.result.nodes === undefined || (await clients(server)) > 3) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await using _again = await connectedSocket(server, '7', { sid: 'a' });
    expect(await limited(server)).toEqual({ 'default:userConnections': 1, 'default:sessionConnections': 1 });
  });

  it('userConnections: tabs that wait for one answer about their user are no exception', async () => {
    const answered = Promise.withResolvers<void>();
    let waiting = 0;
    await using server = await startServer(
      {
        limits: { userConnections: 3 },
        auth: { session: { database: 'sqlite://x', baseUrl: 'http://a' } },
      },
      {
        session: {
          authenticate: async () => {
            waiting += 1;
            if (waiting === 8) {
              answered.resolve();
            }
            await answered.promise;
            return { user: '7', issuedAt: Date.now() / 1000, channels: [], channelsAre: 'rights' };
          },
        },
      },
    );
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const tab = await server.socket({ Origin: 'https://example.com', Cookie: 'a=b' });
        tab.send('{"id":1,"connect":{}}');
        const said = await tab.read();
        return 'code' in said ? said.code : 'in';
      }),
    );
    expect(outcomes.toSorted()).toEqual([3504, 3504, 3504, 3504, 3504, 'in', 'in', 'in']);
    expect(await clients(server)).toBe(3);
  });

  it('anonymous visitors are no user with many connections', async () => {
    await using server = await startServer({ auth: { anonymous: true }, limits: { userConnections: 1 } });
    for (let n = 0; n < 3; n += 1) {
      const socket = await server.socket({ Origin: 'https://example.com' });
      socket.send('{"id":1,"connect":{}}');
      await socket.replies(1);
    }
    expect(await clients(server)).toBe(3);
  });

  it('userConnects and sessionConnects: more are error 111, and come in later', async () => {
    await using server = await startServer({ limits: { userConnects: '3/h', sessionConnects: '2/h' } });
    const connect = async (user: string, sid: string): Promise<number> => {
      await using socket = await server.socket();
      socket.send(JSON.stringify({ id: 1, connect: { token: await connectionToken(user, { sid }) } }));
      const [reply] = await socket.replies(1);
      return reply?.error?.code ?? 0;
    };
    expect([await connect('7', 'a'), await connect('7', 'a'), await connect('7', 'a')]).toEqual([0, 0, 111]);
    expect([await connect('7', 'b'), await connect('7', 'c'), await connect('8', 'd')]).toEqual([0, 111, 0]);
    expect(await limited(server)).toEqual({ 'default:userConnects': 1, 'default:sessionConnects': 1 });
  });

  it('addressConnections and addressConnectionRate: more are sent away for a moment (3013), each behind its proxy', async () => {
    await using server = await startServer({
      trustedProxies: ['127.0.0.1'],
      limits: { addressConnections: 2, addressConnectionRate: '3/h' },
    });
    const from = (address: string): Promise<RawSocket> => server.socket({ 'X-Forwarded-For': address });
    const first = await from('198.51.100.1');
    await from('198.51.100.1');
    expect(await (await from('198.51.100.1')).closed()).toMatchObject({ code: 3013 });
    // An address of IPv6 is worth as much as its network.
    await from('2001:db8:1:1::1');
    await from('2001:db8:1:1::2');
    expect(await (await from('2001:db8:1:1::3')).closed()).toMatchObject({ code: 3013 });
    await from('2001:db8:1:2::3');
    // What a client writes itself makes it nobody else.
    expect(await (await from('203.0.113.9, 198.51.100.1')).closed()).toMatchObject({ code: 3013 });

    first.socket.destroy();
    await first.socket.closed;
    expect(await limited(server)).toEqual({ ':addressConnections': 3 });
    const later = server.client({ token: await connectionToken('7') });
    later.connect();
    await later.ready();
  });

  it('addressConnections: of twice as many sockets each is cut off, and not those of a proxy', async () => {
    const limits = { addressConnections: 2 };
    await using server = await startServer({ trustedProxies: ['192.0.2.1'], limits });
    const { port } = new URL(server.url);
    const silent = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1'));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    expect(await isLetIn(server)).toBe(false);
    expect(await limited(server)).toEqual({ ':addressConnections': 1 });
    silent[0]?.destroy();
    while (!(await isLetIn(server))) {
      // Its place is free once the server has seen that it is gone.
    }
    for (const socket of silent) {
      socket.destroy();
    }

    await using behind = await startServer({ trustedProxies: ['127.0.0.1'], limits });
    for (let n = 1; n < 9; n += 1) {
      expect(await isLetIn(behind, { 'X-Forwarded-For': `198.51.100.${n}` })).toBe(true);
    }
    expect(await limited(behind)).toEqual({});
  });

  it('no address limit where all come from one proxy that is not trusted', async () => {
    await using server = await startServer({
      limits: { addressConnections: 1, addressConnectionRate: '1/h' },
    });
    await using _one = await connectedSocket(server, '1');
    await using _two = await connectedSocket(server, '2');
  });

  it.each([
    ['connectionRate: a storm waits in line, and nobody has to come again', '1m', false],
    ['connectionWait: who would wait longer is sent away, and the SDK comes back by itself', '1s', true],
  ])('%s, on every transport', async (_, connectionWait, isSentAway) => {
    await using server = await startServer({ limits: { connectionRate: '6/s', connectionWait } });
    const transports = ['websocket', 'http_stream', 'sse'] as const;
    const all = await Promise.all(
      Array.from({ length: 9 }, async (_, n) =>
        server.client({ token: await connectionToken(`${n}`) }, transports[n % 3] ?? 'websocket'),
      ),
    );
    for (const client of all) {
      client.connect();
    }
    await Promise.all(all.map((client) => client.ready()));
    expect(await clients(server)).toBe(9);
    expect(Object.hasOwn(await limited(server), ':connectionRate')).toBe(isSentAway);
  });

  it('who is turned away has nothing of what it asks run, nor asked at Drupal', async () => {
    let asked = 0;
    await using server = await startServer(
      {
        limits: { connectionRate: '1/h' },
        auth: { session: { database: 'sqlite://x', baseUrl: 'http://a' } },
      },
      {
        session: {
          authenticate: async () => {
            asked += 1;
            return undefined;
          },
        },
      },
    );
    for (const code of [3500, 3013]) {
      await using socket = await server.socket({ Origin: 'https://example.com', Cookie: 'a=b' });
      socket.send('{"id":1,"connect":{}}');
      expect(await socket.closed()).toMatchObject({ code });
    }
    expect(asked).toBe(1);
  });
});

describe('limits that hold elsewhere too', () => {
  it('channels: one more subscription is error 106', async () => {
    await using server = await startServer({ limits: { channels: 2 } });
    await using socket = await connectedSocket(server);
    const subscribe = async (id: number, channel: string): Promise<string> =>
      JSON.stringify({ id, subscribe: { channel, token: await subscriptionToken('7', channel) } });
    const commands = await Promise.all([
      subscribe(2, 'user:1'),
      subscribe(3, 'user:2'),
      subscribe(4, 'user:3'),
    ]);
    expect(await codes(socket, commands)).toEqual([0, 0, 106]);
    expect(
      await codes(socket, ['{"id":5,"unsubscribe":{"channel":"user:1"}}', await subscribe(6, 'user:3')]),
    ).toEqual([0, 0]);
  });

  it('fragments: a message in that many pieces is taken, one in more ends the connection', async () => {
    await using server = await startServer({ limits: { fragments: 3 } });
    const send = (socket: RawSocket, pieces: readonly string[]): void => {
      for (const [index, piece] of pieces.entries()) {
        socket.send(piece, { opcode: index === 0 ? 0x1 : 0x0, fin: index === pieces.length - 1 });
      }
    };
    await using socket = await connectedSocket(server);
    send(socket, ['{"id":2,', '"ping"', ':{}}']);
    expect(await socket.replies(1)).toMatchObject([{ id: 2, ping: {} }]);
    send(socket, ['{"id":3', ',', '"ping"', ':{', '}}']);
    expect(await socket.closed()).toMatchObject({ code: 1008 });
  });

  it('apiBody: a body of that length is taken, one byte more is 413', async () => {
    await using server = await startServer({ limits: { apiBody: '1KB' } });
    const body = (length: number): string => {
      const empty = JSON.stringify({ channel: 'user:7', data: '' });
      return JSON.stringify({ channel: 'user:7', data: 'x'.repeat(length - empty.length) });
    };
    expect((await server.call('publish', body(1024))).status).toBe(200);
    expect(await server.call('publish', body(1025))).toMatchObject({
      status: 413,
      body: { error: { code: 107 } },
    });
  });

  it('history: a call gets that many and no more', async () => {
    await using server = await startServer({ limits: { history: 2 } });
    for (const data of [1, 2, 3]) {
      await server.call('publish', { channel: 'user:7', data });
    }
    const { body } = await server.call('history', { channel: 'user:7', limit: -1 });
    expect(body.result.publications).toMatchObject([{ data: 1 }, { data: 2 }]);
  });

  it('tokenLife: a token is over that long after it was issued, whatever it says', async () => {
    await using server = await startServer({ limits: { tokenLife: '10s' } });
    const now = Date.now() / 1000;
    const young = server.client({ token: await connectionToken('7', { iat: now - 5 }) });
    young.connect();
    await young.ready();
    const old = server.client({
      token: await connectionToken('7', { iat: now - 11 }),
      getToken: async () => '',
    });
    const end = next<{ code: number }>(old, 'disconnected');
    old.connect();
    await end;
  });

  it('rememberedTokens: so many answers of Drupal are remembered, and the oldest is asked for again', async () => {
    const asked: string[] = [];
    const drupal = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        chunks.push(chunk);
      }
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      asked.push(JSON.parse(form.get('messageJson') ?? '{}').authToken);
      response.setHeader('content-type', 'application/json');
      response.end('{"nodejsValidAuthToken":true,"uid":7}');
    });
    await new Promise<void>((resolve) => drupal.listen(0, '127.0.0.1', resolve));
    const { port } = drupal.address() as AddressInfo;
    const serviceKey = 'a service key of the tests, long enough';
    await using server = await startServer({
      limits: { rememberedTokens: 2 },
      auth: { callback: { url: `http://127.0.0.1:${port}/`, serviceKey } },
    });
    for (const token of ['a', 'b', 'a', 'c', 'b', 'a']) {
      await using socket = await server.socket();
      socket.send(JSON.stringify({ id: 1, connect: { token } }));
      await socket.replies(1);
    }
    drupal.closeAllConnections();
    drupal.close();
    expect(asked).toEqual(['a', 'b', 'c', 'a']);
  });

  it('idempotency: the same key sends again once its time is over', async () => {
    await using server = await startServer({ limits: { idempotency: '50ms' } });
    const publish = async (): Promise<unknown> =>
      (await server.call('publish', { channel: 'user:7', data: 1, idempotency_key: 'k' })).body.result.offset;
    expect([await publish(), await publish()]).toEqual([1, 1]);
    while ((await publish()) === 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await server.call('history', { channel: 'user:7' })).body.result.offset).toBe(2);
  });
});

async function clients(server: RunningServer): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as { nodes: { num_clients: number }[] };
  return nodes[0]?.num_clients ?? 0;
}
