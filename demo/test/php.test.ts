import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NativePhp } from '../src/php/native-php.ts';
import { outputLimit, type Php, type PhpAccount, type PhpAnswer, type PhpSite } from '../src/php/php.ts';
import { snippets } from '../src/php/snippets.ts';
import { WasmPhp } from '../src/php/wasm-php.ts';

const secret = 'a secret that is long enough to be accepted';
const alice: PhpAccount = { uid: '2', name: 'Alice', roles: ['authenticated', 'editor'], sid: 'the-sid' };

/** Stands where the push server's API is, and keeps what it is sent. */
class Api {
  readonly requests: { path: string; key: string | undefined; body: Record<string, unknown> }[] = [];
  readonly #server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const key = request.headers['x-api-key'];
      this.requests.push({ path: request.url ?? '', key: String(key), body: JSON.parse(text) });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ result: { offset: 1, epoch: 'e', connections: 3 } }));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function findNative(): Promise<boolean> {
  try {
    await NativePhp.open({ settings: {}, roles: {} });
    return true;
  } catch {
    return false;
  }
}

const hasNative = await findNative();
const kinds = [
  { kind: 'wasm', open: (site: PhpSite, url: string) => WasmPhp.open(site, url) },
  ...(hasNative ? [{ kind: 'native', open: (site: PhpSite) => NativePhp.open(site) }] : []),
];
if (!hasNative) console.log('no php on this machine: only PHP from npm is tested');

