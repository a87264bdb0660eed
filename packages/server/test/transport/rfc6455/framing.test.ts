import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../running-server.ts';
import { echo, type FrameParts, FrameSocket, frame, opcode, say } from './frame-socket.ts';

const limit = 65_536;
let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ limits: { frame: '64KB' } }, { plugins: [echo] });
});
afterAll(() => server.stop());

describe('a frame (RFC 6455 §5.2)', () => {
  it.each([125, 126, 127, 128, 65_535, limit])('of %i bytes arrives whole', async (length) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame(say(length, length)));
    expect(await socket.said()).toBe(length);
  });

  it.each([100, 125, 126, 127, 65_535, 65_536, 300_000])(
    'that the server writes is whole, unmasked and one, also with %i bytes of data',
    async (length) => {
      await using server = await startServer({ limits: { frame: '1MB' } }, { plugins: [echo] });
      await using socket = await FrameSocket.connected(server);
      socket.write(frame(say('x'.repeat(length))));
      const { payload, ...head } = await socket.frame();
      expect(head).toEqual({ fin: true, reserved: 0, opcode: opcode.text, isMasked: false });
      expect(JSON.parse(payload.toString()).rpc.data).toHaveLength(length);
    },
  );

  it.each([[[1, 2, 3, 4]], [[0xff, 0xff, 0xff, 0xff]], [[0x7b, 0x22, 0x00, 0x80]]])(
    'is read under the mask %j',
    async (mask) => {
      await using socket = await FrameSocket.connected(server);
      socket.write(frame(say('unmasked ✓'), { mask }));
      expect(await socket.said()).toBe('unmasked ✓');
    },
  );

  it('is read byte by byte as well as with others in one packet', async () => {
    await using socket = await FrameSocket.connected(server);
    await socket.trickle(frame(say('slow', 130), { mask: [9, 8, 7, 6] }));
    expect(await socket.said()).toBe('slow');
    socket.write(Buffer.concat([1, 2, 3].map((n) => frame(say(n)))));
    const said = [await socket.said(), await socket.said(), await socket.said()];
    expect(said).toEqual([1, 2, 3]);
  });

  it.each<[string, FrameParts, number]>([
    ['without a mask', { mask: null }, 1002],
    ['with the first reserved bit, as if compressed', { reserved: 4 }, 1002],
    ['with the second reserved bit', { reserved: 2 }, 1002],
    ['with the third reserved bit', { reserved: 1 }, 1002],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((kind): [string, FrameParts, number] => [
      `of the reserved kind ${kind}`,
      { opcode: kind },
      1002,
    ]),
    ['with binary data', { opcode: opcode.binary }, 3501],
  ])('%s ends the connection', async (_what, parts, code) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame(say(1), parts));
    expect(await socket.closed()).toBe(code);
  });

  it.each([
    ['one byte too long', BigInt(limit + 1)],
    ['of 4 GB', 2n ** 32n],
    ['longer than a number can count', 2n ** 53n],
    ['with the highest bit of its length set', 2n ** 63n],
  ])('%s ends the connection before any of it came', async (_what, length) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame('', { length }));
    expect(await socket.closed()).toBe(1009);
  });

  it('may be empty: then it is no command', async () => {
    await using socket = await FrameSocket.connected(server);
    socket.write(Buffer.concat([frame(''), frame(say('still there'))]));
    expect(await socket.said()).toBe('still there');
  });
});
