import { describe, expect, it } from 'vitest';
import { connectionToken, next, type RawSocket, startServer } from '../running-server.ts';

const connect = async (): Promise<string> =>
  JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } });

/** What a client may send instead of a command, and what it gets for it. */
const beforeConnect: readonly [what: string, send: (socket: RawSocket) => void, code: number][] = [
  ['null', (socket) => socket.send('null'), 3501],
  ['an empty list', (socket) => socket.send('[]'), 3501],
  ['a number', (socket) => socket.send('1'), 3501],
  ['half an object', (socket) => socket.send('{"id":1,'), 3501],
  ['a command without id', (socket) => socket.send('{"connect":{}}'), 3501],
  ['a negative id', (socket) => socket.send('{"id":-1,"connect":{}}'), 3501],
  ['an id that is an object', (socket) => socket.send('{"id":{},"connect":{}}'), 3501],
  [
    'a token that names a property of every object',
    (socket) => socket.send('{"id":1,"connect":{"token":"constructor"}}'),
    3500,
  ],
  ['another such token', (socket) => socket.send('{"id":1,"connect":{"token":"__proto__"}}'), 3500],
  ['a binary frame', (socket) => socket.send(Buffer.from([1, 2, 3]), { opcode: 0x2 }), 3501],
  ['half a UTF-8 character', (socket) => socket.send(Buffer.from([0x22, 0xc3])), 1007],
  ['10 MB', (socket) => socket.send(Buffer.alloc(10_000_000, 0x20)), 1009],
  ['a frame of an unknown kind', (socket) => socket.send('', { opcode: 0x5 }), 1002],
  ['a continuation of nothing', (socket) => socket.send('x', { opcode: 0x0 }), 1002],
  ['a ping of 126 bytes', (socket) => socket.send(Buffer.alloc(126), { opcode: 0x9 }), 1002],
  ['fragments without end', (socket) => fragments(socket, 100), 1008],
];

const afterConnect: readonly [what: string, command: string, code: number][] = [
  ['a second connect', '{"id":2,"connect":{}}', 3501],
];

const answered: readonly [what: string, command: string, code: number][] = [
  ['no method', '{"id":2}', 104],
  ['an unknown method', '{"id":2,"constructor":{}}', 104],
  ['a body that is null', '{"id":2,"subscribe":null}', 107],
  ['a body that is a list', '{"id":2,"subscribe":[]}', 107],
  ['a channel that is a number', '{"id":2,"subscribe":{"channel":7}}', 107],
  ['a channel of 256 bytes', `{"id":2,"subscribe":{"channel":"${'a'.repeat(256)}"}}`, 107],
  ['a channel with a NUL', '{"id":2,"subscribe":{"channel":"a\\u0000b"}}', 107],
  ['a channel outside of ASCII', '{"id":2,"subscribe":{"channel":"ü"}}', 107],
  ['a channel named __proto__', '{"id":2,"subscribe":{"channel":"__proto__"}}', 107],
  ['a namespace named __proto__', '{"id":2,"subscribe":{"channel":"__proto__:1"}}', 102],
  ['a namespace named constructor', '{"id":2,"subscribe":{"channel":"constructor:1"}}', 102],
  ['a position that is a text', '{"id":2,"subscribe":{"channel":"user:7","recover":true,"offset":"1"}}', 107],
  ['a subscription type we do not have', '{"id":2,"subscribe":{"channel":"user:7","type":1}}', 108],
  ['a tag filter', '{"id":2,"subscribe":{"channel":"user:7","tf":{}}}', 108],
  ['an rpc into a prototype', '{"id":2,"rpc":{"method":"__proto__.toString"}}', 104],
  ['a publish without data', '{"id":2,"publish":{"channel":"user:7"}}', 107],
  ['a publish to a channel that it does not hear', '{"id":2,"publish":{"channel":"user:7","data":1}}', 103],
];

