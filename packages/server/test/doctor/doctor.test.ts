import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as listenTcp } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { examine } from '../../src/doctor/examine.ts';
import { type Leg, remedies } from '../../src/doctor/leg.ts';
import { MemoryEngine } from '../../src/engine/memory-engine.ts';
import type { ServerOptions } from '../../src/options.ts';
import { configure, run } from '../cli/command-line.ts';
import { freePorts } from '../free-ports.ts';
import { certify } from '../proxies/certificate.ts';
import {
  apiKey,
  type RunningServer,
  startServer,
  temporaryFolder,
  testOptions,
  tokenSecret,
  type Wishes,
} from '../running-server.ts';
import { HalfOpenProxy } from './half-open-proxy.ts';
import { backendKey, callbackKey, SiteDouble } from './site-double.ts';

describe('drupal-nodejs doctor', { timeout: 60_000 }, () => {
  it('finds nothing wrong where nothing is', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const legs = await find(server, site);
    expect(legs.map(({ name, state }) => `${state} ${name}`)).toEqual([
      'ok engine',
      'ok server',
      'ok key',
      'ok callback',
      'ok clock',
      'ok backend',
      'ok token',
      'ok origin',
      'ok delivery',
      'ok publish',
      'ok address',
      'ok websocket',
      'ok http_stream',
      'ok sse',
      'ok report',
    ]);
    expect(site.report).toEqual(legs.slice(0, -1));
  });

  it.for([
    [
      'the message route’s key',
      { callback: 'CALLBACK_REFUSED' },
      (site) => Object.assign(site, { callbackKey: 'x' }),
    ],
    [
      'the key of signed requests',
      { backend: 'BACKEND_REFUSED' },
      (site) => Object.assign(site, { backendSecret: 'x' }),
    ],
    [
      'the key of tokens',
      { token: 'TOKEN_REFUSED' },
      (site) => Object.assign(site, { tokenSecret: `x${tokenSecret}` }),
    ],
    [
      'the clock that is ten minutes ahead, and no key',
      { clock: 'CLOCK', backend: 'CLOCK' },
      (site) => Object.assign(site, { aheadSeconds: 600 }),
    ],
    [
      'the clock that is ten minutes behind, and no key',
      { clock: 'CLOCK', backend: 'CLOCK', token: 'CLOCK' },
      (site) => Object.assign(site, { aheadSeconds: -600 }),
    ],
    [
      'the API key that Drupal has',
      { publish: 'PUBLISH_REFUSED' },
      (site) => Object.assign(site, { apiKey: `x${apiKey}` }),
    ],
    [
      'the address where Drupal publishes',
      { publish: 'PUBLISH_AWAY' },
      (site) => Object.assign(site, { apiUrl: 'http://127.0.0.1:1' }),
    ],
    [
      'settings.php whose line is cut off',
      { token: 'SITE_INCOMPLETE' },
      (site) => Object.assign(site, { tokenAnswer: { status: 503, body: { error: { message: '' } } } }),
    ],
    [
      'the http of an address that leads on to https',
      { token: 'SITE_REDIRECTS' },
      (site) => Object.assign(site, { tokenAnswer: { status: 301, location: 'https://example.com/x' } }),
    ],
    [
      'the module, which is not there',
      { callback: 'CALLBACK_AWAY', backend: 'BACKEND_AWAY', token: 'TOKEN_AWAY' },
      (site) => Object.assign(site, { hasModule: false }),
    ],
  ] satisfies [string, object, (site: SiteDouble) => void][])('names %s', async ([, expected, spoil]) => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    spoil(site);
    expect(codes(await find(server, site))).toEqual(expected);
  });

  it('takes it for a choice that only those who are logged in get tokens', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    site.tokenAnswer = { status: 403, body: { error: { message: 'Log in first.' } } };
    const legs = await find(server, site);
    expect(codes(legs)).toEqual({});
    expect(legs.find(({ name }) => name === 'token')).toMatchObject({ state: 'skipped' });
  });

  it('names a Drupal that publishes to another server, with the same keys', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    await using other = await start(site);
    const options = optionsOf(server, site);
    site.apiUrl = other.api;
    expect(codes(await all(options))).toEqual({ publish: 'PUBLISH_ELSEWHERE' });
  });

  it('tries where Drupal’s pages connect, not where its own configuration would have them', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const options = optionsOf(server, site);
    site.publicUrl = `${addressOf(server).replace('http', 'ws')}elsewhere/`;
    expect(codes(await all(options, 'as configured'))).toEqual({ address: 'ADDRESS_ELSEWHERE' });
    site.publicUrl = addressOf(server).replace('http', 'ws');
    expect(codes(await all(options, 'as configured'))).toEqual({});
  });

  it.each([
    ['says what isn’t HTTP', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['ends the connection', ''],
  ])('names another program on the server’s port, also one that %s', async (_what, words) => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const other = listenTcp((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end(words));
    }).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { api, ...rest } = optionsOf(server, site);
    const legs = await all({ ...rest, api: { ...api, listen: `127.0.0.1:${port}` } });
    expect(codes(legs)).toEqual({ server: 'SERVER_OTHER' });
    other.close();
  });

  it('names a Drupal that is away, and a server that is', async () => {
    const site = await SiteDouble.start();
    await using server = await start(site);
    const options = optionsOf(server, site);
    await site[Symbol.asyncDispose]();
    expect(codes(await all(options))).toEqual({
      callback: 'CALLBACK_AWAY',
      backend: 'BACKEND_AWAY',
      token: 'TOKEN_AWAY',
    });
    await server.stop();
    expect(codes(await all(options))).toEqual({ server: 'SERVER_AWAY', callback: 'CALLBACK_AWAY' });
  });

  it('names a Drupal that leaves everybody waiting', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    site.hangs = true;
    expect(codes(await find(server, site))).toEqual({
      callback: 'CALLBACK_AWAY',
      backend: 'BACKEND_AWAY',
      token: 'TOKEN_AWAY',
    });
  });

  it('is of one site, where there are several', async () => {
    await using site = await SiteDouble.start();
    const { origins, auth, backend } = wishes(site);
    const other = { keys: [{ id: 'k1', secret: `other-${tokenSecret}` }] };
    const sites = {
      news: { origins, auth, backend, api: { keys: [{ id: 'a1', secret: apiKey }] } },
      shop: { auth: { token: other }, api: { keys: [{ id: 'a1', secret: `other-${apiKey}` }] } },
    };
    await using server = await startServer({
      origins: [],
      auth: {},
      sites,
      api: { listen: '127.0.0.1:0', keys: [] },
    });
    site.apiUrl = server.api;
    await using folder = await temporaryFolder();
    const addresses = {
      listen: new URL(server.url).host,
      api: { listen: new URL(server.api).host, keys: [] },
    };
    const config = await configure(folder.path, { ...addresses, auth: {}, sites });
    const args = ['doctor', '--quick', '--json', '--config', config, '--url', addressOf(server)];
    expect((await run(...args)).stderr).toContain('--site: expected one of news, shop');
    expect(JSON.parse((await run(...args, '--site', 'news')).stdout)).toMatchObject({ ok: true });
  });

  it('shows no password that stands in an address', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const legs = await all(optionsOf(server, site), addressOf(server).replace('//', '//alice:wonderland@'));
    expect(JSON.stringify(legs)).toContain(new URL(server.url).host);
    expect(JSON.stringify(legs)).not.toContain('wonderland');
  });

  it('names a key that the running server does not have, and another program on its port', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const { api, ...rest } = optionsOf(server, site);
    const keys = [{ id: 'a', secret: `other-${apiKey}` }];
    expect(codes(await all({ ...rest, api: { ...api, keys } }))).toEqual({ key: 'KEY_REFUSED' });
    const listen = new URL(site.url).host;
    expect(codes(await all({ ...rest, api: { ...api, listen } }))).toEqual({ server: 'SERVER_OTHER' });
  });

  it('names an origin that is not listed', async () => {
    await using site = await SiteDouble.start();
    await using server = await startServer(wishes(site, { origins: ['http://elsewhere.example'] }));
    const legs = await find(server, site);
    expect(codes(legs)).toMatchObject({ origin: 'ORIGIN_MISSING' });
  });

  it('names an address that leads elsewhere, and one that leads nowhere', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const options = optionsOf(server, site);
    expect(codes(await all(options, `${site.url}/realtime/`))).toEqual({ address: 'ADDRESS_ELSEWHERE' });
    const [port] = await freePorts();
    expect(codes(await all(options, `http://127.0.0.1:${port}/`))).toEqual({ address: 'ADDRESS_AWAY' });
  });

  it('names a Redis that is away', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const [port] = await freePorts();
    const options = optionsOf(server, site);
    const engine = {
      ...options.engine,
      type: 'redis' as const,
      url: `redis://:secret@127.0.0.1:${port}`,
      prefix: 'x',
    };
    const legs = await all({ ...options, engine });
    expect(codes(legs)).toEqual({ engine: 'ENGINE_AWAY' });
    expect(JSON.stringify(legs)).not.toContain('secret@');
  });

  it('says so where an address of its own is silent', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    expect(codes(await all(optionsOf(server, site), `http://127.0.0.1:${port}/`))).toEqual({
      address: 'ADDRESS_AWAY',
    });
    silent.closeAllConnections();
    silent.close();
  });

  it('names a Redis that refuses the password', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const refusing = listenTcp((socket) => {
      socket.on('data', () => socket.write('-WRONGPASS invalid password\r\n-NOAUTH\r\n'));
    }).listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const { port } = refusing.address() as AddressInfo;
    const options = optionsOf(server, site);
    const url = `redis://:wrong@127.0.0.1:${port}`;
    const engine = { ...options.engine, type: 'redis' as const, url, prefix: 'x' };
    expect(codes(await all({ ...options, engine }))).toEqual({ engine: 'ENGINE_REFUSED' });
    refusing.close();
  });

  it('names a server that is not ready, whatever else is well', async () => {
    await using site = await SiteDouble.start();
    const engine = memoryEngine();
    await using server = await startServer(wishes(site), { engine });
    Object.defineProperty(engine, 'isReady', { value: false });
    expect(codes(await find(server, site))).toEqual({ server: 'SERVER_NOT_READY' });
  });

  it('names a server whose clients’ address is another one', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const [port] = await freePorts();
    const options = { ...optionsOf(server, site), listen: `127.0.0.1:${port}` };
    expect(codes(await all(options, addressOf(server)))).toEqual({ delivery: 'DELIVERY' });
  });

  it('warns where nobody can be asked for what was missed, and where nobody may connect to try it', async () => {
    await using site = await SiteDouble.start();
    site.hasModule = false;
    const { auth, ...rest } = wishes(site) as { auth: { callback: object } };
    const alone = { ...rest, auth: { callback: auth.callback }, backend: undefined };
    await using server = await startServer(alone);
    const addresses = { listen: new URL(server.url).host };
    const api = { listen: new URL(server.api).host, keys: [{ id: 'a1', secret: apiKey }] };
    const legs = await all(testOptions({ ...alone, ...addresses, api }), addressOf(server));
    const warnings = legs.filter(({ state }) => state === 'warning').map(({ name, code }) => [name, code]);
    expect(warnings).toEqual([
      ['backend', 'BACKEND_MISSING'],
      ['delivery', 'NO_TOKEN'],
    ]);
  });

  it('names a certificate that browsers would refuse, and takes one that it is told of', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    await using folder = await temporaryFolder();
    const { key, certificate } = await certify(folder.path);
    const ca = await readFile(certificate, 'utf8');
    await using proxy = await HalfOpenProxy.start(new URL(server.url), {
      tls: { key: await readFile(key), cert: Buffer.from(ca) },
    });
    expect(codes(await all(optionsOf(server, site), proxy.url))).toEqual({ address: 'ADDRESS_CERTIFICATE' });
    expect(codes(await all(optionsOf(server, site), proxy.url, ca))).toEqual({});
  });

  it('finds its way to a Drupal in a folder of its host', async () => {
    await using site = await SiteDouble.start();
    site.basePath = '/drupal';
    const url = `${site.url}/drupal`;
    const { auth, ...rest } = wishes(site) as { auth: object };
    const below = {
      ...rest,
      auth: { ...auth, callback: { url: `${url}/nodejs/message`, serviceKey: callbackKey } },
      backend: { url, keys: [backendKey] },
    };
    await using server = await startServer(below);
    site.apiUrl = server.api;
    const api = { listen: new URL(server.api).host, keys: [{ id: 'a1', secret: apiKey }] };
    const options = testOptions({ ...below, listen: new URL(server.url).host, api });
    expect((await all(options)).filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  it.each([
    ['leads on to https', 301, { location: 'https://example.com/realtime/' }, 'SITE_REDIRECTS'],
    ['may not, or can’t, reach the server', 502, {}, 'PROXY_UPSTREAM'],
  ])('names a web server that %s', async (_what, status, headers, code) => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const proxy = createServer((_request, response) => {
      response.writeHead(status, headers).end();
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const { port } = proxy.address() as AddressInfo;
    expect(codes(await all(optionsOf(server, site), `http://127.0.0.1:${port}/`))).toEqual({ address: code });
    proxy.closeAllConnections();
    proxy.close();
  });

  it('names a proxy that keeps from whose page a request is', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    await using proxy = await HalfOpenProxy.start(new URL(server.url), { keeps: ['origin'] });
    expect(codes(await all(optionsOf(server, site), proxy.url))).toEqual({ address: 'PROXY_ORIGIN' });
  });

  it('names a proxy that keeps what clients say by POST', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    await using proxy = await HalfOpenProxy.start(new URL(server.url), {
      refuses: ({ url = '' }) => url.startsWith('/emulation'),
    });
    expect(codes(await all(optionsOf(server, site), proxy.url))).toEqual({
      http_stream: 'PROXY_EMULATION',
      sse: 'PROXY_EMULATION',
    });
  });

  it('does not say of a proxy that cuts a WebSocket off before an answer that it knows no upgrade', async () => {
    await using site = await SiteDouble.start();
    await using server = await start(site);
    await using proxy = await HalfOpenProxy.start(new URL(server.url), { cutsOff: true });
    const legs = await all(optionsOf(server, site), proxy.url);
    expect(codes(legs)).toEqual({ websocket: 'PROXY_TIMEOUT' });
    expect(legs.find(({ name }) => name === 'websocket')?.found).toBe('no answer, then closed with 1006');
  });

  it('has a test for each code that it may name', async () => {
    const tests = await Promise.all(
      ['./doctor.test.ts', '../proxies/kinds.ts', '../../../redis/test/doctor.test.ts'].map((file) =>
        readFile(new URL(file, import.meta.url), 'utf8'),
      ),
    );
    expect(Object.keys(remedies).filter((code) => !tests.some((text) => text.includes(`'${code}'`)))).toEqual(
      [],
    );
  });

  it('is a command: a table or JSON, an exit code, and no secret', async () => {
    await using folder = await temporaryFolder();
    await using site = await SiteDouble.start();
    await using server = await start(site);
    const config = await configure(folder.path, file(server, site));
    const well = await run('doctor', '--quick', '--config', config, '--url', addressOf(server));
    expect(well).toMatchObject({ code: 0, stderr: '' });
    expect(well.stdout).toMatch(/^ok engine .*^ok sse .*\nEverything that was tried works\.\n$/ms);

    site.callbackKey = 'another';
    const ill = await run('doctor', '--quick', '--json', '--config', config, '--url', addressOf(server));
    expect(ill.code).toBe(1);
    expect(JSON.parse(ill.stdout)).toMatchObject({
      ok: false,
      legs: expect.arrayContaining([
        expect.objectContaining({ name: 'callback', code: 'CALLBACK_REFUSED', state: 'failed' }),
      ]),
    });
    for (const secret of [apiKey, tokenSecret, callbackKey, backendKey.secret]) {
      expect(`${well.stdout}${ill.stdout}${ill.stderr}`).not.toContain(secret);
    }
    expect(await run('doctor', '--url', 'nonsense', '--config', config)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--url: expected an address'),
    });
  });
});

