import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../running-server.ts';
import { echo, FrameSocket, frame, opcode, say } from './frame-socket.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({}, { plugins: [echo] });
});
afterAll(() => server.stop());

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** Bytes as the text of a command, cut in two behind the nth of them. */
function inTwo(text: Buffer, at: number): Buffer {
  return Buffer.concat([
    frame(text.subarray(0, at), { fin: false }),
    frame(text.subarray(at), { opcode: opcode.continuation }),
  ]);
}

describe('text (RFC 6455 §8.1)', () => {
  it.each([
    ['one byte', '\u007f'],
    ['two bytes', '\u0080\u07ff'],
    ['three bytes', '\u0800\ud7ff\ue000\uffff'],
    ['four bytes', '\u{10000}\u{10ffff}'],
    ['what is no character', '\ufdd0\ufffe\u{1ffff}'],
    ['a byte order mark inside', 'a\ufeffb'],
    ['all together', 'κόσμε Ελλάδα 日本 𝄞 ✓ 👩‍👩‍👧'],
  ])('of %s arrives as it was sent', async (_what, text) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame(say(text)));
    expect(await socket.said()).toBe(text);
  });

  it('may be cut between any two bytes', async () => {
    await using socket = await FrameSocket.connected(server);
    const text = 'é€𝄞';
    const command = Buffer.from(say(text));
    for (let at = 0; at <= command.length; at += 1) {
      socket.write(inTwo(command, at));
      expect(await socket.said()).toBe(text);
    }
  });

  const wrong: readonly (readonly [what: string, hex: string])[] = [
    ['a lone continuation byte', '80'],
    ['two of them', 'bf bf'],
    ['a beginning without its rest', 'c3'],
    ['half a character of three bytes', 'e2 82'],
    ['half a character of four bytes', 'f0 9d 84'],
    ['a beginning before a letter', 'c3 41'],
    ['a slash in two bytes', 'c0 af'],
    ['a slash in three bytes', 'e0 80 af'],
    ['a slash in four bytes', 'f0 80 80 af'],
    ['a NUL in two bytes', 'c0 80'],
    ['the last of too long two bytes', 'c1 bf'],
    ['the last of too long three bytes', 'e0 9f bf'],
    ['the last of too long four bytes', 'f0 8f bf bf'],
    ['the first surrogate', 'ed a0 80'],
    ['the last surrogate', 'ed bf bf'],
    ['a pair of surrogates', 'ed a0 b4 ed b4 9e'],
    ['the first beyond Unicode', 'f4 90 80 80'],
    ['five bytes', 'f8 88 80 80 80'],
    ['six bytes', 'fc 84 80 80 80 80'],
    ['a byte that never occurs', 'fe'],
    ['the other one', 'ff'],
  ];

  it.each(wrong)('with %s ends the connection', async (_what, hex) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame(Buffer.concat([Buffer.from('"a'), bytes(hex), Buffer.from('b"')])));
    expect(await socket.closed()).toBe(1007);
  });

  it.each(wrong)('with %s in fragments ends the connection', async (_what, hex) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(inTwo(Buffer.concat([Buffer.from('"a'), bytes(hex), Buffer.from('b"')]), 3));
    expect(await socket.closed()).toBe(1007);
  });

  it.each(wrong)('with %s as the reason of a close ends the connection', async (_what, hex) => {
    await using socket = await FrameSocket.connected(server);
    socket.write(frame(Buffer.concat([Buffer.from([0x03, 0xe8]), bytes(hex)]), { opcode: opcode.close }));
    expect(await socket.closed()).toBe(1007);
  });
});
