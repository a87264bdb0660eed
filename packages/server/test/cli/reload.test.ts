import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Centrifuge } from 'centrifuge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../free-ports.ts';
import { apiKey, next, RawSocket, sign, temporaryFolder, tokenSecret } from '../running-server.ts';
import { configure, type Served, serve } from './command-line.ts';

const otherSecret = 'another-token-secret-0123456789-abcdef';
const otherApiKey = 'another-api-key-0123456789-abcdefghijk';
const oldKey = { id: 'old', algorithm: 'HS256', secret: tokenSecret };
const newKey = { id: 'new', algorithm: 'HS256', secret: otherSecret };

// One process through all of it, as it would run: each test goes on where the one before left it.
describe('a running server that is told to reload', { timeout: 60_000 }, () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let ports: readonly [number, number];
  let server: Served;
  let log: AsyncIterator<string>;
  let client: Centrifuge;
  let heard: unknown[];
  let states: string[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    ports = await freePorts();
    server = await serve(await write({}));
    log = createInterface(server.stderr)[Symbol.asyncIterator]();
    client = new Centrifuge(url(), { token: await token('old') });
    const subscription = client.newSubscription('user:7', {
      token: await token('old', { channel: 'user:7' }),
    });
    heard = [];
    states = [];
    subscription.on('publication', ({ data }) => heard.push(data));
    client.on('state', ({ newState }) => states.push(newState));
    subscription.subscribe();
    client.connect();
    await subscription.ready();
  });

  afterAll(async () => {
    client.disconnect();
    server.kill('SIGTERM');
    await once(server, 'exit');
    await folder[Symbol.asyncDispose]();
  });

  const url = (): string => `ws://127.0.0.1:${ports[0]}/connection/websocket`;

  function write(wishes: Readonly<Record<string, object>>): Promise<string> {
    return configure(folder.path, {
      listen: `127.0.0.1:${ports[0]}`,
      auth: { token: { keys: [oldKey] } },
      ...wishes,
      api: { listen: `127.0.0.1:${ports[1]}`, keys: [{ id: 'a', secret: apiKey }], ...wishes.api },
    });
  }

  /** Changes the configuration and resolves with what the server says to it. */
  async function reload(wishes: Readonly<Record<string, object>>): Promise<Record<string, unknown>> {
    await write(wishes);
    server.kill('SIGHUP');
    for (;;) {
      const { value = '{"msg":"reloaded: the log ended"}' } = await log.next();
      const line = JSON.parse(value);
      if (line.msg.includes('reloaded')) {
        return line;
      }
    }
  }

  function token(kid: 'old' | 'new', claims: Record<string, unknown> = {}): Promise<string> {
    const iat = Date.now() / 1000;
    const secret = kid === 'old' ? tokenSecret : otherSecret;
    return sign({ sub: '7', iat, exp: Math.ceil(iat) + 300, ...claims }, secret, kid);
  }

  /** How a new client fares: 0, or what it is closed with. */
  async function connects(credentials: object, headers: Record<string, string> = {}): Promise<number> {
    await using socket = await RawSocket.open(new URL(url()), headers);
    if (!socket.statusLine.includes('101')) {
      return Number(socket.statusLine.split(' ')[1]);
    }
    socket.send(JSON.stringify({ id: 1, connect: credentials }));
    const frame = await socket.read();
    return 'code' in frame ? frame.code : 0;
  }

  async function publish(data: unknown, key = apiKey, channel = 'user:7'): Promise<number> {
    const { status } = await fetch(`http://127.0.0.1:${ports[1]}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify({ channel, data }),
    });
    return status;
  }

  it('takes a new token key beside the old one', async () => {
    expect(await connects({ token: await token('new') })).toBe(3500);

    expect(await reload({ auth: { token: { keys: [oldKey, newKey] } } })).toMatchObject({ needRestart: [] });

    expect(await connects({ token: await token('new') })).toBe(0);
    expect(await connects({ token: await token('old') })).toBe(0);
  });

  it('takes no token of a key that was removed, while who came with one stays', async () => {
    expect(await reload({ auth: { token: { keys: [newKey] } } })).toMatchObject({ needRestart: [] });

    expect(await connects({ token: await token('old') })).toBe(3500);
    expect(await connects({ token: await token('new') })).toBe(0);
    expect(await publish('after the old key')).toBe(200);
    await client.history('user:7', { limit: 0 });
    expect(heard).toEqual(['after the old key']);
  });

  it('goes back to the old key as well', async () => {
    await reload({ auth: { token: { keys: [oldKey] } } });

    expect(await connects({ token: await token('old') })).toBe(0);
    expect(await connects({ token: await token('new') })).toBe(3500);
  });

  it('takes API keys, origins, ways in, namespaces and limits', async () => {
    const Origin = 'https://new.example';
    expect(await connects({}, { Origin })).toBe(403);
    expect(await publish(1, apiKey, 'rooms:1')).toBe(404);

    const said = await reload({
      api: { keys: [{ id: 'b', secret: otherApiKey }] },
      origins: [Origin],
      auth: { token: { keys: [oldKey] }, anonymous: true },
      channels: { namespaces: { rooms: {} } },
      limits: { channels: 1 },
    });

    expect(said).toMatchObject({ needRestart: [] });
    expect(await publish(1)).toBe(401);
    expect(await publish(1, otherApiKey, 'rooms:1')).toBe(200);
    expect(await connects({}, { Origin })).toBe(0);
    // The client has one channel already.
    const second = client.newSubscription('role:7', { token: await token('old', { channel: 'role:7' }) });
    const refused = next<{ code: number }>(second, 'unsubscribed');
    second.subscribe();
    expect((await refused).code).toBe(106);
  });

  it('refuses a broken configuration, says why, and goes on with the old one', async () => {
    const said = await reload({ api: { keys: [{ id: 'b', secret: 'short' }] } });

    expect(said).toMatchObject({
      level: 50,
      code: 'CONFIG_VALUE',
      msg: 'the configuration was not reloaded: api.keys[0].secret: expected secret of at least 32 characters, with no white space before or behind it, found 5 characters',
    });
    expect(await publish('still there', otherApiKey)).toBe(200);
    expect(await publish(1)).toBe(401);
  });

  it('names what needs a restart, and takes the rest', async () => {
    const said = await reload({ engine: { snapshot: '' }, limits: { idempotency: '1m', channels: 5 } });

    expect(said).toMatchObject({ level: 30, needRestart: ['engine.snapshot', 'limits.idempotency'] });
    expect(await publish(1)).toBe(200);
  });

  it('has dropped nobody', async () => {
    await client.history('user:7', { limit: 0 });
    expect(heard).toEqual(['after the old key', 'still there', 1]);
    expect(states).toEqual(['connecting', 'connected']);
  });
});
