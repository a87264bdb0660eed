import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Centrifuge } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { version } from '../../src/version.ts';
import { freePorts } from '../free-ports.ts';
import { apiKey, next, temporaryFolder } from '../running-server.ts';
import { command, ServeProcess } from '../serve-process.ts';
import { configure, run, serve } from './command-line.ts';

// Each test starts several processes: on a busy machine that takes its time.
describe('the command line', { timeout: 120_000 }, () => {
  it('serves, signs a token, publishes and tells who is there; SIGTERM ends it with 0', async () => {
    await using folder = await temporaryFolder();
    const [clients, api] = await freePorts();
    const config = await configure(folder.path, {
      listen: `127.0.0.1:${clients}`,
      api: { listen: `127.0.0.1:${api}`, keys: [{ id: 'a', secret: apiKey }] },
    });
    const server = await serve(config);
    const token = (await run('token', '--user', '7', '--config', config)).stdout.trim();
    const subscription = (
      await run('token', '--user', '7', '--channel', 'user:7', '--config', config)
    ).stdout.trim();
    const client = new Centrifuge(`ws://127.0.0.1:${clients}/connection/websocket`, { token });
    const channel = client.newSubscription('user:7', { token: subscription });
    const heard = next<{ data: unknown }>(channel, 'publication');
    channel.subscribe();
    client.connect();
    await channel.ready();

    const published = await run('publish', 'user:7', '{"subject":"Hello"}', '--config', config);
    expect(JSON.parse(published.stdout)).toMatchObject({ offset: 1 });
    expect((await heard).data).toEqual({ subject: 'Hello' });
    expect(JSON.parse((await run('info', '--config', config)).stdout).nodes).toMatchObject([
      { num_clients: 1, num_channels: 1 },
    ]);
    expect((await run('publish', 'nowhere:7', '1', '--config', config)).stderr).toBe(
      'drupal-nodejs: publish: unknown channel, error 102 (API_REFUSED)\n',
    );

    const left = next<{ code: number }>(client, 'connecting');
    server.kill('SIGTERM');
    expect((await left).code).toBe(3001);
    client.disconnect();
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  it('keeps the state when it is told to end before it has started', async () => {
    await using folder = await temporaryFolder();
    const snapshot = join(folder.path, 'snapshot');
    const site = {
      broker: { streams: [], published: [] },
      revocations: [{ user: '7', mode: 'end', at: 4e9 }],
    };
    const state = JSON.stringify({ version: 1, sites: { default: site } });
    await writeFile(snapshot, state);
    const module = join(folder.path, 'slow.mjs');
    await writeFile(
      module,
      `export const createPlugin = () => ({ name: 'slow', methods: {}, start: () => new Promise((resolve) => {
        const alive = setInterval(() => undefined, 1000);
        process.on('SIGTERM', () => {
          clearInterval(alive);
          resolve();
        });
        console.log('starting');
      }) });`,
    );
    const [clients, api] = await freePorts();
    const config = await configure(folder.path, {
      listen: `127.0.0.1:${clients}`,
      api: { listen: `127.0.0.1:${api}`, keys: [{ id: 'a', secret: apiKey }] },
      engine: { snapshot },
      plugins: [{ module, options: {} }],
    });
    const server = spawn(process.execPath, [command, 'serve', '--config', config]);
    await once(server.stdout, 'data');
    server.kill('SIGTERM');

    expect(await once(server, 'exit')).toEqual([0, null]);
    expect(await readFile(snapshot, 'utf8')).toBe(state);
  });

  it('says in one line why it can’t start, and exits with 1', async () => {
    await using folder = await temporaryFolder();
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as { port: number };
    const config = await configure(folder.path, {
      listen: '127.0.0.1:0',
      api: { listen: `127.0.0.1:${port}`, keys: [{ id: 'a', secret: apiKey }] },
    });

    expect(await run('serve', '--config', config)).toEqual({
      code: 1,
      stdout: '',
      stderr: `drupal-nodejs: api.listen: expected to listen on 127.0.0.1:${port}, found EADDRINUSE (LISTEN)\n`,
    });
    busy.close();
    const lost = await configure(folder.path, {
      auth: {
        session: {
          database: `sqlite://localhost/${folder.path}/none.sqlite`,
          baseUrl: 'https://example.com',
        },
      },
    });
    expect(await run('serve', '--config', lost)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^drupal-nodejs: auth\.session: .*none\.sqlite.*\(SESSION\)\n$/),
    });
    const broken = await configure(folder.path, { plugins: [{ module: 'not-installed', options: {} }] });
    expect(await run('serve', '--config', broken)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^drupal-nodejs: plugins: expected not-installed .*\(PLUGIN\)\n$/),
    });
  });

  it('explains itself, and what was wrong with a command', async () => {
    expect((await run('--help')).stdout).toContain('drupal-nodejs publish');
    expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect(await run('sevre')).toMatchObject({
      code: 1,
      stderr:
        'drupal-nodejs: expected one of serve, check, token, publish, info, whoami, queue, init, doctor, got "sevre"; did you mean serve? (USAGE)\n',
    });
    expect((await run('token', '--help')).stdout).toContain('drupal-nodejs token --user 7 --channel user:7');
    for (const words of [
      ['help', 'token'],
      ['token', '-h'],
      ['--help', 'token'],
    ]) {
      expect((await run(...words)).stdout).toContain('drupal-nodejs token --user 7 --channel user:7');
    }
    // What a shell makes of JSON without quotes.
    expect(await run('publish', 'user:7', '{a:', '1}')).toMatchObject({
      code: 1,
      stderr: 'drupal-nodejs: expected CHANNEL JSON, got "user:7" "{a:" "1}" (USAGE)\n',
    });
    expect((await run('queue')).stderr).toBe('drupal-nodejs: expected work NAME, got nothing (USAGE)\n');
    expect((await run('check', '--config', '')).stderr).toBe(
      'drupal-nodejs: --config: expected the name of a file, found nothing (USAGE)\n',
    );
    expect(await run('token', '--usr', '7')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('--usr'),
    });
  });

  it('goes on to its end when nobody reads any more, and its exit code tells of it', async () => {
    await using folder = await temporaryFolder();
    const [, port] = await freePorts();
    const api = { listen: `127.0.0.1:${port}`, keys: [{ id: 'a', secret: apiKey }] };
    const config = await configure(folder.path, { api });
    const whole = await run('doctor', '--quick', '--config', config);
    const cut = spawn(process.execPath, [command, 'doctor', '--quick', '--config', config]);
    cut.stdout.destroy();
    const [[code], stderr] = await Promise.all([once(cut, 'exit'), text(cut.stderr)]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(whole).toMatchObject({ code: 1, stderr: '' });
  });

  it('checks a configuration key by key', async () => {
    await using folder = await temporaryFolder();
    const good = await configure(folder.path, {});
    expect(await run('check', '--config', good)).toMatchObject({
      code: 0,
      stdout: 'the configuration is valid\n',
    });
    const bad = await configure(folder.path, { a: 1, b: 2 });
    expect(await run('check', '--config', bad)).toMatchObject({
      code: 1,
      stdout: '2 wrong\n',
      stderr: expect.stringMatching(/^a: .*\nb: /),
    });
  });

  it('tells of a variable that was meant to set a key, and goes on: it may be somebody else’s', async () => {
    await using server = await ServeProcess.start({}, { NODEJS_ORIGIN: '["https://a.example"]' });
    const told = 'NODEJS_ORIGIN: sets no key; did you mean NODEJS_ORIGINS?';
    expect(await server.said(told)).toMatchObject({ level: 40 });

    const env = { ...process.env, NODEJS_ORIGIN: '["https://a.example"]' };
    const checked = await promisify(execFile)(
      process.execPath,
      [command, 'check', '--config', server.config],
      {
        env,
      },
    );
    expect(checked).toEqual({ stdout: 'the configuration is valid\n', stderr: `${told}\n` });
  });

  it('checks what the keys name: certificate, key and plugins', async () => {
    await using folder = await temporaryFolder();
    const [certificate, key] = [join(folder.path, 'old.crt'), join(folder.path, 'old.key')];
    const request = join(folder.path, 'old.csr');
    for (const args of [
      `req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=old -keyout ${key} -out ${request}`,
      `x509 -req -days -1 -in ${request} -signkey ${key} -out ${certificate}`,
    ]) {
      await promisify(execFile)('openssl', args.split(' '));
    }
    const old = await configure(folder.path, {
      tls: { certificate, key },
      plugins: [{ module: './none.mjs' }],
    });
    expect(await run('check', '--config', old)).toMatchObject({
      code: 1,
      stdout: '2 wrong\n',
      stderr: expect.stringMatching(
        /^tls\.certificate: expected one of today, found one that ended on .* \(TLS\)\nplugins: expected \.\/none\.mjs to make a plugin, .*\(PLUGIN\)\n$/,
      ),
    });
    const swapped = await configure(folder.path, { tls: { certificate: key, key: certificate } });
    expect(await run('check', '--config', swapped)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('expected a certificate and its key as PEM'),
    });
  });

  it('says whether no server answers, or it said no', async () => {
    await using folder = await temporaryFolder();
    const other = createHttpServer((_request, response) => response.end('<h1>Welcome</h1>')).listen(
      0,
      '127.0.0.1',
    );
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const api = { listen: `127.0.0.1:${port}`, keys: [{ id: 'a', secret: apiKey }] };
    const config = await configure(folder.path, { api });
    expect((await run('info', '--config', config)).stderr).toBe(
      `drupal-nodejs: http://127.0.0.1:${port}/api/info: expected a push server, found another (API_UNREACHABLE)\n`,
    );
    other.close();
    other.closeAllConnections();
    expect((await run('info', '--config', config)).stderr).toBe(
      `drupal-nodejs: http://127.0.0.1:${port}/api/info: expected a running server, found ECONNREFUSED (API_UNREACHABLE)\n`,
    );
  });
});
