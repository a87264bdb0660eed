import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WebSocket as WsClient } from 'ws';
import { chromiumPath, launchBrowser } from '../../../client/test/browser.ts';
import { deflate, inflate } from '../../src/transport/deflate.ts';
import { offersDeflate } from '../../src/transport/extensions.ts';
import { connectionToken, next, type RunningServer, startServer } from '../running-server.ts';
import { subscribe } from '../subscribed.ts';
import { echo, FrameSocket, frame, handshake, opcode } from './rfc6455/frame-socket.ts';

const on = { compression: true };
const offer = { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' };
/** The first reserved bit: the message is compressed. */
const compressed = 4;

describe('a message', () => {
  it('comes out as it went in, however long and whatever it says', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab{}":é€ \n'), minLength: 256, maxLength: 2_000 });
    fc.assert(
      fc.property(text, (said) => {
        const deflated = deflate(Buffer.from(said));
        expect(deflated === undefined ? said : inflate(deflated, 10_000).toString()).toBe(said);
      }),
    );
  });

  it('stays as it is where it is short, or would not become shorter', () => {
    expect(deflate(Buffer.from('a'.repeat(255)))).toBeUndefined();
    expect(deflate(randomBytes(1_000))).toBeUndefined();
    expect(deflate(Buffer.from('a'.repeat(256)))?.length).toBeLessThan(20);
  });
});

describe('an offer of compression', () => {
  it.each([
    ['permessage-deflate', true],
    ['permessage-deflate; client_max_window_bits', true],
    ['permessage-deflate; client_max_window_bits=10; server_no_context_takeover', true],
    ['x, permessage-deflate ; client_no_context_takeover', true],
    ['permessage-deflate; server_max_window_bits=10, permessage-deflate', true],
    ['permessage-deflate; server_max_window_bits="15"', false],
    ['permessage-deflate; server_max_window_bits=10', false],
    ['permessage-deflate; server_max_window_bits', false],
    ['permessage-deflate; client_max_window_bits=7', false],
    ['permessage-deflate; client_max_window_bits=16', false],
    ['permessage-deflate; client_no_context_takeover=1', false],
    ['permessage-deflate; client_max_window_bits; client_max_window_bits', false],
    ['permessage-deflate; __proto__', false],
    ['permessage-deflate; constructor=1', false],
    ['permessage-bzip2', false],
    ['x; permessage-deflate', false],
    ['', false],
  ])('%s is one that can be kept: %s', (header, isKept) => {
    expect(offersDeflate(header)).toBe(isKept);
  });
});

