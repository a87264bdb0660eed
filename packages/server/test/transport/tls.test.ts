import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { Centrifuge } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { Server } from '../../src/index.ts';
import {
  connectionToken,
  next,
  quiet,
  startServer,
  subscriptionToken,
  temporaryFolder,
  testOptions,
} from '../running-server.ts';
import { ServeProcess } from '../serve-process.ts';

describe('a server with a certificate', { timeout: 60_000 }, () => {
  it('serves the SDK by wss, and nobody who comes without TLS or with an old one', async () => {
    await using folder = await temporaryFolder();
    const first = await certify(folder.path, 'first');
    await using server = await startServer({ tls: first.files });
    const url = server.url.replace('ws:', 'wss:');
    const client = await listen(url, first.ca);
    const heard = new Promise((resolve) =>
      client.subscription.once('publication', ({ data }) => resolve(data)),
    );
    await server.call('publish', { channel: 'user:7', data: 'by TLS' });
    expect(await heard).toBe('by TLS');
    client.close();

    await expect(fetch(server.url.replace('ws:', 'http:'))).rejects.toThrow();
    await expect(handshake(url, first.ca, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
  });

  it('answers by TLS whose first command came with the handshake, or in a request', async () => {
    await using folder = await temporaryFolder();
    const { files, ca } = await certify(folder.path, 'first');
    await using server = await startServer({ tls: files });
    const { hostname, port, pathname } = new URL(server.url);
    const command = JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(command.length);
    const frame = Buffer.concat([Buffer.of(0x81, 0xfe), length, Buffer.alloc(4), Buffer.from(command)]);
    const webSocket = [
      `GET ${pathname} HTTP/1.1`,
      'Host: a',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    ];
    const stream = [
      `POST ${pathname.replace('websocket', 'http_stream')} HTTP/1.1`,
      'Host: a',
      `Content-Length: ${command.length}`,
    ];

    for (const [lines, first] of [
      [webSocket, frame],
      [stream, Buffer.from(command)],
    ] as const) {
      const socket = connect({ host: hostname, port: Number(port), ca: readFileSync(ca) });
      socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), first]));
      let said = '';
      for await (const chunk of socket) {
        said += chunk;
        if (said.includes('}')) {
          break;
        }
      }
      expect(said).toContain('{"id":1,"connect":');
    }
  });

  it('takes a renewed certificate on SIGHUP; who is connected stays, and a broken one changes nothing', async () => {
    await using folder = await temporaryFolder();
    const first = await certify(folder.path, 'first');
    const second = await certify(folder.path, 'second');
    const files = { certificate: join(folder.path, 'live.crt'), key: join(folder.path, 'live.key') };
    const use = async (from: { certificate: string; key: string }): Promise<void> => {
      await copyFile(from.certificate, files.certificate);
      await copyFile(from.key, files.key);
    };
    await use(first.files);
    await using server = await ServeProcess.start({ tls: files });
    const url = `wss://${server.clients}/connection/websocket`;
    const client = await listen(url, first.ca);
    const interruptions: unknown[] = [];
    client.on('connecting', (context) => interruptions.push(context));

    await copyFile(second.files.certificate, files.certificate);
    process.kill(server.pid, 'SIGHUP');
    expect(await server.said('not reloaded')).toMatchObject({ code: 'TLS' });
    expect(await handshake(url, first.ca)).toBe('first');

    await use(second.files);
    const from = server.log.length;
    process.kill(server.pid, 'SIGHUP');
    expect(await server.said('was reloaded', from)).toMatchObject({ needRestart: [] });
    expect(await handshake(url, second.ca)).toBe('second');
    const heard = new Promise((resolve) =>
      client.subscription.once('publication', ({ data }) => resolve(data)),
    );
    await server.call('publish', { channel: 'user:7', data: 'still here' });
    expect(await heard).toBe('still here');
    expect(interruptions).toEqual([]);
    client.close();
  });

  it('says at the start and on SIGHUP that its certificate has ended, and serves who still trusts it', async () => {
    await using folder = await temporaryFolder();
    const { files } = await certify(folder.path, 'old');
    const args = ['x509', '-in', files.certificate, '-signkey', files.key, '-days', '-1'];
    await promisify(execFile)('openssl', [...args, '-out', files.certificate]);
    await using server = await ServeProcess.start({ tls: files });
    const ended = { level: 50, code: 'TLS', msg: expect.stringContaining('found one that ended on') };
    expect(await server.said('tls.certificate')).toMatchObject(ended);
    const url = `wss://${server.clients}/connection/websocket`;
    expect(await handshake(url, files.certificate, { rejectUnauthorized: false })).toBe('old');
    const from = server.log.length;
    process.kill(server.pid, 'SIGHUP');
    await server.said('was reloaded', from);
    expect(await server.said('tls.certificate', from)).toMatchObject(ended);
  });

  it('sends its clients to the next process on an upgrade, where they recover everything', async () => {
    await using folder = await temporaryFolder();
    const { files, ca } = await certify(folder.path, 'first');
    await using server = await ServeProcess.start({ tls: files });
    const client = await listen(`wss://${server.clients}/connection/websocket`, ca);
    const log: unknown[] = [];
    const codes: number[] = [];
    client.on('connecting', ({ code }) => codes.push(code));
    const published: number[] = [];
    const publish = async (): Promise<void> => {
      published.push(published.length);
      expect((await server.call('publish', { channel: 'user:7', data: published.at(-1) })).status).toBe(200);
    };
    client.subscription.on('publication', ({ data }) => log.push(data));
    const back = next(client, 'connecting').then(() => client.ready());
    const upgrade = { isOver: false };
    const upgraded = server.upgrade().finally(() => {
      upgrade.isOver = true;
    });
    while (!upgrade.isOver) {
      await publish();
    }
    expect(await upgraded).toMatchObject({ msg: 'the successor took over' });
    await back;
    await publish();
    while (log.length < published.length) {
      await next(client.subscription, 'publication');
    }
    expect(log).toEqual(published);
    expect(codes).toEqual([3001]);
    client.close();
  });

  it('acknowledges during an upgrade no publication of a client that the next process does not have', async () => {
    await using folder = await temporaryFolder();
    const { files, ca } = await certify(folder.path, 'first');
    await using server = await ServeProcess.start({
      tls: files,
      channels: { namespaces: { user: { historySize: 100_000, clientPublish: true } } },
      limits: { publishRate: '10000/s', commandRate: '10000/s', history: 100_000 },
    });
    const client = await listen(`wss://${server.clients}/connection/websocket`, ca);
    const back = next(client, 'connecting').then(() => client.ready());
    const upgrade = { isOver: false };
    const upgraded = server.upgrade().finally(() => {
      upgrade.isOver = true;
    });
    const acknowledged: number[] = [];
    for (let n = 0; !upgrade.isOver; n += 1) {
      await client.subscription.publish(n).then(
        () => acknowledged.push(n),
        () => client.ready(),
      );
    }
    expect(await upgraded).toMatchObject({ msg: 'the successor took over' });
    await back;
    const answer = await server.call('history', { channel: 'user:7', limit: 100_000 });
    const { publications } = ((await answer.json()) as { result: { publications: { data: number }[] } })
      .result;
    const kept = new Set(publications.map(({ data }) => data));
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
    client.close();
  });

  it('does not start with what is no certificate, or another one’s key', async () => {
    await using folder = await temporaryFolder();
    const first = await certify(folder.path, 'first');
    const second = await certify(folder.path, 'second');
    const start = (tls: object): Promise<unknown> =>
      Server.create(testOptions({ tls: { minVersion: 'TLSv1.2', ...tls } }), {
        log: quiet,
        plugins: new Map(),
      });
    await expect(start({ ...first.files, key: second.files.key })).rejects.toMatchObject({ code: 'TLS' });
    await expect(start({ ...first.files, key: `${folder.path}/none` })).rejects.toMatchObject({
      code: 'TLS',
      message: expect.stringContaining('tls.key: expected to be able to read'),
    });
    await writeFile(join(folder.path, 'empty.crt'), '');
    await expect(
      start({ ...first.files, certificate: join(folder.path, 'empty.crt') }),
    ).rejects.toMatchObject({
      code: 'TLS',
    });
  });
});

