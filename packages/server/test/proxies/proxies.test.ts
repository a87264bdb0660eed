import { readFileSync } from 'node:fs';
import { Centrifuge, type TransportName } from 'centrifuge';
import { Value } from 'typebox/value';
import { describe, it } from 'vitest';
import { examine } from '../../src/doctor/examine.ts';
import type { Leg } from '../../src/doctor/leg.ts';
import { limits } from '../../src/options/limits.ts';
import {
  connectionToken,
  next,
  type RunningServer,
  startServer,
  subscriptionToken,
  testOptions,
} from '../running-server.ts';
import { proxyKinds } from './kinds.ts';
import { ask, hasCommand, type ProxyKind, TlsProxy } from './proxy.ts';
import { trusting } from './trusting-client.ts';
import { WholePieces } from './whole-pieces.ts';

const secretText = 'secret-that-no-log-may-hold';

for (const kind of proxyKinds) {
  const missing = kind.commands.filter((name) => !hasCommand(name));
  if (missing.length > 0 && process.env.CI !== 'true') {
    it.skip(`${kind.name} is not here: apt-get install ${kind.packages.join(' ')}`, () => undefined);
  } else {
    // They wait more than they work.
    describe.concurrent(`behind ${kind.name}, with the snippet that we ship`, { timeout: 60_000 }, () =>
      suite(kind),
    );
    describe.concurrent(`the doctor, behind ${kind.name}`, { timeout: 60_000 }, () => doctorSuite(kind));
  }
}

function suite(kind: ProxyKind): void {
  it('every transport carries small and large messages, both ways, at once', async ({ expect }) => {
    await using server = await start();
    await using proxy = await TlsProxy.start(kind, hostOf(server));
    for (const transport of ['websocket', 'http_stream', 'sse'] as const) {
      await using client = await listen(proxy, transport);
      const large = 'x'.repeat(200_000);
      for (const data of ['small', large]) {
        const heard = next<{ data: unknown }>(client.subscription, 'publication');
        await server.call('publish', { channel: 'user:7', data });
        expect((await heard).data).toBe(data);
      }
      await expect(client.presenceStats('user:7')).rejects.toMatchObject({ code: 108 });
    }
  });

  it('a first frame of 4 KB comes with the handshake, and no log holds it', async ({ expect }) => {
    await using server = await start();
    await using proxy = await TlsProxy.start(kind, hostOf(server));
    const connect = { token: await connectionToken('7'), data: 'x'.repeat(2_500) };
    const frame = Buffer.from(JSON.stringify({ id: 1, connect })).toString('base64url');
    const { websocket: Socket } = trusting(proxy.ca) as { readonly websocket: typeof WebSocket };
    const socket = new Socket(`${proxy.url.replace('https', 'wss')}/realtime/connection/websocket`, [
      'drupal-nodejs.first-frame',
      `frame.${frame}`,
    ]);
    const { data } = await new Promise<MessageEvent>((resolve, reject) => {
      socket.onmessage = resolve;
      socket.onclose = reject;
      socket.onerror = reject;
    });
    expect(JSON.parse(String(data))).toMatchObject({ id: 1, connect: {} });
    expect(socket.protocol).toBe('drupal-nodejs.first-frame');
    socket.close();
    const seen = () => ask(`${proxy.url}/other?q=seen`, proxy.ca).then(() => proxy.logs());
    await expect.poll(seen, { timeout: 5_000, interval: 100 }).toContain('q=seen');
    expect(await proxy.logs()).not.toContain(frame.slice(0, 40));
  });

  it('leaves the rest of the site alone, and no log holds what stands in queries of the push server', async ({
    expect,
  }) => {
    await using server = await start();
    const proxy = await TlsProxy.start(kind, hostOf(server));
    try {
      const address = `${proxy.url}/realtime/connection/uni_sse?token=${secretText}`;
      expect(await ask(address, proxy.ca)).toMatchObject({ status: 401 });
      await server.stop();
      // What is piped has no answer but the server's.
      const gone = ask(address, proxy.ca).then(
        ({ status }) => status >= 500,
        ({ code }: NodeJS.ErrnoException) => code === 'ECONNRESET',
      );
      expect(await gone).toBe(true);
      const other = `${proxy.url}/other?q=seen`;
      expect(await ask(other, proxy.ca)).toMatchObject({ status: 200, body: 'the site' });
      // Logs are written a moment later; Varnish's begins a second after Varnish.
      const seen = () => ask(other, proxy.ca).then(() => proxy.logs());
      await expect.poll(seen, { timeout: 5_000, interval: 100 }).toContain('q=seen');
      expect(await proxy.logs()).not.toContain(secretText);
    } finally {
      await proxy[Symbol.asyncDispose]();
    }
  });
}

