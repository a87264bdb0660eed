import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { constants, deflateRawSync } from 'node:zlib';
import { Centrifuge } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { backendKey, DrupalDouble, type Question } from '../backend/drupal-double.ts';
import { connectionToken, next, RawSocket, subscriptionToken } from '../running-server.ts';
import { ServeProcess } from '../serve-process.ts';
import { EventReader } from '../transport/event-reader.ts';
import { lossless } from './crowd.ts';

// Each test starts several processes: on a busy machine that takes its time.
describe('a connection that went to another process', { timeout: 120_000 }, () => {
  it('goes on in the midst of a message, of a head and of a fragment', async () => {
    await using server = await ServeProcess.start({ channels: lossless });
    const command = (id: number): Buffer =>
      frame(JSON.stringify({ id, rpc: { method: 'no.such', data: {} } }));
    const whole = Buffer.concat([command(2), command(3)]);
    const cuts = [1, 3, 5, 7, 20, command(2).length, command(2).length + 1, command(2).length + 9];
    const sockets = await Promise.all(cuts.map(() => connected(server)));
    for (const [n, { socket }] of sockets.entries()) {
      socket.write(whole.subarray(0, cuts[n]));
    }
    const fragmented = await connected(server);
    fragmented.send('{"id":2,"rpc":{"method":', { fin: false });
    fragmented.send('', { opcode: 0x9 });
    // Answered, so that what was sent before it has arrived.
    expect(await fragmented.read()).toEqual({ text: '' });

    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    for (const [n, { socket }] of sockets.entries()) {
      socket.write(whole.subarray(cuts[n]));
    }
    fragmented.send('"no.such",', { opcode: 0, fin: false });
    fragmented.send('"data":{}}}', { opcode: 0 });
    for (const socket of sockets) {
      expect(await socket.replies(2)).toMatchObject([
        { id: 2, error: { code: 104 } },
        { id: 3, error: { code: 104 } },
      ]);
      socket.socket.destroy();
    }
    expect(await fragmented.replies(1)).toMatchObject([{ id: 2, error: { code: 104 } }]);
    fragmented.socket.destroy();
  });

  it('goes on compressed, in the midst of a message', async () => {
    await using server = await ServeProcess.start({ channels: lossless, compression: true });
    await using socket = await connected(
      server,
      '7',
      {},
      { 'Sec-WebSocket-Extensions': 'permessage-deflate' },
    );
    const said = JSON.stringify({ id: 2, rpc: { method: 'no.such', data: 'x'.repeat(300) } });
    const packed = deflateRawSync(said, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
    const message = frame(packed, 0xc1);
    socket.socket.write(message.subarray(0, 20));
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    socket.socket.write(Buffer.concat([message.subarray(20), message]));
    expect(await socket.replies(2)).toMatchObject([
      { id: 2, error: { code: 104 } },
      { id: 2, error: { code: 104 } },
    ]);
  });

  it('was just being made, and is made by the one that has come', async () => {
    await using server = await ServeProcess.start({ channels: lossless });
    const head = [
      'GET /connection/websocket HTTP/1.1',
      `Host: ${server.clients}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ].join('\r\n');
    const socket = await halfAsked(server, head);
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    const connect1 = frame(JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } }));
    socket.write(Buffer.concat([Buffer.from('\r\n\r\n'), connect1]));
    let answer = '';
    for await (const chunk of socket) {
      answer += chunk;
      if (answer.includes('"client"')) {
        break;
      }
    }
    expect(answer).toContain('101 Switching Protocols');
    const stats = (await (await server.call('info', {})).json()) as { result: { nodes: object[] } };
    expect(stats.result.nodes).toMatchObject([{ num_clients: 0 }]);
  });

  it('was just being asked for by an EventSource, which comes back to the one that has come', async () => {
    await using server = await ServeProcess.start({ channels: lossless });
    const url = `/connection/uni_sse?token=${await connectionToken('7', { channels: ['user:7'] })}`;
    const late = await halfAsked(server, `GET ${url} HTTP/1.1\r\nHost: ${server.clients}\r\n`);
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    late.write('\r\n');
    const answer = await text(late);
    // A browser's EventSource comes back after a 200 that ends, and after no other status.
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\nContent-Type: text\/event-stream\r\n/);
    expect(answer).toMatch(
      /\r\n\r\nretry: \d+\n\nevent: disconnect\ndata: .*"code":3001.*"reconnect":true}\n\n$/,
    );
    await using reader = await EventReader.open(`http://${server.clients}${url}`);
    expect(await reader.take(1)).toMatchObject([{ name: 'connect' }]);
  });

  it('keeps what it may: its expiry, its session, its marks, and the keys of what was published', async () => {
    await using server = await ServeProcess.start({
      channels: lossless,
      limits: { expiryGrace: '0s' },
    });
    const endpoint = `ws://${server.clients}/connection/websocket`;
    const iat = Date.now() / 1000 - 10;
    const token = await connectionToken('7', { sid: 's1', iat });
    const client = new Centrifuge(endpoint, { token });
    const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    const revoked = await connectionToken('8', { iat });
    await server.call('revoke', { user: '8', mode: 'end', at: Date.now() / 1000 });
    const message = { channel: 'user:7', data: 1, idempotency_key: 'once' };
    const first = await (await server.call('publish', message)).json();
    const soon = await connected(server, '9', { exp: Math.ceil(Date.now() / 1000) + 4 });

    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    expect(await (await server.call('publish', message)).json()).toEqual(first);
    expect(await soon.closed()).toMatchObject({ code: 3005 });
    const late = new Centrifuge(endpoint, { token: revoked });
    const refused = next<{ code: number }>(late, 'disconnected');
    late.connect();
    expect((await refused).code).toBe(3500);
    const gone = next<{ code: number }>(client, 'disconnected');
    await server.call('revoke', { user: '7', sid: 's1', mode: 'end', at: Date.now() / 1000 });
    expect((await gone).code).toBe(3500);
  });

  it('is no news to Drupal, which is told of its end by the one that it came to', async () => {
    await using drupal = await DrupalDouble.start();
    const events = ['connect', 'disconnect', 'subscribe', 'occupied', 'vacated', 'online', 'offline'];
    await using server = await ServeProcess.start({
      channels: lossless,
      backend: { url: drupal.url, keys: [backendKey], events },
      limits: { eventDelay: '10ms', leaveGrace: '50ms' },
    });
    await drupal.until('/nodejs/flush', 1);
    const client = new Centrifuge(`ws://${server.clients}/connection/websocket`, {
      token: await connectionToken('7'),
    });
    const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    const types = (questions: readonly Question[]): unknown[] =>
      questions.flatMap(({ body }) => (body.events as { type: string }[]).map(({ type }) => type));
    await drupal.until('/nodejs/events', (asked) => types(asked).includes('subscribe'));

    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    await server.exited;
    client.disconnect();
    const told = await drupal.until('/nodejs/events', (asked) =>
      events.every((event) => types(asked).includes(event)),
    );
    expect(types(told).toSorted()).toEqual(events.toSorted());
    // To Drupal it is one server: with another one its connections would be over.
    expect(new Set(told.map(({ body }) => body.server)).size).toBe(1);
  });

  it('is sent back where the new configuration no longer has its channel', async () => {
    await using server = await ServeProcess.start({
      channels: { namespaces: { ...lossless.namespaces, gone: { clientSubscribe: true } } },
    });
    const client = new Centrifuge(`ws://${server.clients}/connection/websocket`, {
      token: await connectionToken('7'),
    });
    const subscription = client.newSubscription('gone:1');
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    const back = next<{ code: number }>(client, 'connecting');
    const refused = next<{ code: number }>(subscription, 'unsubscribed');
    await server.configure({ channels: lossless });
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    expect((await back).code).toBe(3001);
    expect((await refused).code).toBe(102);
    client.disconnect();
  });
});

/** A socket with the beginning of a request, which keeps it at the process that it came to. */
async function halfAsked(server: ServeProcess, beginning: string): Promise<Socket> {
  const [host = '', port = ''] = server.clients.split(':');
  const socket = connect(Number(port), host);
  await once(socket, 'connect');
  socket.write(beginning);
  return socket;
}

async function connected(
  server: ServeProcess,
  user = '7',
  claims: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<RawSocket> {
  const socket = await RawSocket.open(new URL(`ws://${server.clients}/connection/websocket`), headers);
  socket.send(JSON.stringify({ id: 1, connect: { token: await connectionToken(user, claims) } }));
  await socket.replies(1);
  return socket;
}

/** A masked text frame; `first` is its first byte. */
function frame(said: string | Buffer, first = 0x81): Buffer {
  const payload = Buffer.from(said);
  const mask = [3, 5, 7, 11];
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 255];
  const masked = payload.map((byte, n) => byte ^ (mask[n % 4] ?? 0));
  return Buffer.from([first, ...length, ...mask, ...masked]);
}
