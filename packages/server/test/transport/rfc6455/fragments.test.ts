import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../running-server.ts';
import { echo, FrameSocket, frame, opcode, say } from './frame-socket.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ limits: { frame: '64KB' } }, { plugins: [echo] });
});
afterAll(() => server.stop());

/** Cuts a message into this many frames of about the same length. */
function fragments(text: string, count: number): Buffer[] {
  const bytes = Buffer.from(text);
  const cut = (n: number): number => Math.floor((bytes.length * n) / count);
  return Array.from({ length: count }, (_, n) =>
    frame(bytes.subarray(cut(n), cut(n + 1)), {
      opcode: n === 0 ? opcode.text : opcode.continuation,
      fin: n === count - 1,
      mask: [n, 1, 2, 3],
    }),
  );
}

describe('a message in fragments (RFC 6455 §5.4)', () => {
  it.each([2, 3, 10, 64])('of %i frames arrives as one', async (count) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(Buffer.concat(fragments(say('in pieces', 200), count)));
    expect(await socket.said()).toBe('in pieces');
  });

  it('may have empty ones among them', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(
      Buffer.concat([
        frame('', { fin: false }),
        frame(say('whole'), { opcode: opcode.continuation, fin: false }),
        frame('', { opcode: opcode.continuation }),
      ]),
    );
    expect(await socket.said()).toBe('whole');
  });

  it('lets control frames through between them, and answers those at once', async () => {
    await using socket = await FrameSocket.connected(server);
    const [first = '', second = '', third = ''] = fragments(say('later'), 3);
    socket.write(first);
    socket.write(frame('now', { opcode: opcode.ping }));
    expect(await socket.frame()).toMatchObject({ opcode: opcode.pong, payload: Buffer.from('now') });
    socket.write(second);
    socket.write(frame('unasked', { opcode: opcode.pong }));
    socket.write(third);
    expect(await socket.said()).toBe('later');
  });

  it('may be given up for good by a close frame', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame('half', { fin: false }));
    socket.write(frame(Buffer.from([0x03, 0xe8]), { opcode: opcode.close }));
    expect(await socket.closed()).toBe(1000);
  });

  it.each([
    ['a continuation of nothing', [frame('x', { opcode: opcode.continuation })], 1002],
    [
      'an unfinished continuation of nothing',
      [frame('x', { opcode: opcode.continuation, fin: false })],
      1002,
    ],
    ['a second beginning before the end', [frame('"', { fin: false }), frame('x')], 1002],
    [
      'binary in the middle of text',
      [frame('"', { fin: false }), frame('x', { opcode: opcode.binary })],
      1002,
    ],
    [
      'a continuation after the end',
      [...fragments(say(1), 2), frame('x', { opcode: opcode.continuation })],
      1002,
    ],
    ['a ping in fragments', [frame('x', { opcode: opcode.ping, fin: false })], 1002],
    ['a close in fragments', [frame('', { opcode: opcode.close, fin: false })], 1002],
    ['more fragments than 64', fragments(say('x', 200), 66), 1008],
    ['together more than a frame may be long', fragments('x'.repeat(65_537), 8), 1009],
  ])('%s ends the connection', async (_what, frames, code) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(Buffer.concat(frames));
    expect(await socket.closed()).toBe(code);
  });
});

describe('a ping (RFC 6455 §5.5)', () => {
  it.each([0, 1, 124, 125])('of %i bytes is answered with the same', async (length) => {
    await using socket = await FrameSocket.connected(server);
    const payload = Buffer.alloc(length, 0xfe);
    socket.write(frame(payload, { opcode: opcode.ping, mask: [1, 2, 3, 4] }));
    expect(await socket.frame()).toEqual({
      fin: true,
      reserved: 0,
      opcode: opcode.pong,
      isMasked: false,
      payload,
    });
  });

  it('is answered each for itself, in order', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(Buffer.concat(['a', 'b', 'c'].map((text) => frame(text, { opcode: opcode.ping }))));
    const payloads = [await socket.frame(), await socket.frame(), await socket.frame()].map(({ payload }) =>
      payload.toString(),
    );
    expect(payloads).toEqual(['a', 'b', 'c']);
  });

  it.each(['ping', 'pong', 'close'] as const)(
    'or other control frame longer than 125 bytes ends the connection: %s',
    async (kind) => {
      await using socket = await FrameSocket.connected(server);
      socket.write(frame(Buffer.alloc(126), { opcode: opcode[kind] }));
      expect(await socket.closed()).toBe(1002);
    },
  );

  it('is not asked back: a pong that nobody asked for says nothing', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(Buffer.concat([frame('unasked', { opcode: opcode.pong }), frame(say(1))]));
    expect(await socket.said()).toBe(1);
  });
});