function doctorSuite(kind: ProxyKind): void {
  it('finds nothing wrong with the snippet that we ship', async ({ expect }) => {
    const legs = await findings(kind);
    expect(codesOf(legs), tableOf(legs)).toEqual({});
    expect(Object.fromEntries(legs.map(({ name, found }) => [name, found]))).toMatchObject({
      websocket: expect.stringContaining('outlasts 5 s'),
      http_stream: expect.stringContaining('outlasts 5 s'),
      sse: expect.stringContaining('outlasts 5 s'),
    });
  });

  it.for(kind.faults)('names $what', async ({ edit, finds }, { expect }) => {
    const legs = await findings(kind, edit);
    expect(codesOf(legs), tableOf(legs)).toEqual(finds);
  });
}

async function findings(kind: ProxyKind, fault?: (snippet: string) => string): Promise<Leg[]> {
  await using server = await start();
  const listen = hostOf(server);
  await using relay = await WholePieces.start(Number(new URL(server.url).port));
  await using proxy = await TlsProxy.start(kind, relay.host, fault);
  const { api, ...options } = testOptions({ ...wishes, listen });
  const examination = {
    options: { ...options, api: { ...api, listen: new URL(server.api).host } },
    site: 'default',
    url: `${proxy.url}/realtime/`,
    ca: readFileSync(proxy.ca, 'utf8'),
    patienceMs: 3_000,
  };
  const legs: Leg[] = [];
  for await (const leg of examine(examination)) {
    legs.push(leg);
  }
  return legs;
}

/** What is wrong from the server on to the browser; there is no Drupal here. */
function codesOf(legs: readonly Leg[]): Record<string, string | undefined> {
  const through = legs.slice(legs.findIndex(({ name }) => name === 'delivery'));
  return Object.fromEntries(
    through.filter(({ state }) => state === 'failed').map(({ name, code }) => [name, code]),
  );
}

/** All that was found, for whoever reads of a failure. */
function tableOf(legs: readonly Leg[]): string {
  return legs.map(({ name, state, code = '', found }) => `\n${name} ${state} ${code} ${found}`).join('');
}

const wishes = {
  publicPath: '/realtime/',
  trustedProxies: ['127.0.0.1'],
  limits: Value.Default(limits, { ping: '5s', pong: '2s' }),
};

function start(): Promise<RunningServer> {
  return startServer(wishes);
}

function hostOf({ url }: RunningServer): string {
  return new URL(url).host;
}

type Listening = Centrifuge &
  AsyncDisposable & { readonly subscription: ReturnType<Centrifuge['newSubscription']> };

async function listen(proxy: TlsProxy, transport: TransportName): Promise<Listening> {
  const { websocket, fetch, eventsource } = trusting(proxy.ca);
  const base = `${proxy.url}/realtime/`;
  const endpoint = `${transport === 'websocket' ? base.replace('https', 'wss') : base}connection/${transport}`;
  const client = new Centrifuge([{ transport, endpoint }], {
    token: await connectionToken('7'),
    emulationEndpoint: `${base}emulation`,
    websocket,
    fetch,
    eventsource,
  });
  const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
  subscription.subscribe();
  client.connect();
  await subscription.ready(10_000);
  return Object.assign(client, {
    subscription,
    [Symbol.asyncDispose]: async () => client.disconnect(),
  });
}
