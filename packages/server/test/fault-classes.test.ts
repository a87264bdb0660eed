import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
  apiKey,
  connectedSocket,
  next,
  origin,
  type RunningServer,
  sign,
  startServer,
  temporaryFolder,
} from './running-server.ts';
import { echo, FrameSocket, frame, handshake, opcode, say } from './transport/rfc6455/frame-socket.ts';

/** Names that every object has a member of. */
const inherited = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

/** Each class of faults that servers of this kind have had, by what went wrong there; other tests hold more of each. */
describe('no fault of the class', () => {
  it('1, claims believed before the signature: a token’s addresses and keys are never followed', async () => {
    await using server = await startServer();
    let visits = 0;
    const trap = createServer((_request, response) => {
      visits += 1;
      response.end('{"keys":[]}');
    }).listen(0, '127.0.0.1');
    await once(trap, 'listening');
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/jwks.json`;
    const secret = new TextEncoder().encode('a key of the attacker, 0123456789ab');
    const forged = await new SignJWT({ sub: '1', iss: url, aud: url })
      .setProtectedHeader({
        alg: 'HS256',
        kid: url,
        jku: url,
        x5u: url,
        jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
      })
      .sign(secret);

    const client = server.client({ token: forged });
    const end = next<{ code: number }>(client, 'disconnected');
    client.connect();

    expect((await end).code).toBe(3500);
    expect(visits).toBe(0);
    trap.close();
  });

  it('2, a key taken for another’s: a token counts only under the key that it names', async () => {
    const keys = ['first', 'second'].map((id) => ({
      id,
      algorithm: 'HS256',
      secret: `the secret of the ${id} key 0123456789`,
    }));
    await using server = await startServer({ auth: { token: { keys } } });
    const outcome = async (secret: string | undefined, kid: string): Promise<string> => {
      const client = server.client({ token: await sign({ sub: '7', exp: 9_999_999_999 }, secret, kid) });
      const settled = Promise.race(['connected', 'disconnected'].map((name) => next(client, name)));
      client.connect();
      await settled;
      return client.state;
    };
    // Before and after each key was used rightly.
    for (const _round of [1, 2]) {
      expect(await outcome(keys[0]?.secret, 'second')).toBe('disconnected');
      expect(await outcome(keys[1]?.secret, 'first')).toBe('disconnected');
      expect(await outcome(keys[0]?.secret, 'first')).toBe('connected');
      expect(await outcome(keys[1]?.secret, 'second')).toBe('connected');
    }
  });

  it('3, names joined into one key: no two pairs of names meet', async () => {
    await using server = await startServer();
    const pairs = [':', '_', '|', '/', '.', '-'].flatMap((mark) => [
      { channel: `user:a${mark}b`, idempotency_key: 'c' },
      { channel: 'user:a', idempotency_key: `b${mark}c` },
    ]);
    for (const pair of pairs) {
      await server.call('publish', { ...pair, data: pair });
    }
    const { body } = await server.call('history', { channel: 'user:a', limit: 99 });
    expect(body.result.publications).toHaveLength(6);
    for (const { channel } of pairs.filter(({ idempotency_key: key }) => key === 'c')) {
      const { result } = (await server.call('history', { channel, limit: 99 })).body;
      expect(result.publications).toHaveLength(1);
    }

    // The same of a user and a session: whoever has part of another's name keeps the connection.
    await using socket = await connectedSocket(server, '1', { sid: '2:3' });
    const { result } = (
      await server.call('revoke', { user: '1:2', sid: '3', mode: 'end', at: Date.now() / 1000 + 1 })
    ).body;
    expect(result.connections).toBe(0);
    socket.send('{"id":2,"ping":{}}');
    expect(await socket.replies(1)).toMatchObject([{ id: 2, ping: {} }]);
  });

  it('4, a bomb of compressed data: nothing that is compressed is ever blown up', async () => {
    await using server = await startServer({}, { plugins: [echo] });
    await using socket = await FrameSocket.connected(server);
    const bomb = deflateRawSync(say('0'.repeat(20_000_000)));
    socket.write(frame(bomb, { reserved: 4 }));
    expect(await socket.closed()).toBe(1002);

    const body = gzipSync(JSON.stringify({ channel: 'user:7', data: '0'.repeat(20_000_000) }));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'x-api-key': apiKey };
    const response = await fetch(`${server.api}/api/publish`, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect((await server.call('history', { channel: 'user:7', limit: 1 })).body.result.offset).toBe(0);
  });

  it('5, headers, frames and fragments without end: each is bounded', async () => {
    await using server = await startServer({ limits: { frame: '64KB' } }, { plugins: [echo] });
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`X-${n}`, 'x'.repeat(9)]));
    await using wordy = new FrameSocket(server);
    wordy.write(handshake(new URL(server.url), many));
    expect(await wordy.head()).toMatch(/^HTTP\/1\.1 431 /);

    await using patient = await FrameSocket.connected(server);
    patient.write(frame('"', { fin: false }));
    const empty = frame('', { opcode: opcode.continuation, fin: false });
    patient.write(Buffer.concat(Array(10_000).fill(empty)));
    expect(await patient.closed()).toBe(1008);

    await using large = await FrameSocket.connected(server);
    large.write(frame('', { length: 2n ** 40n }));
    expect(await large.closed()).toBe(1009);
  });

  it('6, names that every object has: they are names like others', async () => {
    await using server = await startServer();
    for (const name of inherited) {
      const channel = `presence:${name}`;
      await using socket = await connectedSocket(server, name, { sid: name, channels: [channel] });
      const tags = name === '__proto__' ? {} : { [name]: 'tag' };
      const body = { channel, idempotency_key: name, tags, data: name };
      expect((await server.call('publish', body)).body.result).toMatchObject({ offset: 1 });
      const pushes = (await socket.replies(2)).map(({ push }) => push);
      expect(pushes).toContainEqual({ channel, pub: { offset: 1, tags, data: name } });
      const { presence } = (await server.call('presence', { channel })).body.result;
      expect(Object.values(presence as object)).toMatchObject([{ user: name }]);
      expect((await server.call('publish', { channel: `${name}:1`, data: 1 })).body.error.code).toBe(102);
      // The official SDK would break on a push for a channel of such a name, so there is none.
      const published = (await server.call('publish', { channel: name, data: 1 })).body;
      expect(published.error?.code).toBe(Object.hasOwn(Object.prototype, name) ? 107 : undefined);
      expect((await server.call(name, {})).status).toBe(404);
      socket.send(JSON.stringify({ id: 2, rpc: { method: `${name}.${name}` } }));
      expect(await socket.replies(1)).toMatchObject([{ id: 2, error: { code: 104 } }]);
      await server.call('revoke', { user: name, sid: name, mode: 'end', at: Date.now() / 1000 + 1 });
      expect((await socket.closed()).code).toBe(3500);
    }
    const data = '{"__proto__":{"isAdmin":true}}';
    await server.call('publish', `{"channel":"user:7","data":${data}}`);
    const { publications } = (await server.call('history', { channel: 'user:7', limit: 1 })).body.result;
    expect(JSON.stringify(publications)).toBe(`[{"offset":1,"data":${data}}]`);
    expect('isAdmin' in {}).toBe(false);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
  });

  it('7, a packet that ends the process: garbage ends one connection at most', async () => {
    await using server = await startServer();
    await using witness = await connectedSocket(server, '8', { channels: ['user:8'] });
    const sick = [
      '',
      ' ',
      '\0',
      '{',
      '{}',
      '[]',
      '[[]]',
      '"',
      '1e999',
      '-0',
      '{"id":1}',
      '{"id":1,"connect":1}',
    ];
    const deep = `{"id":1,"rpc":{"data":${'['.repeat(9_000)}${']'.repeat(9_000)}}}`;
    for (const text of [...sick, deep, '\n\n\n', '{"id":1,"connect":{"subs":{"a":null}}}']) {
      await using socket = await server.socket();
      socket.send(text);
      socket.send('null');
      await socket.closed();
      for (const path of ['connection/http_stream', 'emulation']) {
        const url = server.url.replace('ws:', 'http:').replace('connection/websocket', path);
        const response = await fetch(url, { method: 'POST', body: `${text}\nnull` });
        await response.text();
      }
      for (const call of ['publish', 'broadcast', 'revoke', 'batch', 'history']) {
        expect((await server.call(call, text)).status).toBeGreaterThanOrEqual(400);
      }
    }
    await server.call('publish', { channel: 'user:8', data: 'still here' });
    expect(await witness.replies(1)).toMatchObject([{ push: { pub: { data: 'still here' } } }]);
  });

  it('8, a client that makes the server remember without end: everything it may ask for is counted', async () => {
    await using server = await startServer({
      limits: { channels: 10, commands: 100 },
      channels: { namespaces: { open: { clientSubscribe: true } } },
    });
    await using socket = await connectedSocket(server);
    const subscribe = (n: number): string => `{"id":${n + 2},"subscribe":{"channel":"open:${n}"}}`;
    socket.send(Array.from({ length: 20 }, (_, n) => subscribe(n)).join('\n'));
    const codes = (await socket.replies(20)).map(({ error }) => error?.code);
    expect(codes.filter((code) => code === 106)).toHaveLength(10);
    expect(Object.keys((await server.call('channels', {})).body.result.channels as object)).toHaveLength(10);

    socket.send('{"id":9,"history":{"channel":"open:1"}}\n'.repeat(500));
    expect((await socket.closed()).code).toBe(3013);

    const body = JSON.stringify({ session: 'x', data: 'x'.repeat(1_000_000) });
    const url = server.url.replace('ws:', 'http:').replace('connection/websocket', 'emulation');
    expect((await fetch(url, { method: 'POST', body })).status).toBe(413);
  });

  it('9, a page of elsewhere that connects as its visitor: an origin is listed to the letter', async () => {
    await using server = await startServer({ auth: { anonymous: true } });
    const strangers = [
      'null',
      '',
      `${origin}.evil.example`,
      `https://evil.example/?${origin}`,
      `${origin}:444`,
      `${origin}/`,
      origin.toUpperCase(),
      origin.replace('https', 'http'),
      origin.replace('//', '//www.'),
      origin.replace('//', '//user@'),
      `${origin}, ${origin}`,
    ];
    const http = new URL(server.url.replace('ws:', 'http:'));
    for (const stranger of strangers) {
      await using socket = await server.socket({ Origin: stranger });
      expect([stranger, socket.statusLine]).toEqual([stranger, 'HTTP/1.1 403 Forbidden']);
      for (const [path, method] of [
        ['http_stream', 'POST'],
        ['sse?cf_connect=%7B%7D', 'GET'],
      ] as const) {
        const response = await fetch(new URL(path, http), { method, headers: { Origin: stranger } });
        await response.text();
        expect([stranger, response.status]).toEqual([stranger, 403]);
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
    await using own = await server.socket({ Origin: origin });
    expect(own.statusLine).toBe('HTTP/1.1 101 Switching Protocols');
  });

  it('10, data from a store that becomes code: state is plain data of one shape, or none', async () => {
    await using folder = await temporaryFolder();
    const snapshot = join(folder.path, 'snapshot');
    const wrong = [
      'O:8:"stdClass":0:{}',
      '{"version":1,"sites":{"default":{"broker":{"streams":[["user:7",{"epoch":{},"offset":1}]]}}}}',
      '{"version":1,"sites":{"default":{"broker":{"streams":{},"published":[]},"revocations":[]}}}',
    ];
    for (const text of wrong) {
      await writeFile(snapshot, text);
      await expect(startServer({ engine: { type: 'memory', snapshot } })).rejects.toMatchObject({
        code: 'SNAPSHOT',
      });
    }
    await writeFile(
      snapshot,
      '{"version":1,"sites":{"__proto__":{"broker":{"streams":[],"published":[]},"revocations":[]}}}',
    );
    await using server = await startServer({ engine: { type: 'memory', snapshot } });
    expect(await history(server)).toMatchObject({ offset: 0 });
    expect(Object.keys(Object.prototype)).toEqual([]);
    // What others publish passes as text that nobody reads.
    const data = '{"then":1,"toJSON":"x","$ref":"file:///etc/passwd","!!js/function":"f()"}';
    await using socket = await connectedSocket(server, '7', { channels: ['user:7'] });
    await server.call('publish', `{"channel":"user:7","data":${data}}`);
    expect(await socket.replies(1)).toMatchObject([{ push: { pub: { data: JSON.parse(data) } } }]);
  });
});

async function history(server: RunningServer): Promise<unknown> {
  return (await server.call('history', { channel: 'user:7', limit: 9 })).body.result;
}
