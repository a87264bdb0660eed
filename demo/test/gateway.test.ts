import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SiteClient } from '../src/check/site-client.ts';
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

/** Opens an HTTP stream as a page of Alice's host would whose network lets no WebSocket through. */
function openStream(token: string): Promise<IncomingMessage> {
  const { authority, origin } = demo.hosts.named('alice') ?? demo.hosts.main;
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: demo.ports.site,
        method: 'POST',
        path: '/realtime/connection/http_stream',
        headers: { Host: authority, Origin: origin, 'Content-Type': 'application/json' },
      },
      resolve,
    );
    asked.once('error', reject);
    asked.end(JSON.stringify({ id: 1, connect: { token } }));
  });
}

test('an HTTP stream goes through, and ends when the network is cut', async () => {
  const alice = new SiteClient(demo.hosts.named('alice') ?? demo.hosts.main);
  await alice.post('/user/login', { name: 'Alice', pass: 'alice' });
  const { token } = await alice.get<{ token: string }>('/demo/callback-token');
  const stream = await openStream(token);
  expect(stream.statusCode).toBe(200);
  const [first] = (await new Promise<Buffer>((resolve) => stream.once('data', resolve)))
    .toString()
    .split('\n');
  expect(JSON.parse(first ?? '')).toMatchObject({ id: 1, connect: { client: expect.any(String) } });

  const main = new SiteClient(demo.hosts.main);
  const ended = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => {});
  expect(await main.post('/demo/network', { host: 'alice', up: false })).toEqual({ connections: 1 });
  await ended;
  await expect(openStream(token)).rejects.toThrow('socket hang up');
  expect((await main.get<{ network: Record<string, boolean> }>('/demo/state')).network).toMatchObject({
    alice: false,
    bob: true,
  });

  await main.post('/demo/network', { host: 'alice', up: true });
  const again = await openStream(token);
  expect(again.statusCode).toBe(200);
  again.destroy();
});