describe.each(kinds)('the Drupal half on $kind PHP', ({ kind, open }) => {
  const api = new Api();
  let php: Php;

  beforeAll(async () => {
    const url = await api.start();
    const settings = {
      api_url: url,
      public_url: '/realtime/',
      api_key: secret,
      token_key: { id: 'demo', secret },
      callback_key: secret,
    };
    php = await open({ settings, roles: { editor: 'Editor' } }, url);
  });

  afterAll(async () => {
    await php.close();
    await api.stop();
  });

  const run = (code: string): Promise<PhpAnswer> =>
    php.ask({ type: 'console', account: alice, input: { code, outputLimit } });

  test('names itself', () => {
    expect(php.kind).toBe(kind);
    expect(php.version).toMatch(/^8\.\d+\.\d+/);
  });

  test('answers the push server about a token that it issued', async () => {
    const input = { withToken: true, expires: Math.floor(Date.now() / 1000) + 300, contentChannels: [] };
    const { result: page } = await php.ask({ type: 'page', account: alice, input });
    const messageJson = JSON.stringify({
      messageType: 'authenticate',
      authToken: page?.token,
      clientId: 'c',
    });
    const form = { serviceKey: secret, messageJson };
    const { result } = await php.ask({ type: 'callback', account: alice, input: { form } });
    expect(result?.status).toBe(200);
    expect(JSON.parse(result?.body ?? '')).toMatchObject({
      uid: '2',
      nodejsValidAuthToken: true,
      sid: 'the-sid',
      channels: expect.arrayContaining(['user:2', 'role:editor', 'presence:demo']),
      info: { name: 'Alice' },
    });
  });

  test("refuses a token for somebody else's account, a forged one, and a wrong service key", async () => {
    const input = { withToken: true, expires: Math.floor(Date.now() / 1000) + 300, contentChannels: [] };
    const { result: page } = await php.ask({ type: 'page', account: alice, input });
    const ask = async (
      account: PhpAccount | null,
      authToken: unknown,
      serviceKey = secret,
    ): Promise<unknown> => {
      const form = { serviceKey, messageJson: JSON.stringify({ messageType: 'authenticate', authToken }) };
      const { result } = await php.ask({ type: 'callback', account, input: { form } });
      return [result?.status, JSON.parse(result?.body ?? '')];
    };
    const refused = [200, { nodejsValidAuthToken: false }];
    expect(await ask({ ...alice, uid: '3' }, page?.token)).toEqual(refused);
    expect(await ask({ ...alice, sid: 'another' }, page?.token)).toEqual(refused);
    expect(await ask(null, page?.token)).toEqual(refused);
    expect(await ask(alice, `${page?.token}x`)).toEqual(refused);
    expect(await ask(alice, page?.token, 'wrong')).toEqual([403, { error: 'Invalid service key.' }]);
  });

  test('gives anonymous visitors tokens of public channels only', async () => {
    const { result } = await php.ask({ type: 'tokens', account: null, input: { now: Date.now() / 1000 } });
    expect(result).toMatchObject({ user: '' });
    expect(Object.keys(result?.subscriptions as object)).toEqual([
      'nodejs_notify',
      'nodejs_broadcast',
      'content:ticker',
      'content:happenings',
      'content:work',
      'content:articles',
    ]);
  });

  test('revokes a session at the push server', async () => {
    const { result } = await php.ask({ type: 'logout', account: null, input: { uid: '2', sid: 'the-sid' } });
    expect(result).toMatchObject({ connections: 3 });
    const last = api.requests.at(-1);
    expect(last).toMatchObject({
      path: '/api/revoke',
      key: secret,
      body: { user: '2', sid: 'the-sid', mode: 'end' },
    });
  });

  test.each(snippets)('runs the snippet "$title"', async ({ code }) => {
    const before = api.requests.length;
    const answer = await run(code);
    expect(answer.error).toBeNull();
    expect(answer.reported).toEqual([]);
    expect(answer.sent).toHaveLength(1);
    expect(answer.sent[0]).toMatchObject({
      path: '/api/publish',
      status: 200,
      reply: { result: { offset: 1 } },
    });
    expect(api.requests.slice(before).map(({ body }) => body.channel)).toEqual([answer.sent[0]?.channel]);
    expect(JSON.stringify(answer)).not.toContain(secret);
  });

  test('tells what a snippet printed, and the line where it failed', async () => {
    expect(await run('<?php\necho "one";\n\nthrow new Exception("two");')).toMatchObject({
      output: 'one',
      error: { message: 'Exception: two', line: 4 },
    });
    expect(await run('echo 1;\nfoo(')).toMatchObject({ error: { line: 2 } });
    expect(await run('echo $nobody;')).toMatchObject({
      error: null,
      output: '\nWarning: Undefined variable $nobody on line 1\n',
    });
  });

  test('sends what was enqueued before exit() and before a fatal error', async () => {
    const before = api.requests.length;
    expect(await run('nodejs_broadcast_message("a", "b"); exit(3);')).toMatchObject({ error: null });
    const fatal = await run('nodejs_broadcast_message("a", "b"); class A {} class A {}');
    expect(fatal.error?.message).toContain('Cannot declare class A');
    await run('nodejs_broadcast_message("a", "b"); echo str_repeat("x", PHP_INT_MAX);');
    expect(api.requests.length - before).toBeGreaterThanOrEqual(2);
  });

  test('leaves nothing of one run to the next, nor to the site', async () => {
    const change = `
      function left_behind() {}
      $GLOBALS["left"] = 1;
      var_dump(file_put_contents(__DIR__ . "/DemoHost.php", "broken") > 0);`;
    expect(await run(change)).toMatchObject({ output: 'bool(true)\n' });
    const { output } = await run('var_dump(function_exists("left_behind"), isset($GLOBALS["left"]));');
    expect(output).toBe('bool(false)\nbool(false)\n');
    const { result } = await php.ask({ type: 'tokens', account: null, input: { now: Date.now() / 1000 } });
    expect(result).toMatchObject({ user: '' });
  });

  test('keeps the files and the environment of the machine out of reach', async () => {
    const { output } = await run(
      'var_dump(@file_get_contents("/etc/passwd"), getenv("PATH"), function_exists("exec"));',
    );
    expect(output).not.toContain('root:');
    expect(output).not.toContain(process.env.PATH);
    const tried = await run('echo shell_exec("id");');
    expect(tried.output).not.toContain('uid=');
  });

  test('bounds time, output and memory', { timeout: 30_000 }, async () => {
    const endless = await run('while (true);');
    expect(endless).toMatchObject({ timedOut: true, result: null });
    const flood = await run('for ($i = 0; $i < 3000; $i++) echo str_repeat("x", 1000);');
    expect(flood.truncated).toBe(true);
    expect(Buffer.byteLength(flood.output)).toBeLessThanOrEqual(outputLimit);
    const hungry = await run('$a = []; while (true) $a[] = str_repeat("x", 100000);');
    expect(hungry.error?.message).toContain('Allowed memory size');
    // It answers as if nothing had been.
    expect(await run('echo "alive";')).toMatchObject({ output: 'alive', error: null });
  });

  test('reports a push server that is away instead of failing', async () => {
    const away = await open(
      {
        settings: {
          api_url: 'http://127.0.0.1:9',
          public_url: '/realtime/',
          api_key: secret,
          token_key: { id: 'demo', secret },
          callback_key: secret,
        },
        roles: {},
      },
      'http://127.0.0.1:9',
    );
    const answer = await away.ask({
      type: 'console',
      account: null,
      input: { code: 'var_dump(nodejs_broadcast_message("a", "b"));', outputLimit },
    });
    await away.close();
    expect(answer.reported).toHaveLength(1);
    expect(answer.sent[0]).toMatchObject({ status: null, reply: null });
  });
});
