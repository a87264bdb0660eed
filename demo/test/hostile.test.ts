import { exec } from 'node:child_process';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { announcement } from '../src/announcement.ts';
import { DemoProcess } from '../src/check/demo-process.ts';
import { type Sending, SiteClient } from '../src/check/site-client.ts';
import type { Demo } from '../src/demo.ts';
import { startTestDemo } from './demo.ts';

let demo: Demo;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ demo, stop } = await startTestDemo());
});

afterAll(async () => {
  await stop();
});

/** The main page's browser, with the key of the printed address or without it. */
async function visitor({ withKey = false } = {}): Promise<SiteClient> {
  const site = new SiteClient(demo.hosts.main);
  if (withKey) await site.send('GET', new URL(demo.address).pathname + new URL(demo.address).search);
  return site;
}

const code = { json: { code: 'echo "ran";' } };

async function refusal(path: string, sending: Sending, site?: SiteClient): Promise<[number, string]> {
  const from = site ?? (await visitor({ withKey: true }));
  const { status, text } = await from.send('POST', path, sending);
  return [status, (JSON.parse(text) as { error: { code: string } }).error.code];
}

/** What a WebSocket handshake is answered with: the status line. */
async function handshake(headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: demo.ports.site,
      path: '/realtime/connection/websocket',
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    asked.once('response', (response) => resolve(String(response.statusCode)));
    asked.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve(String(response.statusCode));
    });
    asked.once('error', reject);
    asked.end();
  });
}

describe('the PHP console', () => {
  test('runs code for the browser that opened the printed address', async () => {
    const site = await visitor({ withKey: true });
    expect(await site.post('/demo/console', code.json)).toMatchObject({ ok: true, output: 'ran' });
  });

  test('is locked for whoever came without the key, or with a wrong one', async () => {
    expect(await refusal('/demo/console', code, await visitor())).toEqual([403, 'console-locked']);
    const guessing = await visitor();
    await guessing.send('GET', `/?key=${'x'.repeat(32)}`);
    await guessing.send('GET', '/?key=a&key=b');
    expect(guessing.cookie).toBe('');
    expect(await refusal('/demo/console', code, guessing)).toEqual([403, 'console-locked']);
  });

  test('takes the key out of the address bar', async () => {
    const { status, headers } = await new SiteClient(demo.hosts.main).send(
      'GET',
      `/${new URL(demo.address).search}`,
    );
    expect([status, headers.location]).toEqual([303, '/']);
    expect(headers['set-cookie']?.[0]).toMatch(/; HttpOnly; SameSite=Strict$/);
  });

  test('refuses a foreign, a sibling and a missing Origin', async () => {
    const alice = demo.hosts.named('alice')?.origin ?? '';
    for (const Origin of [
      'https://evil.example',
      'null',
      alice,
      `${demo.hosts.main.origin}.evil.example`,
      null,
    ])
      expect(await refusal('/demo/console', { ...code, headers: { Origin } })).toEqual([
        403,
        'foreign-origin',
      ]);
  });

  test('refuses a name of another site that was rebound to loopback', async () => {
    const { port } = new URL(demo.hosts.main.origin);
    for (const Host of [
      `evil.example:${port}`,
      `demo.localhost.evil.example:${port}`,
      'demo.localhost',
      `127.0.0.1:${port}`,
    ])
      expect(
        await refusal('/demo/console', { ...code, headers: { Host, Origin: `http://${Host}` } }),
      ).toEqual([421, 'unknown-host']);
  });

  test('is on no other host of the demo', async () => {
    const alice = demo.hosts.named('alice');
    const site = new SiteClient(alice ?? demo.hosts.main);
    const main = await visitor({ withKey: true });
    expect(await refusal('/demo/console', { ...code, headers: { Cookie: main.cookie } }, site)).toEqual([
      404,
      'not-found',
    ]);
  });

  test('takes no form, which a foreign page could send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(await refusal('/demo/console', { ...code, headers: { 'Content-Type': type } })).toEqual([
        415,
        'invalid-request',
      ]);
    expect(await refusal('/demo/console', { json: { code: '' } })).toEqual([400, 'invalid-request']);
    expect(await refusal('/demo/console', { json: { code: 'echo 1;', more: 1 } })).toEqual([
      400,
      'invalid-request',
    ]);
    expect(await refusal('/demo/console', { json: { code: 'x'.repeat(200_000) } })).toEqual([
      413,
      'invalid-request',
    ]);
  });
});

describe('what breaks, publishes or logs in', () => {
  const paths: [string, unknown][] = [
    ['/demo/break/kill', {}],
    ['/demo/break/restart', {}],
    ['/demo/break/cut', { host: 'alice' }],
    ['/demo/break/role', { name: 'Alice', has: false }],
    ['/demo/break/logout', { host: 'alice' }],
    ['/demo/network', { host: 'alice', up: false }],
    ['/demo/publish', { channel: 'nodejs_notify', data: 1 }],
    ['/demo/notice', { subject: 'a', body: 'b' }],
    ['/demo/log', { message: 'a' }],
    ['/user/login', { name: 'admin', pass: 'admin' }],
    ['/user/logout', {}],
  ];

  test.each(paths)('%s wants a page of its own host', async (path, json) => {
    expect(await refusal(path, { json, headers: { Origin: 'https://evil.example' } })).toEqual([
      403,
      'foreign-origin',
    ]);
    expect(await refusal(path, { json, headers: { Host: 'evil.example' } })).toEqual([421, 'unknown-host']);
  });

  test('a wrong password logs nobody in', async () => {
    const json = { name: 'admin', pass: 'wrong' };
    expect(await refusal('/user/login', { json })).toEqual([403, 'wrong-password']);
    expect(await refusal('/user/login', { json: { name: '__proto__', pass: 'x' } })).toEqual([
      403,
      'wrong-password',
    ]);
  });
});