interface Certificate {
  readonly files: { readonly certificate: string; readonly key: string };
  readonly ca: string;
}

/** A certificate for 127.0.0.1, signed by itself. */
async function certify(folder: string, name: string): Promise<Certificate> {
  const files = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', files.key, '-out', files.certificate],
  ]);
  return { files, ca: files.certificate };
}

type WebSocketClass = new (url: string, protocols: unknown, options: object) => object;

async function listen(
  url: string,
  ca: string,
): Promise<Centrifuge & { readonly subscription: ReturnType<Centrifuge['newSubscription']>; close(): void }> {
  const { WebSocket } = ws as unknown as { readonly WebSocket: WebSocketClass };
  class Trusting extends WebSocket {
    constructor(address: string, protocols: unknown) {
      super(address, protocols, { ca: readFileSync(ca) });
    }
  }
  const client = new Centrifuge(url, {
    token: await connectionToken('7'),
    websocket: Trusting,
    minReconnectDelay: 10,
    maxReconnectDelay: 50,
  });
  const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
  subscription.subscribe();
  client.connect();
  await subscription.ready();
  return Object.assign(client, { subscription, close: () => client.disconnect() });
}

/** Resolves with the name on the certificate that the server shows. */
async function handshake(url: string, ca: string, options: ConnectionOptions = {}): Promise<unknown> {
  const { hostname, port } = new URL(url);
  const socket: TLSSocket = connect({ host: hostname, port: Number(port), ca: readFileSync(ca), ...options });
  await once(socket, 'secureConnect');
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return CN;
}