describe('a server that compresses', () => {
  it('agrees with who offers it, and with nobody else; without the option with nobody', async () => {
    const agreed = async (options: object, headers: Record<string, string>): Promise<boolean> => {
      await using server = await startServer(options);
      await using socket = new FrameSocket(server);
      socket.write(handshake(new URL(server.url), headers));
      return /^Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r$/m.test(
        await socket.head(),
      );
    };
    expect(await agreed(on, offer)).toBe(true);
    expect(await agreed(on, {})).toBe(false);
    expect(await agreed({}, offer)).toBe(false);
  });

  it.each(['json', 'protobuf'] as const)(
    'is understood by the official SDK in %s, and understands it',
    async (codec) => {
      await using server = await startServer({ ...on, limits: { frame: '1MB' } }, { plugins: [echo] });
      const sockets: WsClient[] = [];
      const websocket = class extends WsClient {
        constructor(url: string, protocols: string[]) {
          // Browsers compress whatever they say, however short.
          super(url, protocols, { perMessageDeflate: { threshold: 0 } });
          sockets.push(this);
        }
      };
      const client = server.client({ token: await connectionToken('7'), websocket }, 'websocket', codec);
      const subscription = await subscribe(client, '7', 'user:7');
      for (const length of [1, 100, 300, 70_000]) {
        const text = 'é€𝄞 '.repeat(Math.ceil(length / 10)).slice(0, length);
        const said = codec === 'json' ? text : Buffer.from(JSON.stringify(text));
        const answer = (await client.rpc('echo.say', said)).data;
        expect(codec === 'json' ? answer : JSON.parse(Buffer.from(answer).toString())).toBe(text);
        const came = next<{ data: Uint8Array | string }>(subscription, 'publication');
        await server.call('publish', { channel: 'user:7', data: text });
        const { data } = await came;
        expect(typeof data === 'string' ? data : JSON.parse(Buffer.from(data).toString())).toBe(text);
      }
      expect(sockets.map(({ extensions }) => extensions)).toEqual(['permessage-deflate']);
    },
  );

  it('sends who takes it the same compressed bytes, and who does not the plain ones', async () => {
    await using server = await startServer({
      ...on,
      channels: { namespaces: { open: { clientSubscribe: true } } },
    });
    const listening = async (headers: Record<string, string>): Promise<FrameSocket> => {
      const socket = new FrameSocket(server);
      socket.write(handshake(new URL(server.url), headers));
      await socket.head();
      const token = await connectionToken('7');
      socket.write(frame(`{"id":1,"connect":{"token":"${token}"}}`));
      await socket.frame();
      socket.write(frame('{"id":2,"subscribe":{"channel":"open:1"}}'));
      await socket.frame();
      return socket;
    };
    await using one = await listening(offer);
    await using other = await listening(offer);
    await using plain = await listening({});
    const data = 'to be or not to be '.repeat(30);
    await server.call('publish', { channel: 'open:1', data });
    const [first, second, third] = await Promise.all([one.frame(), other.frame(), plain.frame()]);
    expect([first.reserved, second.reserved, third.reserved]).toEqual([compressed, compressed, 0]);
    expect(first.payload).toEqual(second.payload);
    expect(first.payload.length * 3).toBeLessThan(third.payload.length);
    expect(inflate(first.payload, 10_000)).toEqual(third.payload);

    await server.call('publish', { channel: 'open:1', data: 'short' });
    expect((await one.frame()).reserved).toBe(0);
  });

  it.runIf(chromiumPath)('is understood by a real browser, and understands it', async () => {
    await using server = await startServer(
      {
        ...on,
        channels: { namespaces: { open: { clientSubscribe: true } } },
        auth: {
          token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: 's'.repeat(32) }] },
          anonymous: true,
        },
        origins: ['null'],
      },
      { plugins: [echo] },
    );
    const browser = await launchBrowser(chromiumPath ?? '');
    try {
      const page = await browser.newPage();
      // No page of anybody's: the browser says that its origin is `null`.
      await page.setContent('<p>hello');
      const text = 'é€𝄞 '.repeat(3_000);
      const found = page.evaluate(
        ([url, said]) =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(url ?? '');
            const heard: unknown[] = [];
            socket.onopen = () => {
              socket.send('{"id":1,"connect":{}}');
              socket.send('{"id":2,"subscribe":{"channel":"open:1"}}');
              socket.send(JSON.stringify({ id: 3, rpc: { method: 'echo.say', data: said } }));
            };
            socket.onclose = ({ code, reason }) => reject(new Error(`${code} ${reason}`));
            socket.onmessage = ({ data }) => {
              heard.push(
                ...String(data)
                  .split('\n')
                  .map((line) => JSON.parse(line)),
              );
              if (heard.length >= 4) {
                resolve({ extensions: socket.extensions, heard });
              }
            };
          }),
        [server.url, text],
      );
      let isHeard = false;
      while (!isHeard) {
        const { body } = await server.call('channels', {});
        isHeard = Object.hasOwn(body.result.channels as object, 'open:1');
      }
      await server.call('publish', { channel: 'open:1', data: text });
      const { extensions, heard } = (await found) as { extensions: string; heard: object[] };
      expect(extensions).toContain('permessage-deflate');
      expect(heard).toContainEqual({ id: 3, rpc: { data: text } });
      expect(heard).toContainEqual({
        push: { channel: 'open:1', pub: expect.objectContaining({ data: text }) },
      });
    } finally {
      await browser.close();
    }
  });
});

