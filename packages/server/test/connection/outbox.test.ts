import { describe, expect, it } from 'vitest';
import { canWriteDeepJson, deepJson } from '../deep-json.ts';
import { connectedSocket, connectionToken, startServer } from '../running-server.ts';

describe('what a client is told', () => {
  it('does not pile up, however much it asks for in one frame', async () => {
    await using server = await startServer();
    for (let n = 0; n < 100; n += 1) {
      await server.call('publish', { channel: 'user:7', data: 'x'.repeat(30_000) });
    }
    await using socket = await connectedSocket(server, '7', { channels: ['user:7'] });
    socket.socket.pause();
    const before = process.memoryUsage().rss;

    // 250 answers of 3 MB each: one text of all of them would be longer than V8 can hold.
    socket.send(
      Array.from({ length: 250 }, (_, n) => `{"id":${n + 2},"history":{"channel":"user:7","limit":-1}}`).join(
        '\n',
      ),
    );
    while ((await clients(server)) > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('may be longer than the limit, for a client that reads', async () => {
    await using server = await startServer({ limits: { queue: '1KB' } });
    for (let n = 0; n < 100; n += 1) {
      await server.call('publish', { channel: 'user:7', data: 'x'.repeat(60_000) });
    }
    await using socket = await connectedSocket(server, '7', { channels: ['user:7'] });

    socket.send('{"id":2,"history":{"channel":"user:7","limit":-1}}');

    expect(await socket.replies(1)).toMatchObject([{ id: 2, history: { offset: 100 } }]);
  });

  it('does not pile up by pings either', async () => {
    await using server = await startServer({ limits: { queue: '64KB', commandRate: '1000000/s' } });
    await using socket = await connectedSocket(server);
    socket.socket.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125]), Buffer.alloc(4 + 125)]);
    const flood = Buffer.concat(Array.from({ length: 500 }, () => ping));

    while ((await clients(server)) > 0) {
      await new Promise((resolve) => socket.socket.write(flood, resolve));
    }
    socket.socket.resume();

    expect(await socket.closed()).toMatchObject({ code: 3008 });
  });

  it('ends once, for the reason it ends for, also where the last words are too many for its reader', async () => {
    await using server = await startServer({
      metrics: true,
      trustedProxies: ['127.0.0.1'],
      limits: { queue: '64KB', addressConnections: 2 },
    });
    const headers = { 'X-Forwarded-For': '203.0.113.9' };
    for (let n = 0; n < 100; n += 1) {
      await server.call('publish', { channel: 'user:7', data: 'x'.repeat(100_000) });
    }
    await using _stays = await server.socket(headers);
    await using leaves = await server.socket(headers);
    const token = await connectionToken('7', { channels: ['user:7'] });
    leaves.send(JSON.stringify({ id: 1, connect: { token } }));
    await leaves.replies(1);
    leaves.socket.pause();
    leaves.send('{"id":2,"history":{"channel":"user:7","limit":-1}}');
    while ((await waitingBytes(server)) === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    // An answer that waits for the end of the turn, and what ends the connection within it.
    leaves.send('{"id":3,"subscribe":{"channel":"nowhere:1"}}\n{"id":4,"connect":{}}');
    while ((await clients(server)) > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await using _instead = await server.socket(headers);
    await using oneTooMany = await server.socket(headers);
    leaves.socket.resume();

    expect(await oneTooMany.closed()).toMatchObject({ code: 3013 });
    expect(await leaves.closed()).toMatchObject({ code: 3501 });
  });

  it('fails alone when a plugin says what can’t be said', async () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const methods = {
      bigint: async () => 1n,
      circular: async () => circular,
      echo: async (data: unknown) => data,
      nothing: async () => undefined,
      throws: () => {
        throw null;
      },
    };
    await using server = await startServer({}, { plugins: [{ name: 'odd', methods }] });
    await using socket = await connectedSocket(server);
    const rpc = async (method: string, data = 'null') => {
      socket.send(`{"id":2,"rpc":{"method":"odd.${method}","data":${data}}}`);
      const [reply] = await socket.replies(1);
      return reply;
    };

    for (const method of ['bigint', 'circular', 'throws']) {
      expect(await rpc(method)).toMatchObject({ id: 2, error: { code: 100 } });
    }
    const deep = await rpc('echo', deepJson);
    if (canWriteDeepJson) {
      expect(JSON.stringify(deep)).toBe(`{"id":2,"rpc":{"data":${deepJson}}}`);
    } else {
      expect(deep).toMatchObject({ error: { code: 100 } });
    }
    expect(await rpc('nothing')).toEqual({ id: 2, rpc: {} });
  });
});

async function clients(server: Awaited<ReturnType<typeof startServer>>): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as {
    nodes: readonly { num_clients: number }[];
  };
  return nodes[0]?.num_clients ?? 0;
}

async function waitingBytes({ api }: Awaited<ReturnType<typeof startServer>>): Promise<number> {
  const text = await (await fetch(`${api}/metrics`)).text();
  return Number(/^drupal_nodejs_queue_bytes\S* (\d+)/m.exec(text)?.[1]);
}