describe("Drupal's callback", () => {
  const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
  const ask = async (body: string, host = `127.0.0.1:${demo.ports.site}`): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${demo.ports.site}/nodejs/message`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Host: host },
      body,
    });
    return [response.status, await response.text()];
  };

  test('refuses a wrong or missing service key, and a body that is none', async () => {
    const messageJson = JSON.stringify({ messageType: 'authenticate', authToken: 'x.y' });
    const refused = [403, '{"error":"Invalid service key."}'];
    expect(await ask(form({ serviceKey: 'wrong', messageJson }))).toEqual(refused);
    expect(await ask(form({ messageJson }))).toEqual(refused);
    expect(await ask('')).toEqual(refused);
    expect(await ask('serviceKey=a&serviceKey=b')).toEqual(refused);
    const { callback } = JSON.parse(await readFile(demo.state.file('secrets.json'), 'utf8')) as {
      callback: string;
    };
    expect(await ask(form({ serviceKey: callback }))).toEqual([400, '{"error":"No message."}']);
    for (const token of [
      'x.y',
      'constructor',
      '',
      'e30.x',
      `${Buffer.from('null').toString('base64url')}.x`,
    ]) {
      const json = JSON.stringify({ messageType: 'authenticate', authToken: token });
      expect(await ask(form({ serviceKey: callback, messageJson: json }))).toEqual([
        200,
        '{"nodejsValidAuthToken":false}',
      ]);
    }
  });

  test('is not there for browsers', async () => {
    expect(await refusal('/nodejs/message', { json: {} })).toEqual([404, 'not-found']);
  });
});

describe('the gateway', () => {
  test("lets the demo's own pages through, and nobody else", async () => {
    const { authority, origin } = demo.hosts.main;
    expect(await handshake({ Host: authority, Origin: origin })).toBe('101');
    expect(await handshake({ Host: authority, Origin: 'https://evil.example' })).toBe('403');
    expect(await handshake({ Host: 'evil.example', Origin: 'http://evil.example' })).toBe('421');
  });
});

describe('what is kept and shown', () => {
  test('nothing but the demo listens, and only on loopback', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal);
    if (outside === undefined) return;
    for (const port of Object.values(demo.ports)) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: outside.address, port });
        socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
        socket.once('close', () => socket.destroy());
      });
      expect(reached).toBe(false);
    }
  });

  test('files with secrets are readable by their owner only', async () => {
    expect((await stat(demo.state.path)).mode & 0o777).toBe(0o700);
    for (const name of ['secrets.json', 'drupal-nodejs.json', 'api-headers'])
      expect([name, (await stat(demo.state.file(name))).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('no secret is in a page, in what the terminal shows, or in a log', async () => {
    const secrets = Object.values(
      JSON.parse(await readFile(demo.state.file('secrets.json'), 'utf8')) as Record<string, string>,
    );
    const shown = [announcement(demo, (text) => text)];
    for (const host of demo.hosts.all) {
      const site = new SiteClient(host);
      await site.post('/user/login', { name: host.person, pass: host.person.toLowerCase() });
      for (const path of ['/', '/demo/settings', '/nodejs/token', '/demo/state', '/demo/callback-token'])
        shown.push((await site.send('GET', path)).text);
    }
    const console = await visitor({ withKey: true });
    shown.push(
      JSON.stringify(await console.post('/demo/console', { code: 'nodejs_broadcast_message("a", "b");' })),
    );
    for (const file of await readdir(demo.state.path))
      if (file.endsWith('.log')) shown.push(await readFile(demo.state.file(file), 'utf8'));
    expect(shown.length).toBeGreaterThan(10);
    for (const secret of secrets) expect(shown.join('\n').includes(secret)).toBe(false);
    const key = new URL(demo.address).searchParams.get('key') ?? '';
    expect(shown.slice(1).join('\n').includes(key)).toBe(false);
  });

  test('settings cannot end the script element that they stand in', async () => {
    const { text } = await (await visitor()).send('GET', '/');
    const json = /drupal-settings-json">(.*?)<\/script>/s.exec(text)?.[1] ?? '';
    expect(json).not.toMatch(/[<>&]/);
    expect(JSON.parse(json)).toMatchObject({ demo: { host: 'demo' } });
  });
});

test('a port that is in use is named in one line', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const second = new DemoProcess(['--port', String(port), '--state', `${demo.state.path}-second`]);
  await expect(second.ready()).rejects.toThrow(
    `the demo ended with 1: demo: port ${port} of 127.0.0.1 is in use, expected a free one (--port)`,
  );
  server.close();
  await rm(`${demo.state.path}-second`, { recursive: true, force: true });
});

test('a second demo on the same state is refused in one line', async () => {
  const second = new DemoProcess(['--state', demo.state.path, '--port', String(demo.ports.site)]);
  await expect(second.ready()).rejects.toThrow(`${demo.state.path} is used by process ${process.pid}`);
});

test('the printed commands are quoted for a shell, and work', async () => {
  const run = promisify(exec);
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const bin = join(root, 'node_modules/.bin');
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
  const { stdout } = await run(demo.commands.npx.replace('npx ', ''), { env });
  expect(JSON.parse(stdout)).toMatchObject({ offset: expect.any(Number) });
});
