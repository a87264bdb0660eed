import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installSite } from '@drupal-nodejs/drupal/install';
import { describe, expect, it } from 'vitest';
import { hasCommand } from '../proxies/proxy.ts';
import { temporaryFolder } from '../running-server.ts';
import { run } from './command-line.ts';
import { runOnTerminal } from './terminal.ts';

const core = fileURLToPath(new URL('../../../../modules/nodejs/src/Core', import.meta.url));
const line = /^\$settings\['nodejs'\]\['pairing'\] = '(nodejs1\.[\w-]+)';$/m;

// Each test starts processes: on a busy machine that takes its time.
describe('drupal-nodejs init', { timeout: 120_000 }, () => {
  it('writes a configuration that holds, for its owner only, and the files of everything around', async () => {
    await using folder = await temporaryFolder();
    const { code, stdout } = await init(folder.path, '--url', 'https://example.com/');
    expect(code).toBe(0);
    const config = join(folder.path, 'drupal-nodejs.json');
    expect((await stat(config)).mode & 0o777).toBe(0o600);
    expect(await run('check', '--config', config)).toMatchObject({ code: 0 });
    expect(stdout).toMatch(line);
    expect(await read(folder.path, 'setup/nginx.conf')).toContain('location ^~ /realtime/ {');
    expect(await read(folder.path, 'setup/drupal-nodejs.service')).toContain(`serve --config ${config}\n`);
    expect(await read(folder.path, 'setup/ddev/nginx/drupal-nodejs.conf')).toContain('drupal-nodejs:8080');
  });

  it('makes secrets that nobody has', async () => {
    await using folder = await temporaryFolder();
    const configs = ['a', 'b'].map(async (name) => {
      const dir = join(folder.path, name);
      await init(dir, '--url', 'https://example.com');
      return secretsOf(JSON.parse(await read(dir, 'drupal-nodejs.json')));
    });
    const secrets = (await Promise.all(configs)).flat();
    expect(secrets).toHaveLength(8);
    expect(new Set(secrets).size).toBe(8);
  });

  it('says so in a line where it can’t write', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a-file');
    await writeFile(file, '');
    expect(await init(file, '--url', 'https://example.com')).toEqual({
      code: 1,
      stdout: '',
      stderr: `drupal-nodejs: --dir: expected a folder to write to, found ENOTDIR at ${join(file, 'drupal-nodejs.json')} (USAGE)\n`,
    });
  });

  it('replaces nothing without being asked for, and nothing at all then', async () => {
    await using folder = await temporaryFolder();
    await init(folder.path, '--url', 'https://example.com');
    const before = await read(folder.path, 'drupal-nodejs.json');
    const again = await init(folder.path, '--url', 'https://other.example', '--public', '/push/');
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/drupal-nodejs\.json, setup\/nginx\.conf, .* --force \(USAGE\)\n$/s),
    });
    expect(await read(folder.path, 'drupal-nodejs.json')).toBe(before);
    expect(await read(folder.path, 'setup/nginx.conf')).toContain('/realtime/');
    expect((await init(folder.path, '--url', 'https://other.example', '--force')).code).toBe(0);
    expect(await read(folder.path, 'drupal-nodejs.json')).toContain('https://other.example');
    // New secrets are all that differs.
    expect((await init(folder.path, '--url', 'https://other.example')).stderr).toContain(
      'has drupal-nodejs.json already, and it says something else: ',
    );
  });

  it('keeps the keys of settings.php, makes those that lack, and reads its database', async () => {
    await using folder = await temporaryFolder();
    const database = `sqlite://localhost/${join(folder.path, 'site.sqlite')}`;
    await (await installSite(database)).close();
    const settings = await settingsIn(
      folder.path,
      database,
      `$settings['nodejs']['api_key'] = '${'a'.repeat(40)}';`,
    );
    const dir = join(folder.path, 'server');
    const first = await init(dir, '--root', folder.path, '--url', 'https://example.com/');
    expect(JSON.parse(await read(dir, 'drupal-nodejs.json'))).toMatchObject({
      origins: ['https://example.com'],
      api: { keys: [{ secret: 'a'.repeat(40) }] },
      auth: { session: { database, baseUrl: 'https://example.com' } },
    });
    expect(first.stdout).toMatch(/^ok +Drupal's tables are there/m);
    expect(first.stdout).toContain(settings);

    const [pasted = ''] = line.exec(first.stdout) ?? [];
    await settingsIn(
      folder.path,
      database,
      `$settings['nodejs']['api_key'] = '${'a'.repeat(40)}';\n${pasted}`,
    );
    const before = secretsOf(JSON.parse(await read(dir, 'drupal-nodejs.json')));
    const second = await init(dir, '--root', folder.path, '--url', 'https://example.com/');
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to paste') });
    expect(secretsOf(JSON.parse(await read(dir, 'drupal-nodejs.json')))).toEqual(before);
  });

  it('says in one line what is missing, and writes nothing', async () => {
    await using folder = await temporaryFolder();
    const dir = join(folder.path, 'none');
    expect((await init(dir)).stderr).toContain('--url: expected');
    for (const url of [
      'x',
      'https://joe:hunter2@example.com',
      'https://example.com/?x',
      'https://example.com/#x',
    ]) {
      const { stderr } = await init(dir, '--url', url);
      expect(stderr).toMatch(/^drupal-nodejs: --url: expected an address like https:\/\/example\.com/);
      expect(stderr).not.toContain('hunter2');
    }
    for (const path of ['/a b/', '/', '//elsewhere.example/']) {
      expect((await init(dir, '--url', 'https://example.com', '--public', path)).stderr).toContain(
        '--public: expected',
      );
    }
    expect((await init(dir, '--url', 'https://example.com', '--api', 'x')).stderr).toContain(
      '--api: expected',
    );
    expect((await init(dir, '--url', 'https://example.com', '--user', 'a\nb')).stderr).toContain(
      '--user: expected',
    );
    expect((await init(dir, '--url', 'https://example.com', '--listen', '127.0.0.1:8081')).stderr).toContain(
      'api.listen: expected an address that listen, 127.0.0.1:8081, leaves free',
    );
    expect((await init(`${dir} x`, '--url', 'https://example.com')).stderr).toContain('--dir: expected');
    const none = await init(dir, '--root', '/nowhere', '--url', 'https://example.com');
    expect(none.stderr).toMatch(/expected a file .*settings\.php, found none \(DRUPAL_SETTINGS\)\n$/);
    await expect(stat(dir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.skipIf(!hasCommand('script') && process.env.CI !== 'true')(
    'asks on a terminal for the address, and before it replaces anything; no leaves everything as it was',
    async () => {
      await using folder = await temporaryFolder();
      const question = 'as browsers see it (https://example.com): ';
      const first = await runOnTerminal(['init', '--dir', folder.path], [[question, 'https://site.example']]);
      expect(first.code).toBe(0);
      expect(first.shown).toMatch(line);
      const before = await read(folder.path, 'drupal-nodejs.json');
      expect(before).toContain('https://site.example');

      const again = ['init', '--dir', folder.path, '--url', 'https://other.example'];
      const no = await runOnTerminal(again, [['[y/N] ', '']]);
      expect(no.shown).toMatch(/drupal-nodejs\.json, .* Replace them\? \[y\/N\]/s);
      expect(no).toMatchObject({ code: 1, shown: expect.stringContaining('nothing was written (USAGE)') });
      expect(await read(folder.path, 'drupal-nodejs.json')).toBe(before);

      expect(await runOnTerminal(again, [['[y/N] ', 'y']])).toMatchObject({ code: 0 });
      expect(await read(folder.path, 'drupal-nodejs.json')).toContain('https://other.example');
      for (const key of ['\x03', '\x04']) {
        const left = await runOnTerminal(['init', '--dir', folder.path], [[question, key]]);
        expect(left).toMatchObject({
          code: 1,
          shown: expect.stringMatching(/: \ndrupal-nodejs: nothing was written \(USAGE\)\n/),
        });
        expect(left.shown).not.toContain('Abort');
      }
      const wrong = await runOnTerminal(['init', '--dir', folder.path], [[question, 'example']]);
      expect(wrong).toMatchObject({ code: 1, shown: expect.stringContaining('--url: expected an address') });
    },
  );

  it('leaves a file that it replaces to its owner, who is the server’s account', async () => {
    await using folder = await temporaryFolder();
    await init(folder.path, '--url', 'https://example.com');
    const config = join(folder.path, 'drupal-nodejs.json');
    const owner = process.getuid?.() === 0 ? 65_534 : (await stat(config)).uid;
    if (process.getuid?.() === 0) await chown(config, owner, owner);
    expect((await init(folder.path, '--url', 'https://other.example', '--force')).code).toBe(0);
    expect(await stat(config)).toMatchObject({ uid: owner });
    expect((await stat(config)).mode & 0o777).toBe(0o600);
  });

  it('brings the chatroom along, where it knows the database', async () => {
    await using folder = await temporaryFolder();
    const database = `sqlite://localhost/${join(folder.path, 'site.sqlite')}`;
    await (await installSite(database)).close();
    await settingsIn(folder.path, database, '');
    const dir = join(folder.path, 'server');
    const wish = ['--url', 'https://example.com', '--chatroom'];
    expect((await init(dir, ...wish)).stderr).toContain('--chatroom: expected --root as well');
    expect((await init(dir, ...wish, '--root', folder.path)).code).toBe(0);
    expect(JSON.parse(await read(dir, 'drupal-nodejs.json'))).toMatchObject({
      channels: { namespaces: { chat: { presence: true, joinLeave: true } } },
      plugins: [{ module: '@drupal-nodejs/chatroom', options: { database, events: true } }],
    });
    expect(await read(dir, 'setup/Containerfile')).toContain('@drupal-nodejs/chatroom@');
  });

  it.skipIf(!hasCommand('php') && process.env.CI !== 'true')(
    'makes a line that Drupal reads, with what the server has, as Drupal’s own would be',
    async () => {
      await using folder = await temporaryFolder();
      const { stdout } = await init(folder.path, '--url', 'https://example.com');
      const config = JSON.parse(await read(folder.path, 'drupal-nodejs.json'));
      const [, pairing = ''] = line.exec(stdout) ?? [];
      const values = await php('echo json_encode(Pairing::read($argv[1]));', pairing);
      expect(values).toEqual({
        api_url: 'http://127.0.0.1:8081',
        public_url: '/realtime/',
        site: 'default',
        api_key: config.api.keys[0].secret,
        token_key: { id: 'k1', secret: config.auth.token.keys[0].secret },
        callback_key: config.auth.callback.serviceKey,
        backend_key: config.backend.keys[0],
      });
      const theirs = await php(
        "echo Pairing::generate('http://127.0.0.1:8081', '/realtime/')->serverConfig($argv[1], $argv[1]);",
        'https://example.com',
      );
      const { trustedProxies, ...shared } = config;
      expect(withoutSecrets(shared)).toEqual(withoutSecrets(theirs as object));
      expect(trustedProxies).toEqual(['127.0.0.1', '::1']);
    },
  );
});

function init(dir: string, ...args: readonly string[]) {
  return run('init', '--dir', dir, ...args);
}

function read(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

async function settingsIn(root: string, database: string, php: string): Promise<string> {
  const file = join(root, 'sites/default/settings.php');
  await mkdir(join(root, 'sites/default'), { recursive: true });
  const path = database.slice('sqlite://localhost/'.length);
  await writeFile(
    file,
    `<?php\n$databases['default']['default'] = ['driver' => 'sqlite', 'database' => '${path}'];\n${php}\n`,
  );
  return file;
}

function secretsOf(value: unknown): string[] {
  return Object.entries(value ?? {}).flatMap(([key, inner]) => {
    const isSecret = key === 'secret' || key === 'serviceKey';
    return isSecret ? [String(inner)] : typeof inner === 'object' ? secretsOf(inner) : [];
  });
}

function withoutSecrets(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) => (key === 'secret' || key === 'serviceKey' ? '' : inner)),
  );
}

async function php(code: string, ...args: readonly string[]): Promise<unknown> {
  const script = `require '${core}/autoload.php'; use Drupal\\nodejs\\Core\\Pairing; ${code}`;
  const { stdout } = await promisify(execFile)('php', ['-r', script, '--', ...args]);
  return JSON.parse(stdout);
}