describe('a server that blows messages up', () => {
  const rpc = (data: string): string => JSON.stringify({ id: 2, rpc: { method: 'echo.say', data } });
  const pack = (text: string | Buffer): Buffer => deflateRawSync(text, { finishFlush: 2 }).subarray(0, -4);

  it('takes them whole and in pieces, up to `limits.frame`', async () => {
    await using server = await startServer({ ...on, limits: { frame: '64KB' } }, { plugins: [echo] });
    await using socket = await connected(server);
    socket.write(frame(pack(rpc('x'.repeat(60_000))), { reserved: compressed }));
    expect(inflate((await socket.frame()).payload, 100_000).toString()).toBe(
      JSON.stringify({ id: 2, rpc: { data: 'x'.repeat(60_000) } }),
    );
    const packed = pack(rpc('in pieces'));
    socket.write(frame(packed.subarray(0, 9), { reserved: compressed, fin: false }));
    socket.write(frame('', { opcode: opcode.ping }));
    socket.write(frame(packed.subarray(9), { opcode: opcode.continuation }));
    expect((await socket.frame()).opcode).toBe(opcode.pong);
    expect((await socket.frame()).payload.toString()).toBe('{"id":2,"rpc":{"data":"in pieces"}}');
    // All that follows goes the way of what came in pieces.
    socket.write(frame(pack(rpc('whole')), { reserved: compressed }));
    expect((await socket.frame()).payload.toString()).toBe('{"id":2,"rpc":{"data":"whole"}}');
    socket.write(frame(rpc('plain')));
    expect((await socket.frame()).payload.toString()).toBe('{"id":2,"rpc":{"data":"plain"}}');
  });

  const bomb = pack(rpc('0'.repeat(20_000_000)));
  it.each<[what: string, frames: Buffer, code: number]>([
    ['a bomb', frame(bomb, { reserved: compressed }), 1009],
    [
      'a bomb in pieces',
      Buffer.concat([
        frame(bomb.subarray(0, 99), { reserved: compressed, fin: false }),
        frame(bomb.subarray(99), { opcode: opcode.continuation }),
      ]),
      1009,
    ],
    ['what is not compressed, though it says so', frame('{"id":1}', { reserved: compressed }), 1007],
    [
      'the same in pieces',
      Buffer.concat([
        frame('{"id"', { reserved: compressed, fin: false }),
        frame(':1}', { opcode: opcode.continuation }),
      ]),
      1007,
    ],
    [
      'compressed text that is no UTF-8',
      frame(pack(Buffer.from([0xff, 0xfe])), { reserved: compressed }),
      1007,
    ],
    ['a compressed ping', frame('', { opcode: opcode.ping, reserved: compressed }), 1002],
    ['another reserved bit', frame('{}', { reserved: 2 }), 1002],
    [
      'a continuation that says that it is compressed',
      Buffer.concat([
        frame(bomb.subarray(0, 9), { reserved: compressed, fin: false }),
        frame(bomb.subarray(9, 19), { opcode: opcode.continuation, reserved: compressed }),
      ]),
      1002,
    ],
  ])('ends the connection for %s', async (_what, frames, code) => {
    await using server = await startServer({ ...on, limits: { frame: '64KB' } }, { plugins: [echo] });
    await using socket = await connected(server);
    // Behind it another one, of which nothing may be heard.
    socket.write(Buffer.concat([frames, frame(pack(rpc('heard')), { reserved: compressed })]));
    expect(await socket.closed()).toBe(code);
  });

  it('refuses what is compressed from who did not agree on it', async () => {
    await using server = await startServer({ ...on }, { plugins: [echo] });
    await using socket = await FrameSocket.connected(server);
    socket.write(frame(pack(rpc('heard')), { reserved: compressed }));
    expect(await socket.closed()).toBe(1002);
  });
});

/** A connected WebSocket that has agreed on compression. */
async function connected(server: RunningServer): Promise<FrameSocket> {
  const socket = new FrameSocket(server);
  socket.write(handshake(new URL(server.url), offer));
  await socket.head();
  socket.write(frame(`{"id":1,"connect":{"token":"${await connectionToken('7')}"}}`));
  await socket.frame();
  return socket;
}