describe('a client that sends what it should not', () => {
  it.each(beforeConnect)('%s is closed with a code, and nobody else notices', async (_what, send, code) => {
    await using server = await startServer();
    const witness = server.client({ token: await connectionToken('8', { channels: ['user:8'] }) });
    witness.connect();
    await witness.ready();
    const socket = await server.socket();

    send(socket);

    expect(await socket.closed()).toMatchObject({ code });
    await isAlive(server, witness);
  });

  it.each(afterConnect)('%s is closed with a code', async (_what, command, code) => {
    await using server = await startServer();
    const socket = await server.socket();
    socket.send(await connect());
    await socket.read();
    socket.send(command);
    expect(await socket.closed()).toMatchObject({ code });
  });

  it.each(answered)('%s is answered with a coded error', async (_what, command, code) => {
    await using server = await startServer();
    const socket = await server.socket();
    socket.send(await connect());
    await socket.read();

    socket.send(command);

    expect(await socket.replies(1)).toMatchObject([{ id: 2, error: { code } }]);
    socket.send('{"id":3,"ping":{}}');
    expect(await socket.replies(1)).toEqual([{ id: 3, ping: {} }]);
    socket.socket.destroy();
  });

  it('gets error 101 for commands before it said who it is', async () => {
    await using server = await startServer();
    const socket = await server.socket();
    socket.send(
      '{"id":1,"subscribe":{"channel":"user:7"}}\n{"id":2,"rpc":{"method":"a.b"}}\n{"id":3,"unsubscribe":{"channel":"x"}}',
    );
    const replies = await socket.replies(3);
    expect(replies.map(({ error }) => error?.code)).toEqual([101, 101, 101]);
    socket.socket.destroy();
  });

  it('is closed when it says nothing at all, or no longer answers pings', async () => {
    await using server = await startServer({
      limits: { connectTimeout: '50ms', ping: '60ms', pong: '40ms' },
    });
    const silent = await server.socket();
    expect(await silent.closed()).toMatchObject({ code: 3502 });
    const deaf = await server.socket();
    deaf.send(await connect());
    expect(await deaf.closed()).toMatchObject({ code: 3012 });
  });

  it('may not subscribe to more channels than its limit, nor pile up commands', async () => {
    await using server = await startServer({
      limits: { channels: 2, commands: 4 },
      channels: { namespaces: { open: { clientSubscribe: true } } },
    });
    const socket = await server.socket();
    socket.send(await connect());
    await socket.read();
    socket.send([1, 2, 3].map((n) => `{"id":${n + 1},"subscribe":{"channel":"open:${n}"}}`).join('\n'));
    const replies = await socket.replies(3);
    expect(replies.find(({ id }) => id === 4)).toMatchObject({ error: { code: 106 } });
    socket.send(
      Array.from({ length: 9 }, (_, n) => `{"id":${n + 9},"history":{"channel":"open:1"}}`).join('\n'),
    );
    expect(await socket.closed()).toMatchObject({ code: 3013 });
  });

  it('is closed when it does not read, and nobody else waits', async () => {
    await using server = await startServer({ limits: { queue: '64KB' } });
    const slow = await server.socket();
    slow.send(
      JSON.stringify({ id: 1, connect: { token: await connectionToken('7', { channels: ['user:7'] }) } }),
    );
    await slow.read();
    slow.socket.pause();
    const quick = server.client({ token: await connectionToken('7', { channels: ['user:7'] }) });
    let heard = 0;
    quick.on('publication', () => {
      heard += 1;
    });
    quick.connect();
    await quick.ready();

    const data = 'x'.repeat(60_000);
    let published = 0;
    for (; (await users(server)) === 2; published += 1) {
      await server.call('publish', { channel: 'user:7', data });
    }
    slow.socket.resume();

    expect(await slow.closed()).toMatchObject({ code: 3008 });
    while (heard < published) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(quick.state).toBe('connected');
  });
});

async function users(server: Awaited<ReturnType<typeof startServer>>): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as {
    nodes: readonly { num_clients: number }[];
  };
  return nodes[0]?.num_clients ?? 0;
}

function fragments(socket: RawSocket, count: number): void {
  socket.send('"', { fin: false });
  for (let n = 0; n < count; n += 1) {
    socket.send('x', { opcode: 0x0, fin: false });
  }
}

async function isAlive(
  server: Awaited<ReturnType<typeof startServer>>,
  witness: ReturnType<typeof server.client>,
): Promise<void> {
  const heard = next<{ data: unknown }>(witness, 'publication');
  await server.call('publish', { channel: 'user:8', data: 'still here' });
  expect((await heard).data).toBe('still here');
}