function wishes(site: SiteDouble, more: Wishes = {}): Wishes {
  return {
    origins: [site.url],
    auth: {
      token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] },
      callback: { url: `${site.url}/nodejs/message`, serviceKey: callbackKey },
    },
    backend: { url: site.url, keys: [backendKey] },
    ...more,
  };
}

function start(site: SiteDouble): Promise<RunningServer> {
  return startServer(wishes(site));
}

function file(server: RunningServer, site: SiteDouble): Wishes {
  site.apiUrl ??= server.api;
  const addresses = { listen: new URL(server.url).host };
  const api = { listen: new URL(server.api).host, keys: [{ id: 'a1', secret: apiKey }] };
  return { ...wishes(site), ...addresses, api };
}

function optionsOf(server: RunningServer, site: SiteDouble): ServerOptions {
  return testOptions(file(server, site));
}

function addressOf(server: RunningServer): string {
  return `http://${new URL(server.url).host}/`;
}

function find(server: RunningServer, site: SiteDouble): Promise<Leg[]> {
  return all(optionsOf(server, site), addressOf(server));
}

/** @param url of browsers; `as configured`: what nobody says it finds out itself */
async function all(options: ServerOptions, url = `http://${options.listen}/`, ca?: string): Promise<Leg[]> {
  const legs: Leg[] = [];
  const said = url === 'as configured' ? undefined : url;
  for await (const leg of examine({
    options,
    site: 'default',
    url: said,
    ca,
    isQuick: true,
    patienceMs: 2_000,
  })) {
    legs.push(leg);
  }
  return legs;
}

function memoryEngine(): MemoryEngine {
  return new MemoryEngine({
    clock: systemClock,
    uniqueId: randomUUID,
    idempotencyWindowMs: 1_000,
    rememberedChannels: 1_000,
    keepRevocationsMs: 1_000,
    snapshot: '',
  });
}

function codes(legs: readonly Leg[]): Record<string, string | undefined> {
  const failed = legs.filter(({ state }) => state === 'failed');
  return Object.fromEntries(failed.map(({ name, code }) => [name, code]));
}
