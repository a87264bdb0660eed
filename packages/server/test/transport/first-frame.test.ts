import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handshakes } from '../../../protocol/test/handshakes.ts';
import { connectionToken, type RunningServer, startServer } from '../running-server.ts';
import { echo, FrameSocket, frame, handshake, opcode, say } from './rfc6455/frame-socket.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer(
    { channels: { namespaces: { open: { clientSubscribe: true } } }, limits: { frame: '4KB' } },
    { plugins: [echo] },
  );
});
afterAll(() => server.stop());

const name = 'drupal-nodejs.first-frame';

function subprotocols(first: string | Buffer): string {
  return `${name}, frame.${Buffer.from(first).toString('base64url')}`;
}

function request(value: string): string {
  return handshake(new URL(server.url), { 'Sec-WebSocket-Protocol': value });
}

async function connectCommand(): Promise<string> {
  return JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } });
}

interface Reply {
  readonly id: number;
}

async function replies(socket: FrameSocket): Promise<Reply[]> {
  const { payload } = await socket.frame();
  return payload
    .toString()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a handshake that brings the first frame', () => {
  it.each(handshakes)('is read: $name', async ({ frame: text, subprotocols: value }) => {
    expect(subprotocols(text)).toBe(value);
    await using early = new FrameSocket(server);
    early.write(request(value));
    expect(await early.head()).toContain(`Sec-WebSocket-Protocol: ${name}\r\n`);
    await using late = new FrameSocket(server);
    late.write(handshake(new URL(server.url)));
    await late.head();
    late.write(frame(text));
    expect(await early.frame()).toEqual(await late.frame());
  });

  it('is what docs/protocol.md shows', async () => {
    const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
    const [, value = ''] = /^Sec-WebSocket-Protocol: (.*)$/m.exec(page) ?? [];
    expect(value).toBe(subprotocols('{"id":1,"connect":{}}'));
    await using socket = new FrameSocket(server);
    socket.write(request(value));
    expect(await socket.head()).toContain(`Sec-WebSocket-Protocol: ${name}\r\n`);
  });

  it('is answered, with all that its frame asks for, at once', async () => {
    await using socket = new FrameSocket(server);
    const commands = `${await connectCommand()}\n{"id":2,"subscribe":{"channel":"open:a"}}`;
    socket.write(request(subprotocols(commands)));
    await socket.head();
    expect(await replies(socket)).toMatchObject([{ id: 1, connect: {} }]);
    expect(await replies(socket)).toMatchObject([{ id: 2, subscribe: {} }]);
    socket.write(frame(say('and on')));
    expect(await socket.said()).toBe('and on');
  });

  it('is answered also where it comes in pieces', async () => {
    await using socket = new FrameSocket(server);
    await socket.trickle(Buffer.from(request(subprotocols(await connectCommand()))));
    await socket.head();
    expect(await replies(socket)).toMatchObject([{ id: 1, connect: {} }]);
  });

  it('is heard before what comes behind it', async () => {
    await using socket = new FrameSocket(server);
    const head = request(subprotocols(await connectCommand()));
    socket.write(Buffer.concat([Buffer.from(head), frame(say('second'))]));
    await socket.head();
    await replies(socket);
    expect(await socket.said()).toBe('second');
  });

  it.each([
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['longer than limits.frame', Buffer.from(say('x', 4097))],
  ])('is refused where its frame is %s', async (_what, first) => {
    await using socket = new FrameSocket(server);
    socket.write(request(subprotocols(first)));
    expect(await socket.head()).toMatch(/^HTTP\/1\.1 400 /);
    expect(await socket.ended()).toHaveLength(0);
  });

  it('is closed where its frame holds no command', async () => {
    await using socket = new FrameSocket(server);
    socket.write(request(subprotocols('hello')));
    expect(await socket.head()).toMatch(/^HTTP\/1\.1 101 /);
    expect(await socket.closed()).toBe(3501);
  });

  it('gets error 101 for what is asked before a connect', async () => {
    await using socket = new FrameSocket(server);
    socket.write(request(subprotocols(say('too early'))));
    await socket.head();
    expect(await replies(socket)).toMatchObject([{ id: 2, error: { code: 101 } }]);
  });

  it.each([
    ['without the frame', name],
    ['with the frame alone', 'frame.e30'],
    ['in another order', `frame.e30, ${name}`],
    ['with an empty frame', `${name}, frame.`],
    ['with what is no base64url', `${name}, frame.e3+/0=`],
    ['with another name behind', `${name}, frame.e30, x`],
  ])('is a handshake like any other %s', async (_what, value) => {
    await using socket = new FrameSocket(server);
    socket.write(request(value));
    expect(await socket.head()).not.toMatch(/^Sec-WebSocket-Protocol/im);
    socket.write(frame(await connectCommand()));
    expect(await replies(socket)).toMatchObject([{ id: 1, connect: {} }]);
  });

  it('is for text: a client of Protobuf is told so by the subprotocol that it gets', async () => {
    await using socket = new FrameSocket(server);
    socket.write(request(`centrifuge-protobuf, ${subprotocols(await connectCommand())}`));
    expect(await socket.head()).toContain('Sec-WebSocket-Protocol: centrifuge-protobuf\r\n');
    socket.write(frame(Buffer.from([0]), { opcode: opcode.text }));
    expect(await socket.closed()).toBe(3501);
  });

  it('does not get past the limit of connections', async () => {
    await using small = await startServer({ limits: { connectionRate: '1/m' } });
    const closed: number[] = [];
    for (let client = 0; client < 2; client++) {
      await using socket = new FrameSocket(small);
      socket.write(
        handshake(new URL(small.url), { 'Sec-WebSocket-Protocol': subprotocols(await connectCommand()) }),
      );
      await socket.head();
      const answer = await socket.frame();
      closed.push(answer.opcode === opcode.close ? answer.payload.readUInt16BE(0) : 0);
    }
    expect(closed).toEqual([0, 3013]);
  });
});
