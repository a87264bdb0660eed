import { readFileSync } from 'node:fs';
import { Centrifuge } from 'centrifuge';
import { SignJWT } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls } from '../packages/server/src/api/calls.ts';
import { loadOptions, Server, type ServerAddresses } from '../packages/server/src/index.ts';
import { ApiDocument } from '../packages/server/test/api/api-document.ts';

const page = readFileSync(new URL('../docs/http-api.md', import.meta.url), 'utf8');
const exchange = /^(GET|POST) (\S+)(?: (.*))?\n(\d{3}) (.*)$/gm;
const exchanges = [...page.matchAll(/^```http(?: (anonymous))?\n(.*?)\n```$/gms)].flatMap(
  ([, anonymous, block = '']) =>
    [...block.matchAll(exchange)].map(([, method = '', path = '', body, status, answer = '']) => ({
      hasKey: anonymous === undefined,
      method,
      path,
      body,
      status: Number(status),
      answer: JSON.parse(answer) as unknown,
    })),
);

const apiKey = 'an API key that only this test knows';
const tokenKey = 'a token key that only this test knows';
let server: Server;
let addresses: ServerAddresses;
let alice: Centrifuge;

beforeAll(async () => {
  const options = await loadOptions({
    env: {
      NODEJS_LISTEN: '127.0.0.1:0',
      NODEJS_API_LISTEN: '127.0.0.1:0',
      NODEJS_API_KEYS: JSON.stringify([{ id: 'a1', secret: apiKey }]),
      NODEJS_AUTH_TOKEN_KEYS: JSON.stringify([{ id: 'k1', secret: tokenKey }]),
      NODEJS_ENGINE_SNAPSHOT: '',
    },
  });
  server = await Server.create(options, { log: pino({ enabled: false }) });
  addresses = await server.start();
  alice = new Centrifuge(`ws://${addresses.clients}/connection/websocket`, {
    token: await sign({ info: { name: 'Alice' } }),
  });
  const lobby = alice.newSubscription('chat:lobby', { token: await sign({ channel: 'chat:lobby' }) });
  const subscribed = new Promise((resolve) => lobby.once('subscribed', resolve));
  lobby.subscribe();
  alice.connect();
  await subscribed;
});

afterAll(async () => {
  alice.disconnect();
  await server.stop();
});

test('the page shows every call of the API', () => {
  const shown = exchanges.map(({ path }) => path.replace(/^\/api\//, ''));
  expect(Object.keys(calls).filter((name) => !shown.includes(name))).toEqual([]);
});

// One after the other: the later ones tell of what the earlier ones did.
test.each(exchanges)('$method $path $body is answered $status, as the page says', async (shown) => {
  const response = await fetch(`http://${addresses.api}${shown.path}`, {
    method: shown.method,
    headers: {
      ...(shown.hasKey ? { 'x-api-key': apiKey } : {}),
      ...(shown.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(shown.body === undefined ? {} : { body: shown.body }),
  });
  expect({ status: response.status, answer: timeless(await response.text()) }).toEqual({
    status: shown.status,
    answer: shown.answer,
  });
});

test.each(exchanges.filter(({ path }) => path !== '/api/nothing'))(
  '$method $path $body and its answer are as the OpenAPI document says',
  ({ method, path, body, status, answer }) => {
    const api = new ApiDocument();
    expect(api.wrongAnswer(method, path, status, answer)).toEqual([]);
    if (status === 200 && body !== undefined) {
      expect(api.wrongBody(method, path, JSON.parse(body))).toEqual([]);
    }
  },
);

/** An answer without what differs from run to run. */
function timeless(json: string): unknown {
  return JSON.parse(
    json
      .replace(/"epoch":"[^"]+"/g, '"epoch":"…"')
      .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'CLIENT')
      .replace(/"uptime":\d+/g, '"uptime":0'),
  );
}

function sign(claims: Record<string, unknown>): Promise<string> {
  return new SignJWT({ sub: '7', iat: Date.now() / 1000, ...claims })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(tokenKey));
}
