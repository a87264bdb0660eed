import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionToken, type RunningServer, startServer } from '../../running-server.ts';
import { echo, FrameSocket, frame, handshake } from './frame-socket.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({}, { plugins: [echo] });
});
afterAll(() => server.stop());

async function answer(request: string): Promise<string> {
  await using socket = new FrameSocket(server);
  socket.write(request);
  return await socket.head();
}

describe('the opening handshake (RFC 6455 §4.2)', () => {
  it('is answered with the accept value of the RFC’s own example', async () => {
    const head = await answer(handshake(new URL(server.url)));
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).toMatch(/^Upgrade: websocket\r$/im);
    expect(head).toMatch(/^Connection: Upgrade\r$/im);
    expect(head).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n');
  });

  it.each([
    ['in other letters', { Upgrade: 'WebSocket', Connection: 'uPGRADE' }],
    ['beside another connection option', { Connection: 'keep-alive, Upgrade' }],
    ['from a listed origin', { Origin: 'https://example.com' }],
  ])('is accepted %s', async (_what, headers) => {
    expect(await answer(handshake(new URL(server.url), headers))).toMatch(/^HTTP\/1\.1 101 /);
  });

  it.each([
    ['without a key', { 'Sec-WebSocket-Key': undefined }, 400],
    ['with an empty key', { 'Sec-WebSocket-Key': '' }, 400],
    ['with a key of 15 bytes', { 'Sec-WebSocket-Key': Buffer.alloc(15).toString('base64') }, 400],
    ['with a key of 17 bytes', { 'Sec-WebSocket-Key': Buffer.alloc(17).toString('base64') }, 400],
    ['with a key that is no base64', { 'Sec-WebSocket-Key': '!!!!!!!!!!!!!!!!!!!!!!==' }, 400],
    ['to something else', { Upgrade: 'h2c' }, 400],
    ['without a version', { 'Sec-WebSocket-Version': undefined }, 426],
    ['of version 8', { 'Sec-WebSocket-Version': '8' }, 426],
    ['of version 14', { 'Sec-WebSocket-Version': '14' }, 426],
    ['without a host', { Host: undefined }, 400],
    ['from an origin that is not listed', { Origin: 'https://evil.example' }, 403],
    ['from no origin in particular', { Origin: 'null' }, 403],
  ])('is refused %s', async (_what, headers, status) => {
    const head = await answer(handshake(new URL(server.url), headers));
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head.includes('Sec-WebSocket-Version: 13')).toBe(status === 426);
    expect(head).not.toContain('Sec-WebSocket-Accept');
  });

  it.each([
    ['POST', 'POST /connection/websocket HTTP/1.1', 405],
    ['HTTP 1.0', 'GET /connection/websocket HTTP/1.0', 400],
    ['another path', 'GET /connection/websockets HTTP/1.1', 404],
  ])('is refused by %s', async (_what, line, status) => {
    const head = await answer(handshake(new URL(server.url), {}, line));
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('is no upgrade where the client does not ask for one', async () => {
    const head = await answer(handshake(new URL(server.url), { Connection: 'keep-alive' }));
    expect(head).not.toMatch(/^HTTP\/1\.1 101 /);
  });

  it('agrees to no extension and to no subprotocol that it does not speak', async () => {
    const head = await answer(
      handshake(new URL(server.url), {
        'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits, x; __proto__=1',
        'Sec-WebSocket-Protocol': 'graphql-ws, __proto__',
      }),
    );
    expect(head).toMatch(/^HTTP\/1\.1 101 /);
    expect(head).not.toMatch(/^Sec-WebSocket-(Extensions|Protocol)/im);
  });

  it('may have the first frame right behind it, in the same packet', async () => {
    await using socket = new FrameSocket(server);
    const command = JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } });
    socket.write(Buffer.concat([Buffer.from(handshake(new URL(server.url))), frame(command)]));
    await socket.head();
    expect(JSON.parse((await socket.frame()).payload.toString())).toMatchObject({ id: 1, connect: {} });
  });
});
