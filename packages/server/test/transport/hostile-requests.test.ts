import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { canWriteDeepJson, deepJson } from '../deep-json.ts';
import {
  apiKey,
  connectedSocket,
  connectionToken,
  type RunningServer,
  startServer,
} from '../running-server.ts';

describe('a client that misuses HTTP', () => {
  it('is not kept when its handshake is refused', async () => {
    await using server = await startServer();
    await using socket = dial(server.url, `${handshake('/nowhere')}\r\n`, { allowHalfOpen: true });
    expect(await socket.heard('\r\n\r\n')).toContain('404 Not Found');
    // Only a socket that the server has let go of altogether refuses what is written to it.
    while (!socket.socket.destroyed) {
      await new Promise((resolve) => socket.socket.write(' ', resolve));
    }
  });

  it('has only so long to make its request; an answer without end has for ever', async () => {
    await using server = await startServer({ limits: { connectTimeout: '1s' } });
    const body = JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } });
    await using stream = dial(server.url, request('POST /connection/http_stream', body));
    expect(await stream.heard('"connect"')).toContain('200 OK');
    await using slow = dial(server.url, handshake('/connection/websocket'));
    await using slower = dial(server.url, request('POST /connection/http_stream', body).slice(0, -1));

    await using silent = dial(server.url, '');

    await Promise.all([slow.gone(), slower.gone(), silent.gone()]);

    expect(await clients(server)).toBe(1);
  });

  it('may say nothing for a while where it has longer than a timer of the platform holds', async () => {
    await using server = await startServer({ limits: { connectTimeout: '30d' } });
    await using silent = dial(server.url, '');
    const isCutOff = once(silent.socket, 'close').then(() => true);
    const others = (async () => {
      for (let other = 0; other < 5; other += 1) {
        await using _ = await connectedSocket(server);
      }
      return false;
    })();
    expect(await Promise.race([isCutOff, others])).toBe(false);
    silent.socket.write(`${handshake('/connection/websocket')}\r\n`);
    expect(await silent.heard('\r\n\r\n')).toContain('101 Switching Protocols');
  });

  it('may send its request byte by byte, and go without a word', async () => {
    await using server = await startServer();
    await using gone = dial(server.url, '');
    gone.socket.end();
    await gone.gone();
    await using slow = dial(server.url, '');
    for (const byte of `${handshake('/connection/websocket')}\r\n`) {
      await new Promise((resolve) => slow.socket.write(byte, resolve));
    }
    expect(await slow.heard('\r\n\r\n')).toContain('101 Switching Protocols');
  });

  it('is cut off where it sends requests behind one whose answer has no end, at once or later', async () => {
    await using server = await startServer();
    const token = await connectionToken('7', { channels: ['user:7'] });
    const body = JSON.stringify({ id: 1, connect: { token } });
    const endless = [
      request('POST /connection/http_stream', body),
      request(`GET /connection/sse?cf_connect=${encodeURIComponent(body)}`, ''),
      request(`GET /connection/uni_sse?token=${token}`, ''),
    ];
    for (const [n, first] of endless.entries()) {
      const second = endless[(n + 1) % endless.length] ?? '';
      await using atOnce = dial(server.url, first + second.repeat(20));
      await atOnce.gone();
      await using later = dial(server.url, first);
      await later.heard('user:7');
      later.socket.write(second);
      await later.gone();
    }
    while ((await clients(server)) > 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('leaves no connection behind where it sends a handshake on the socket of an answer without end', async () => {
    await using server = await startServer();
    const token = await connectionToken('7', { channels: ['user:7'] });
    const body = JSON.stringify({ id: 1, connect: { token } });
    for (const first of [
      request('POST /connection/http_stream', body),
      request(`GET /connection/sse?cf_connect=${encodeURIComponent(body)}`, ''),
      request(`GET /connection/uni_sse?token=${token}`, ''),
    ]) {
      await using socket = dial(server.url, first);
      await socket.heard('user:7');
      expect(await clients(server)).toBe(1);
      socket.socket.write(`${handshake('/connection/websocket')}\r\n`);
      await socket.heard('101 Switching Protocols');
      socket.socket.destroy();
      while ((await clients(server)) > 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  });

  it.each([
    ['an absolute address', handshake('http://elsewhere/connection/websocket'), 404],
    ['two slashes', handshake('//connection/websocket'), 404],
    [
      'two origins',
      `${handshake('/connection/websocket')}Origin: https://example.com\r\nOrigin: https://evil.example\r\n`,
      403,
    ],
    ['a header of 20 KB', `${handshake('/connection/websocket')}X: ${'x'.repeat(20_000)}\r\n`, 431],
    ['no HTTP', 'hello\r\n', 400],
  ])('is refused for %s', async (_what, head, status) => {
    await using server = await startServer();
    await using socket = dial(server.url, `${head}\r\n`);
    expect(await socket.heard('\r\n\r\n')).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('a caller that misuses the API', () => {
  it.each([
    ['no request', ''],
    ['half a request', 'POST /api/publish HTTP/1.1\r\n'],
    ['half a body', request('POST /api/publish', '{"channel":').replace('Length: 11', 'Length: 99')],
  ])('does not keep the server from stopping with %s', async (_what, text) => {
    await using server = await startServer();
    await using socket = dial(server.api, text);
    await server.call('info', {});
    await server.stop();
    await socket.gone();
  });

  it('gets errors of one shape, and 400 for data that nobody could read', async () => {
    await using server = await startServer();
    await using socket = dial(server.api, request('GET /api/%zz', ''));
    expect(await socket.heard('}}')).toContain('{"error":{"code":107,');
    expect(await server.call('publish', `{"channel":"user:7","data":${deepJson}}`)).toMatchObject(
      canWriteDeepJson ? { status: 200 } : { status: 400, body: { error: { code: 107 } } },
    );
    expect(await server.call('info', {})).toMatchObject({ status: 200 });
  });
});

function handshake(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`;
}

function request(line: string, body: string): string {
  return `${line} HTTP/1.1\r\nHost: example.com\r\nX-API-Key: ${apiKey}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

interface Dialled extends AsyncDisposable {
  readonly socket: Socket;
  /** Resolves with all that came, once it holds this text. */
  heard(text: string): Promise<string>;
  /** Resolves when the socket is closed. */
  gone(): Promise<void>;
}

function dial(url: string, text: string, options: { readonly allowHalfOpen?: boolean } = {}): Dialled {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', ...options });
  let all = '';
  let changed = Promise.withResolvers<void>();
  const change = (): void => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  socket.on('data', (chunk) => {
    all += chunk.toString('latin1');
    change();
  });
  socket.on('error', change);
  socket.on('close', change);
  socket.write(text);
  return {
    socket,
    async heard(part) {
      while (!all.includes(part)) {
        if (socket.closed) {
          throw new Error(`closed after ${all}`);
        }
        await changed.promise;
      }
      return all;
    },
    async gone() {
      while (!socket.closed) {
        await changed.promise;
      }
    },
    async [Symbol.asyncDispose]() {
      socket.destroy();
    },
  };
}

async function clients(server: RunningServer): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as {
    nodes: readonly { num_clients: number }[];
  };
  return nodes[0]?.num_clients ?? -1;
}
