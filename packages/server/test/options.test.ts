import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { findStrays } from '../src/configuration/environment.ts';
import { readOptions } from '../src/configuration/load-options.ts';
import { findProblems } from '../src/configuration/option-problems.ts';
import { loadOptions, optionsSchema } from '../src/index.ts';
import { temporaryFolder } from './running-server.ts';

const secret = 'x'.repeat(32);
const valid = { api: { keys: [{ id: 'a', secret }] }, auth: { anonymous: true } };

describe('the configuration', () => {
  it.each([
    [{}, 'CONFIG_VALUE', 'api.keys: expected at least one key, found none'],
    [
      { ...valid, liste: 'x' },
      'CONFIG_VALUE',
      'liste: expected no such key, found a text; did you mean listen?',
    ],
    [
      { ...valid, auth: {} },
      'CONFIG_AUTH',
      'auth: expected token, callback, session or anonymous, found none of them',
    ],
    [{ ...valid, auth: null }, 'CONFIG_VALUE', 'auth: expected object, found null'],
    [
      { ...valid, listen: 'nowhere' },
      'CONFIG_VALUE',
      'listen: expected host:port such as 127.0.0.1:8080, found "nowhere"',
    ],
    [
      { ...valid, publicPath: 'realtime' },
      'CONFIG_VALUE',
      'publicPath: expected path such as /realtime/, found "realtime"',
    ],
    [{ ...valid, workers: 2 }, 'CONFIG_VALUE', /^workers: expected 1, .* engine\.type is memory, found 2$/],
    [
      {
        ...valid,
        workers: 2,
        listen: '127.0.0.1:0',
        engine: { type: 'redis', url: 'redis://127.0.0.1', prefix: 'x' },
      },
      'CONFIG_VALUE',
      'listen: expected a port that all workers can share, found 127.0.0.1:0',
    ],
    [{ ...valid, listen: '127.0.0.1:99999' }, 'CONFIG_VALUE', /^listen: .* found "127\.0\.0\.1:99999"$/],
    [
      { ...valid, limits: { frame: '0B' } },
      'CONFIG_VALUE',
      'limits.frame: expected size such as 64KB, found "0B"',
    ],
    [
      { ...valid, limits: { positionCheck: '0s' } },
      'CONFIG_VALUE',
      'limits.positionCheck: expected duration above zero such as 20s, found "0s"',
    ],
    [
      { ...valid, limits: { backendRetry: '0s' } },
      'CONFIG_VALUE',
      'limits.backendRetry: expected duration above zero such as 30s, found "0s"',
    ],
    [
      { ...valid, engine: { lease: '0s' } },
      'CONFIG_VALUE',
      'engine.lease: expected duration above zero such as 15s, found "0s"',
    ],
    [
      { ...valid, engine: { timeout: '0ms' } },
      'CONFIG_VALUE',
      'engine.timeout: expected duration from 1ms to 24d such as 3s, found "0ms"',
    ],
    [
      { ...valid, auth: { session: { database: 'sqlite://x', baseUrl: 'https://a.example', sweep: '0s' } } },
      'CONFIG_VALUE',
      'auth.session.sweep: expected duration above zero such as 10s, found "0s"',
    ],
    [
      {
        ...valid,
        backend: { url: 'http://a.example', keys: [{ id: 'b', secret }], rpc: { x: { timeout: '0s' } } },
      },
      'CONFIG_VALUE',
      'backend.rpc.x.timeout: expected duration from 1ms to 24d such as 5s, found "0s"',
    ],
    [
      { ...valid, limits: { backendTimeout: '365d' } },
      'CONFIG_VALUE',
      'limits.backendTimeout: expected duration from 1ms to 24d such as 5s, found "365d"',
    ],
    [
      { ...valid, engine: { timeout: '25d' } },
      'CONFIG_VALUE',
      'engine.timeout: expected duration from 1ms to 24d such as 3s, found "25d"',
    ],
    [
      { ...valid, limits: { ping: '2s', pong: '15s' } },
      'CONFIG_VALUE',
      'limits.pong: expected less than limits.ping, 2s, found 15s',
    ],
    [
      { ...valid, limits: { frame: '64' } },
      'CONFIG_VALUE',
      'limits.frame: expected size such as 64KB, found "64"',
    ],
    [
      { ...valid, channels: { namespaces: { x: { presense: true } } } },
      'CONFIG_VALUE',
      'channels.namespaces.x.presense: expected no such key, found true; did you mean presence?',
    ],
    [
      { ...valid, auth: { token: { keys: [] } } },
      'CONFIG_VALUE',
      'auth.token: expected keys or jwks, found no key',
    ],
  ])('names the wrong key, what was expected and what was found (%#)', async (options, code, message) => {
    await expect(load(options)).rejects.toMatchObject({
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });

  it.each([
    ['{\n  "a": 1,\n}', 'Expected double-quoted property name in line 3'],
    ['{\n  "a": 1\n  "b": 2\n}', "Expected ',' or '}' after property value in line 3"],
    ['{\n  "list": [1,\n  ]\n}', "Unexpected token ']' in line 3"],
    ["{\n  'a': 1\n}", "Expected property name or '}' in line 2"],
    ['{\n  // a comment\n  "a": 1\n}', "Expected property name or '}' in line 2"],
    ['{\n  "a": tru,\n  "b": 1\n}', "Unexpected token ',' in line 2"],
    ['{\n  "a": "no end\n}', 'Bad control character in string literal in line 2'],
    ['{\n  "a": {\n', "Expected property name or '}' in line 3"],
    ['', 'Unexpected end in line 1'],
  ])('names the line in which it stops being JSON (%#)', async (text, found) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'CONFIG_JSON',
      message: expect.stringMatching(/: expected JSON, found /),
    });
    const error = await load(text).catch(({ message }: Error) => message);
    expect(String(error).split('expected JSON, found ')[1]).toBe(found);
  });

  it.each([
    ['{\n  "listen": "a:1",\n  "listen": "b:2"\n}', '"listen" again in line 3'],
    ['{\n  "auth": {},\n  "api": { "auth": [{}, {}] },\n  "auth": {}\n}', '"auth" again in line 4'],
    ['{ "sites": {\n  "a": { "auth": {} },\n  "b": { "x": 1, "x" : 1 }\n} }', '"x" again in line 3'],
    ['{ "x\\"}": 1,\n  "y": "x\\"}: {",\n  "x\\u0022}": 1 }', '"x\\"}" again in line 3'],
  ])('says which key stands twice, of which one would be passed over (%#)', async (text, found) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'CONFIG_JSON',
      message: expect.stringMatching(/: expected each key once, found "/),
    });
    const error = await load(text).catch(({ message }: Error) => message);
    expect(String(error).split('expected each key once, found ')[1]).toBe(found);
  });

  it('may begin with the mark of its encoding that some editors write', async () => {
    expect((await load(`\uFEFF${JSON.stringify(valid)}`)).auth.anonymous).toBe(true);
  });

  it.each([
    [{ origns: [] }, 'origins'],
    [{ Listen: '' }, 'listen'],
    [{ limits: { conections: 1 } }, 'connections'],
    [{ auth: { tokne: {} } }, 'token'],
    [{ auth: { session: { databse: '' } } }, 'database'],
    [{ xyz: 1 }, undefined],
    [{ constructor: 1 }, undefined],
  ])('asks whether another key was meant (%#)', (options, meant) => {
    const [message = ''] = findProblems({ ...valid, ...options })
      .map((problem) => problem.message)
      .filter((text) => text.includes('no such key'));
    expect(/did you mean (\w+)\?$/.exec(message)?.[1]).toBe(meant);
    expect(message).not.toBe('');
  });

  it.each([
    [{ engine: { type: 'postgres' } }, 'engine.type: expected one of "memory", "redis", found "postgres"'],
    [
      { auth: { callback: { url: 'drupal', serviceKey: secret } } },
      'auth.callback.url: expected http(s) URL without user and password such as http://127.0.0.1/nodejs/message, found "drupal"',
    ],
    [{ limits: { commandRate: '5' } }, 'limits.commandRate: expected rate such as 200/s, found "5"'],
    [
      { backend: { url: 'https://joe:hunter2@site.example', keys: [{ id: 'b', secret }] } },
      'backend.url: expected http(s) URL without user and password such as http://127.0.0.1, found 32 characters',
    ],
    [
      { auth: { callback: { url: 'http://', serviceKey: secret } } },
      'auth.callback.url: expected http(s) URL without user and password such as http://127.0.0.1/nodejs/message, found "http://"',
    ],
  ])('shows what a value looks like (%#)', (options, message) => {
    expect(findProblems({ ...valid, ...options }).map((problem) => problem.message)).toContain(message);
  });

  it.each([
    '*',
    'null',
    'https://example.com/',
    'https://Example.com',
    'https://example.com:443',
    'https://a@b.com',
    'https://exa[mple',
  ])('refuses the origin %s, which no browser would ever send', async (text) => {
    await expect(load({ ...valid, origins: [text] })).rejects.toMatchObject({
      message: `origins[0]: expected origin as browsers write it, such as https://example.com, found "${text}"`,
    });
  });

  it.each(['/ä/', '/a b/', '/a/../b/', '//elsewhere.example/', '/a/?b/', '/a', 'a/', ''])(
    'refuses the public path "%s", which no browser would ever ask for',
    async (publicPath) => {
      await expect(load({ ...valid, publicPath })).rejects.toMatchObject({
        code: 'CONFIG_VALUE',
        message: `publicPath: expected path such as /realtime/, found ${JSON.stringify(publicPath)}`,
      });
    },
  );

  it.each(['/', '/realtime/', '/a/b.c_~-/', '/%C3%A4/'])('takes the public path %s', async (publicPath) => {
    expect((await load({ ...valid, publicPath })).publicPath).toBe(publicPath);
  });

  it('listens on loopback until it is told otherwise, with its API in any case', async () => {
    const { listen, api } = await load(valid);
    expect([listen, api.listen]).toEqual(['127.0.0.1:8080', '127.0.0.1:8081']);
  });

  it.each([
    ['127.0.0.1:80', '127.0.0.1:80', true],
    ['127.0.0.1:80', '0.0.0.0:80', true],
    ['[::]:80', '127.0.0.1:80', true],
    ['[::1]:80', '[::]:80', true],
    ['[::1]:80', '0.0.0.0:80', false],
    ['127.0.0.1:80', '127.0.0.2:80', false],
    ['127.0.0.1:80', '127.0.0.1:81', false],
    ['127.0.0.1:0', '127.0.0.1:0', false],
  ])(
    'wants clients at %s and the API at %s apart, which workers would share',
    (listen, apiListen, isWrong) => {
      const api = { ...valid.api, listen: apiListen };
      const options = Value.Default(optionsSchema, { ...valid, listen, api });
      expect(findProblems(options).map(({ message }) => message)).toEqual(
        isWrong
          ? [`api.listen: expected an address that listen, ${listen}, leaves free, found ${apiListen}`]
          : [],
      );
    },
  );

  it('never tells a secret, only how long it is', async () => {
    const weak = 'hunter2-hunter2';
    const error = await load({ ...valid, api: { keys: [{ id: 'a', secret: weak }] } }).catch(
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({
      message:
        'api.keys[0].secret: expected secret of at least 32 characters, with no white space before or behind it, found 15 characters',
    });
    expect(JSON.stringify(error)).not.toContain('hunter2');
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'unquoted.json');
    await writeFile(file, '{"api":{"keys":[{"id":"a","secret":hunter2-hunter2}]}}');
    await expect(loadOptions({ file, env: {} })).rejects.toMatchObject({
      code: 'CONFIG_JSON',
      message: `${file}: expected JSON, found Unexpected token 'h' in line 1`,
    });
    await expect(load({ ...valid, api: { keys: [{ id: 'a', secret: 4711 }] } })).rejects.toMatchObject({
      message:
        'api.keys[0].secret: expected secret of at least 32 characters, with no white space before or behind it, found a number',
    });
  });

  it.each([
    [
      { url: 'redi://push:hunter2@redis' },
      'engine.url: expected redis:// or rediss:// address, found 25 characters',
    ],
    [
      { url: 'redis://push:hun/ter2@redis' },
      'engine.url: expected redis:// or rediss:// address, found 27 characters',
    ],
    [{ sentinelPassword: 4711 }, 'engine.sentinelPassword: expected secret text, found a number'],
  ])('never tells a password of Redis (%#)', async (engine, message) => {
    await expect(load({ ...valid, engine })).rejects.toMatchObject({ message });
  });

  it.each([
    'redis://redis.internal:port',
    'redis://redis.internal:6379/push',
    'redis://redis.internal/-1',
    'redis://:6379',
    'redis://a,',
    'redis://a, http://b',
    'redis://:100%@redis.internal',
    'redis://a b',
  ])('refuses %s, where no Redis can be', async (url) => {
    await expect(load({ ...valid, engine: { type: 'redis', url, prefix: 'x' } })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message: expect.stringMatching(/^engine\.url: expected redis:\/\/ or rediss:\/\/ address, found /),
    });
  });

  it.each([
    ['redis://redis.internal', 'single'],
    ['rediss://push:a-password%2Fof%3Ait@[::1]:6380/15', 'single'],
    ['redis://a:1/, redis://b:2', 'cluster'],
    ['redis://a, redis://b', 'sentinel'],
  ])('takes %s', async (url, mode) => {
    expect((await load({ ...valid, engine: { type: 'redis', url, prefix: 'x', mode } })).engine.url).toBe(
      url,
    );
  });

  it('takes no second Redis, which would be passed over', async () => {
    const engine = { type: 'redis', url: 'redis://a:1, redis://b:2', prefix: 'x' };
    await expect(load({ ...valid, engine })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message:
        'engine.mode: expected "sentinel" or "cluster" for the 2 addresses of engine.url, found "single"',
    });
  });

  it.each([`${'x'.repeat(40)}\n`, ` ${'x'.repeat(40)}`])(
    'refuses a secret with what a file had around it',
    async (secret) => {
      await expect(load({ ...valid, api: { keys: [{ id: 'a', secret }] } })).rejects.toMatchObject({
        message:
          'api.keys[0].secret: expected secret of at least 32 characters, with no white space before or behind it, found 41 characters',
      });
    },
  );

  const site = (n: number, more: object = {}) => ({
    origins: [`https://${n}.example`],
    api: { keys: [{ id: 'a', secret: `${n}`.repeat(32) }] },
    auth: { token: { keys: [{ id: 'k', secret: `${n}`.repeat(40) }] } },
    ...more,
  });

  it('takes several sites, each with its own of everything', async () => {
    const { sites } = await load({ sites: { one: site(1), two: site(2) } });
    expect(sites.two).toMatchObject({
      origins: ['https://2.example'],
      auth: { anonymous: false, token: { keys: [{ id: 'k', algorithm: 'HS256' }] } },
      channels: { defaults: { presence: false } },
      plugins: [],
    });
  });

  it.each([
    [{ sites: { 'a b': site(1) } }, /^sites\.a b: expected a name that fits .*, found another$/],
    [{ sites: { ['__proto__']: site(1) } }, /^sites\.__proto__: expected a name that fits /],
    [{ sites: { a: { ...site(1), limits: {} } } }, 'sites.a.limits: expected no such key, found an object'],
    [{ sites: { a: {} } }, 'sites.a.api.keys: expected at least one key, found none'],
    [
      { sites: { a: site(1, { auth: {} }) } },
      'sites.a.auth: expected token, callback, session or anonymous, found none of them',
    ],
    [
      { sites: { a: site(1, { auth: { token: { keys: [{ id: 'k' }] } } }) } },
      'sites.a.auth.token.keys[0].secret: expected a secret for HS256, found nothing',
    ],
    [
      { sites: { a: site(1) }, origins: ['https://a.example'] },
      'origins: expected it in each of `sites`, found it outside of them',
    ],
    [
      { sites: { a: site(1) }, api: { keys: [{ id: 'a', secret }] } },
      'api.keys: expected it in each of `sites`, found it outside of them',
    ],
    [
      { sites: { a: site(1), b: { ...site(2), api: site(1).api } } },
      'sites.b.api.keys[0]: expected a secret of its own, found that of site a',
    ],
    [
      { sites: { a: site(1), b: { ...site(2), auth: site(1).auth } } },
      'sites.b.auth.token: expected a key "k" of its own, found that of site a',
    ],
    [
      {
        sites: {
          a: site(1, { auth: { anonymous: true } }),
          b: { ...site(2, { auth: { anonymous: true } }), origins: site(1).origins },
        },
      },
      'sites.b.origins[0]: expected an origin of its own, or no way in but tokens, found that of site a',
    ],
    // Signed tokens tell two sites in folders of one host apart.
    [{ sites: { a: site(1), b: { ...site(2), origins: site(1).origins } } }, undefined],
  ])('knows what sites may have in common (%#)', async (options, message) => {
    const loading = load(options);
    await (message === undefined
      ? expect(loading).resolves.toBeTruthy()
      : expect(loading).rejects.toMatchObject({
          message: typeof message === 'string' ? message : expect.stringMatching(message),
        }));
  });

  it('names a namespace that no channel could be in', async () => {
    await expect(load({ ...valid, channels: { namespaces: { 'a b': {} } } })).rejects.toMatchObject({
      message: expect.stringMatching(/^channels\.namespaces\.a b: expected a name that fits /),
    });
  });

  it.each([
    [
      { namespaces: { news: { historySize: 5 } } },
      [
        'channels.namespaces.news.historyTtl: expected a duration above zero, as historySize is 5, found "0s"',
      ],
    ],
    [
      { namespaces: { user: { historyTtl: '0s' } } },
      [
        'channels.namespaces.user.historyTtl: expected a duration above zero, as historySize is 100, found "0s"',
      ],
    ],
    [
      { defaults: { historySize: 7 }, namespaces: { news: {} } },
      ['channels.defaults.historyTtl: expected a duration above zero, as historySize is 7, found "0s"'],
    ],
    [
      { namespaces: { news: { historyTtl: '1h' } } },
      ['channels.namespaces.news.historySize: expected a number above 0, as historyTtl is "1h", found 0'],
    ],
    [
      { namespaces: { chat: { recover: true } } },
      ['channels.namespaces.chat.historySize: expected a number above 0, as recover is true, found 0'],
    ],
    [
      { namespaces: { now: { historySize: 1, historyTtl: '1h', recovery: 'cache' } } },
      ['channels.namespaces.now.recover: expected true, as recovery is "cache", found false'],
    ],
    // What is inherited isn't asked for.
    [{ namespaces: { user: { historySize: 0 } } }, []],
    [{ defaults: { historyTtl: '1h', recover: true, recovery: 'cache' }, namespaces: { news: {} } }, []],
    [{ defaults: { historyTtl: '1h' }, namespaces: { news: { historySize: 5, recover: true } } }, []],
    [{ defaults: { historySize: 7, historyTtl: '1h' }, namespaces: { news: { recover: true } } }, []],
  ])('knows a namespace that would not keep what it is to keep (%#)', async (channels, messages) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'config.json');
    await writeFile(file, JSON.stringify({ ...valid, channels }));
    expect(findProblems(await readOptions({ file, env: {} })).map(({ message }) => message)).toEqual(
      messages,
    );
  });

  it('knows that also of each of several sites', async () => {
    const channels = { namespaces: { news: { historySize: 5 } } };
    await expect(load({ sites: { one: site(1), two: site(2, { channels }) } })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message: expect.stringMatching(/^sites\.two\.channels\.namespaces\.news\.historyTtl: /),
    });
  });

  it('lists every wrong key for `check`', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'config.json');
    await writeFile(file, JSON.stringify({ ...valid, foo: 1, bar: 2, limits: { ping: 5 } }));
    expect(findProblems(await readOptions({ file, env: {} })).map(({ message }) => message)).toEqual([
      'foo: expected no such key, found 1',
      'bar: expected no such key, found 2',
      'limits.ping: expected duration above zero such as 25s, found 5',
    ]);
  });

  it('lists also the last of very many', () => {
    const unknown = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`key${n}`, n]));
    expect(findProblems({ ...unknown, legacy: 'yes' }).map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'key29: expected no such key, found 29',
        'legacy: expected true or false, found "yes"',
      ]),
    );
  });

  it('takes every key from the environment too', async () => {
    const env = {
      NODEJS_PUBLIC_PATH: '/realtime/',
      NODEJS_ORIGINS: '["https://a.example"]',
      NODEJS_API_LISTEN: '127.0.0.1:9',
      NODEJS_AUTH_TOKEN_KEYS: JSON.stringify([{ id: 'k', algorithm: 'HS256', secret }]),
      NODEJS_LIMITS_CHANNELS: '3',
      NODEJS_ENGINE_TYPE: 'redis',
      NODEJS_ENGINE_URL: 'redis://127.0.0.1',
      NODEJS_ENGINE_PREFIX: 'example',
      NODEJS_ENGINE_MODE: '"cluster"',
      NODEJS_CHANNELS_NAMESPACES: '{"x":{"presence":true}}',
    };
    expect(await load(valid, env)).toMatchObject({
      publicPath: '/realtime/',
      origins: ['https://a.example'],
      api: { listen: '127.0.0.1:9' },
      auth: { token: { keys: [{ id: 'k' }] }, anonymous: true },
      limits: { channels: 3, frame: '64KB' },
      engine: { type: 'redis', mode: 'cluster' },
      channels: { namespaces: { x: { presence: true } } },
    });
    for (const [name, text, message] of [
      ['NODEJS_ORIGINS', 'https://a.example', 'expected a list as JSON, found 17 characters that are not'],
      ['NODEJS_API', '', 'expected a block as JSON, found 0 characters that are not'],
    ] as const) {
      await expect(load(valid, { [name]: text })).rejects.toMatchObject({
        code: 'CONFIG_JSON',
        message: `${name}: ${message}`,
      });
    }
    await expect(load(valid, { NODEJS_METRICS: 'no' })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message: 'metrics: expected true or false, found "no"',
    });
    await expect(load(valid, { NODEJS_LIMITS_CHANNELS: 'many' })).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
      message: 'limits.channels: expected integer, found "many"',
    });
    await expect(load(valid, { NODEJS_ENGINE_TYPE: 'postgres' })).rejects.toMatchObject({
      message: 'engine.type: expected one of "memory", "redis", found "postgres"',
    });
  });

  it('takes a block from the environment, and over it what another variable says of one of its keys', async () => {
    const env = {
      NODEJS_ENGINE_SNAPSHOT: '/var/lib/snapshot',
      NODEJS_ENGINE: '{"type":"memory","snapshot":"","lease":"20s"}',
    };
    expect((await load(valid, env)).engine).toMatchObject({ snapshot: '/var/lib/snapshot', lease: '20s' });
  });

  it.each([
    ['NODEJS_ORIGIN', 'NODEJS_ORIGIN: sets no key; did you mean NODEJS_ORIGINS?'],
    ['NODEJS_LISTNE', 'NODEJS_LISTNE: sets no key; did you mean NODEJS_LISTEN?'],
    ['NODEJS_CONFG', 'NODEJS_CONFG: sets no key; did you mean NODEJS_CONFIG?'],
    ['NODEJS_ENGINE_URI', 'NODEJS_ENGINE_URI: sets no key; did you mean NODEJS_ENGINE_URL?'],
    ['NODEJS_LIMITS_SESSIONS', 'NODEJS_LIMITS_SESSIONS: sets no key'],
    ['NODEJS_SITES_NEWS_ORIGINS', 'NODEJS_SITES_NEWS_ORIGINS: sets no key'],
  ])('tells of a variable that sets no key and looks as if it should: %s', (name, told) => {
    expect(findStrays({ [name]: 'x', NODEJS_LISTEN: 'x', NODEJS_CONFIG: 'x', PATH: 'x' })).toEqual([told]);
  });

  it('leaves the variables alone that others have below the same name', () => {
    const others = { NODEJS_VERSION: '24', NODEJS_HOME: '/opt', NODEJS_PATH: '/opt', NODEJS_PAIRING: 'x' };
    const ofKubernetes = { NODEJS_SERVICE_HOST: 'x', NODEJS_SERVICE_PORT: 'x', NODEJS_PORT_80_TCP: 'x' };
    expect(findStrays({ ...others, ...ofKubernetes })).toEqual([]);
  });

  it('is asked for where there is none', async () => {
    await using folder = await temporaryFolder();
    const before = process.cwd();
    process.chdir(folder.path);
    try {
      // Images of others bring the second one.
      for (const env of [{}, { NODEJS_VERSION: '24' }]) {
        await expect(loadOptions({ env })).rejects.toMatchObject({
          code: 'CONFIG_FILE',
          message:
            './drupal-nodejs.json: expected a configuration here, by --config FILE or in NODEJS_… variables, found none',
        });
      }
    } finally {
      process.chdir(before);
    }
  });

  it('must be a readable file with a JSON object', async () => {
    await expect(loadOptions({ file: './not-there.json', env: {} })).rejects.toMatchObject({
      code: 'CONFIG_FILE',
      message: './not-there.json: expected a readable file, found ENOENT',
    });
    for (const [file, found] of [
      ['./not-there.json', 'ENOENT'],
      ['/', 'EISDIR'],
      ['', 'ENOENT'],
    ]) {
      await expect(loadOptions({ env: { NODEJS_CONFIG: file } })).rejects.toMatchObject({
        code: 'CONFIG_FILE',
        message: `NODEJS_CONFIG=${file}: expected a readable file, found ${found}`,
      });
    }
    await expect(load('[]')).rejects.toMatchObject({ code: 'CONFIG_JSON' });
    await expect(load('{"a":')).rejects.toMatchObject({ code: 'CONFIG_JSON' });
  });
});

async function load(options: unknown, env: Record<string, string> = {}) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'config.json');
  await writeFile(file, typeof options === 'string' ? options : JSON.stringify(options));
  return await loadOptions({ file, env });
}
