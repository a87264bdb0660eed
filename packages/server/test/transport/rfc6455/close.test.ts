import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionToken, type RunningServer, startServer } from '../../running-server.ts';
import { closing, echo, FrameSocket, frame, handshake, opcode, say } from './frame-socket.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({}, { plugins: [echo] });
});
afterAll(() => server.stop());

const close = (payload: Buffer): Buffer => frame(payload, { opcode: opcode.close, mask: [5, 6, 7, 8] });

async function clients(): Promise<number> {
  const { nodes } = (await server.call('info', {})).body.result as { nodes: { num_clients: number }[] };
  return nodes[0]?.num_clients ?? -1;
}

describe('the closing handshake (RFC 6455 §7)', () => {
  it.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])(
    'with code %i is answered with the same code, and the server ends the socket',
    async (code) => {
      await using socket = await FrameSocket.connected(server);
      socket.write(close(closing(code, 'see you')));
      expect(await socket.closed()).toBe(code);
      expect(await socket.ended()).toHaveLength(0);
    },
  );

  it('without a code is answered too', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(close(Buffer.alloc(0)));
    expect(await socket.closed()).toBe(1000);
  });

  it('may give a reason of 123 bytes, in any script', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(close(closing(1000, '€'.repeat(41))));
    expect(await socket.closed()).toBe(1000);
  });

  it.each([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    'with code %i, which nobody may send, is an error',
    async (code) => {
      await using socket = await FrameSocket.connected(server);
      socket.write(close(closing(code)));
      expect(await socket.closed()).toBe(1002);
    },
  );

  it.each([
    ['half a code', Buffer.from([0x03])],
    ['a reason of 124 bytes', closing(1000, 'x'.repeat(124))],
  ])('with %s is an error', async (_what, payload) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(close(payload));
    expect(await socket.closed()).toBe(1002);
  });

  it('is the end: what comes behind it is not heard, and it is answered once', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(
      Buffer.concat([
        close(closing(1000)),
        frame(say('too late')),
        frame('x', { opcode: opcode.ping }),
        close(closing(1001)),
      ]),
    );
    expect(await socket.closed()).toBe(1000);
    expect(await socket.ended()).toHaveLength(0);
  });

  it('comes behind everything that the server had to say', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame('x', { opcode: opcode.ping }));
    socket.write(close(closing(1000)));
    expect(await socket.frame()).toMatchObject({ opcode: opcode.pong });
    expect(await socket.closed()).toBe(1000);
  });

  it('before any command is answered as well', async () => {
    await using socket = new FrameSocket(server);
    socket.write(handshake(new URL(server.url)));
    await socket.head();
    socket.write(close(closing(1001)));
    expect(await socket.closed()).toBe(1001);
  });

  it('begun by the server has its code and reason, and needs no answer', async () => {
    await using socket = new FrameSocket(server);
    socket.write(handshake(new URL(server.url)));
    await socket.head();
    socket.write(frame(JSON.stringify({ id: 1, connect: { token: await connectionToken('closing') } })));
    await socket.frame();
    await server.call('disconnect', { user: 'closing', code: 4500, reason: '€'.repeat(100) });

    const { payload, ...head } = await socket.frame();

    expect(head).toEqual({ fin: true, reserved: 0, opcode: opcode.close, isMasked: false });
    expect([payload.readUInt16BE(0), payload.subarray(2).toString()]).toEqual([4500, '€'.repeat(41)]);
    expect(await socket.ended()).toHaveLength(0);
  });

  it.each([
    ['a close frame', (socket: FrameSocket) => socket.write(close(closing(1000)))],
    ['the end of the socket without a word', (socket: FrameSocket) => socket.end()],
    [
      'the end of the socket in the middle of a frame',
      (socket: FrameSocket) => {
        socket.write(frame(say('x', 100)).subarray(0, 50));
        socket.end();
      },
    ],
  ])('by %s leaves no connection behind', async (_what, leave) => {
    while ((await clients()) > 0) {
      // Those of the tests before are on their way out.
    }
    await using socket = await FrameSocket.connected(server);
    expect(await clients()).toBe(1);
    leave(socket);
    await socket.ended().catch(() => undefined);
    while ((await clients()) > 0) {
      // The server hears of it when its end of the socket is closed.
    }
  });
});
