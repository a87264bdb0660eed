import { createServer, type IncomingMessage } from 'node:http';
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlainHandshake } from '../../src/transport/plain-handshake.ts';

const common = [
  'Host: push.example.com:8080',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
];
const clients = {
  Chrome: [
    ...common,
    'Connection: Upgrade',
    'Pragma: no-cache',
    'Cache-Control: no-cache',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Origin: https://www.example.com',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: en-GB,en;q=0.9',
    'Cookie: SSESSabc=%2Cx-1; nodejs=2',
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  ],
  Firefox: [
    ...common,
    'Accept: */*',
    'Connection: keep-alive, Upgrade',
    'Sec-Fetch-Dest: empty',
    'Sec-Fetch-Mode: websocket',
  ],
  ws: [...common, 'Connection: Upgrade'],
};

describe('a plain handshake', () => {
  it.each(Object.entries(clients))('of %s is read at once', (_name, headers) => {
    const bytes = request('GET /connection/websocket?a=%20 HTTP/1.1', headers);
    const read = readPlainHandshake(Buffer.concat([bytes, Buffer.from('more')]));
    expect(read?.request).toMatchObject({
      method: 'GET',
      url: '/connection/websocket?a=%20',
      httpVersion: '1.1',
    });
    expect(Object.keys(read?.request.headers ?? {})).toHaveLength(headers.length);
    expect(read?.head.toString()).toBe('more');
  });

  it.each([
    ['half of one', request('GET / HTTP/1.1', clients.ws).subarray(0, -1)],
    ['none', request('GET / HTTP/1.1', ['Host: a'])],
    ['another method', request('POST / HTTP/1.1', clients.ws)],
    ['HTTP 1.0', request('GET / HTTP/1.0', clients.ws)],
    ['a whole address', request('GET http://a/ HTTP/1.1', clients.ws)],
    ['a header twice', request('GET / HTTP/1.1', [...clients.ws, 'Origin: a', 'origin: b'])],
    ['a body', request('GET / HTTP/1.1', [...clients.ws, 'Content-Length: 4'])],
    ['a body in chunks', request('GET / HTTP/1.1', [...clients.ws, 'Transfer-Encoding: chunked'])],
    ['a question before', request('GET / HTTP/1.1', [...clients.ws, 'Expect: 100-continue'])],
    ['a folded line', request('GET / HTTP/1.1', [...clients.ws, 'A: b', ' c'])],
    ['a space before a colon', request('GET / HTTP/1.1', [...clients.ws, 'A : b'])],
    ['the name of what every object has', request('GET / HTTP/1.1', [...clients.ws, 'constructor: b'])],
    ['too much', request('GET / HTTP/1.1', [...clients.ws, `A: ${'b'.repeat(17_000)}`])],
  ])('is not seen in %s', (_what, bytes) => {
    expect(readPlainHandshake(bytes)).toBeUndefined();
  });

  it('says what node:http reads in it, however it was spoilt', async () => {
    const bytes = fc.constantFrom(...Object.values(clients)).chain((headers) => {
      const whole = request('GET /connection/websocket?x=1 HTTP/1.1', headers).toString('latin1');
      const spot = fc.tuple(
        fc.nat(whole.length),
        fc.nat(3),
        fc.oneof(
          fc.constantFrom(...'\r\n\t :,;\0\x7f\x80\xa0\xff"#\\^|{}_'),
          fc.constantFrom(
            '\r\n',
            '\r\n ',
            '\r\nA: b\r\n',
            'Upgrade',
            'upgrade,',
            'HTTP/1.1',
            'Connection: close\r\n',
          ),
          fc.string({ maxLength: 3 }),
        ),
      );
      return fc.array(spot, { maxLength: 4 }).map((spots) =>
        Buffer.from(
          spots.reduce((text, [at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone), whole),
          'latin1',
        ),
      );
    });
    let read = 0;
    await fc.assert(
      fc.asyncProperty(bytes, async (spoilt) => {
        const ours = readPlainHandshake(spoilt);
        if (ours !== undefined) {
          read += 1;
          const { request, head } = await byNode(spoilt);
          const { method, url, headers, httpVersion } = request;
          expect(ours.request).toEqual({ method, url, headers, httpVersion });
          expect(ours.head).toEqual(head);
        }
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(500);
  });
});

function request(line: string, headers: readonly string[]): Buffer {
  return Buffer.from(`${[line, ...headers].join('\r\n')}\r\n\r\n`, 'latin1');
}

/** What `node:http` takes for a handshake; fails where it takes it for something else. */
async function byNode(bytes: Buffer): Promise<{ readonly request: IncomingMessage; readonly head: Buffer }> {
  const [client, socket] = duplexPair();
  const server = createServer();
  const found = Promise.withResolvers<{ readonly request: IncomingMessage; readonly head: Buffer }>();
  server.on('upgrade', (request, _socket, head) => found.resolve({ request, head }));
  server.on('request', () => found.reject(new Error('node:http takes it for a request')));
  server.on('clientError', (error) => found.reject(error));
  server.emit('connection', socket);
  client.write(bytes);
  try {
    return await found.promise;
  } finally {
    client.destroy();
    socket.destroy();
  }
}
