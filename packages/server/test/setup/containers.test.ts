import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadOptions } from '../../src/configuration/load-options.ts';
import { renderSetup } from '../../src/setup/render.ts';
import { temporaryFolder } from '../running-server.ts';

const require = createRequire(import.meta.url);
const values = {
  host: 'example.com',
  path: '/realtime/',
  listen: '127.0.0.1:8080',
  apiListen: '127.0.0.1:8081',
  folder: '',
  config: '',
  user: '',
  version: '0.1.0',
};

// No engine runs them here: linters look at them, and the server reads what they set.
describe('the files for containers', { timeout: 60_000 }, () => {
  it('leave dclint nothing to say, but that a name has a variable of DDEV’s', async () => {
    await using folder = await temporaryFolder();
    const lint = async (file: string, ...flags: readonly string[]): Promise<string> => {
      const target = join(folder.path, 'docker-compose.yaml');
      await writeFile(target, renderSetup(file, values));
      const config = join(folder.path, 'dclint.json');
      await writeFile(
        config,
        JSON.stringify({ rules: { 'require-quotes-in-ports': [1, { quoteType: 'double' }] } }),
      );
      return run('dclint', 'dclint', [target, '--config', config, '--max-warnings', '0', ...flags]);
    };
    expect(await lint('compose.yaml')).toBe('');
    const ofDdev = ['service-container-name-regex', 'require-project-name-field'];
    const flags = ofDdev.flatMap((rule) => ['--disable-rule', rule]);
    expect(await lint('ddev/docker-compose.drupal-nodejs.yaml', ...flags)).toBe('');
    await expect(lint('ddev/docker-compose.drupal-nodejs.yaml')).rejects.toThrow('invalid container name');
  });

  it('leave the linter of Dockerfiles nothing to say', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'Dockerfile');
    await writeFile(file, renderSetup('Containerfile', values));
    expect(await run('dockerfile-utils', 'dockerfile-utils', ['lint', file])).toBe('');
    await writeFile(file, renderSetup('Containerfile', values).replace('EXPOSE', 'EXPOSES'));
    await expect(run('dockerfile-utils', 'dockerfile-utils', ['lint', file])).rejects.toThrow('EXPOSES');
  });

  it('set options that the server has', async () => {
    await using folder = await temporaryFolder();
    await mkdir(folder.path, { recursive: true });
    const config = join(folder.path, 'drupal-nodejs.json');
    const secret = 'x'.repeat(32);
    const auth = { token: { keys: [{ id: 'k', secret }] } };
    await writeFile(config, JSON.stringify({ api: { keys: [{ id: 'a', secret }] }, auth }));
    const container = [...renderSetup('Containerfile', values).matchAll(/(NODEJS_\w+)=(\S+)/g)];
    const compose = [...renderSetup('compose.yaml', values).matchAll(/(NODEJS_\w+): '(.*)'/g)];
    const env = Object.fromEntries([...container, ...compose].map(([, name = '', value]) => [name, value]));
    expect(Object.keys(env).length).toBeGreaterThan(4);
    expect(await loadOptions({ env: { ...env, NODEJS_CONFIG: config } })).toMatchObject({
      listen: '0.0.0.0:8080',
      api: { listen: '0.0.0.0:8081' },
      trustedProxies: ['127.0.0.1', '172.16.0.0/12'],
      engine: { snapshot: '/var/lib/drupal-nodejs/snapshot' },
    });
  });
});

/** Runs a command of a package; returns what it says. @throws Error with it, when it is content with nothing */
async function run(name: string, command: string, args: readonly string[]): Promise<string> {
  const manifest = require(`${name}/package.json`) as { bin: Record<string, string> };
  const file = join(dirname(require.resolve(`${name}/package.json`)), manifest.bin[command] ?? '');
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args]);
    return `${stdout}${stderr}`.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`);
  }
}
