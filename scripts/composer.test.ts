import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasCommand } from '../packages/server/test/proxies/proxy.ts';

const root = join(import.meta.dirname, '..');
const modules = foldersOf('modules');
const recipes = foldersOf('recipes');
const isHere = hasCommand('composer') || process.env.CI === 'true';

describe.skipIf(!isHere)('the Composer packages (apt-get install composer)', { timeout: 120_000 }, () => {
  it.each([...modules, ...recipes])('%s: Composer takes its composer.json', async (folder) => {
    const { stderr, stdout } = await composer(
      join(root, folder),
      'validate',
      '--strict',
      '--no-check-publish',
      '--no-check-lock',
    );
    expect(`${stdout}${stderr}`).toContain('is valid');
  });

  it('install together into an empty project, and a module that wants drupal/nodejs is content with ours', async () => {
    const folder = await temporaryFolder();
    const wanting = join(folder, 'wanting');
    await mkdir(wanting);
    await writeFile(
      join(wanting, 'composer.json'),
      JSON.stringify({
        name: 'drupal/wanting',
        version: '1.0.0',
        type: 'drupal-module',
        require: { 'drupal/nodejs': '*' },
      }),
    );
    const paths = [...[...modules, ...recipes].map((path) => join(root, path)), wanting];
    // What Drupal itself brings, so that nothing is asked of the network.
    const brought = ['drupal/core', 'psr/http-client', 'psr/http-factory', 'psr/log'];
    await writeFile(
      join(folder, 'composer.json'),
      JSON.stringify({
        'minimum-stability': 'dev',
        repositories: [
          { packagist: false },
          ...paths.map((url) => ({ type: 'path', url, options: { symlink: false } })),
          ...brought.map((name) => ({
            type: 'package',
            package: {
              name,
              version: name === 'drupal/core' ? '11.4.5' : name === 'psr/log' ? '3.0.2' : '1.0.3',
              type: 'metapackage',
            },
          })),
        ],
        require: {
          'drupal/wanting': '*',
          'drupal-nodejs/group_chat': '@dev',
          'drupal-nodejs/realtime': '@dev',
        },
      }),
    );
    await composer(folder, 'install', '--no-interaction', '--no-progress', '--ignore-platform-reqs');
    const { stdout } = await composer(folder, 'show', '--name-only');
    expect(stdout.split(/\s+/)).toEqual(
      expect.arrayContaining(['drupal-nodejs/nodejs', 'drupal-nodejs/chatroom', 'drupal-nodejs/realtime']),
    );
    expect(existsSync(join(folder, 'vendor/drupal-nodejs/nodejs/nodejs.info.yml'))).toBe(true);
    expect(existsSync(join(folder, 'vendor/drupal/nodejs'))).toBe(false);
  });
});

describe('the recipes', () => {
  it.each(recipes)('%s: install modules that are there, and grant permissions that they have', (folder) => {
    const recipe = readFileSync(join(root, folder, 'recipe.yml'), 'utf8');
    const [installs = '', grants = ''] = [
      listUnder(recipe, 'install'),
      listUnder(recipe, 'grantPermissions'),
    ];
    const known = readdirSync(join(root, 'modules'), { recursive: true, encoding: 'utf8' });
    for (const name of installs) {
      expect(
        known.some((file) => file.endsWith(`${name}.info.yml`)),
        name,
      ).toBe(true);
    }
    const permissions = known
      .filter((file) => file.endsWith('.permissions.yml'))
      .map((file) => readFileSync(join(root, 'modules', file), 'utf8'))
      .join('\n');
    expect(grants.length).toBeGreaterThan(0);
    for (const name of grants) {
      expect(permissions, name).toMatch(new RegExp(`^['"]?${name}['"]?:`, 'm'));
    }
  });
});

function listUnder(yaml: string, key: string): string[] {
  const [, list = ''] = new RegExp(`^ *${key}:\\n((?: +- .*\\n)+)`, 'm').exec(yaml) ?? [];
  return [...list.matchAll(/- '?([^'\n]+)'?/g)].map(([, item = '']) => item);
}

function foldersOf(name: string): string[] {
  return readdirSync(join(root, name))
    .map((folder) => join(name, folder))
    .filter((folder) => existsSync(join(root, folder, 'composer.json')));
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-composer-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function composer(cwd: string, ...args: readonly string[]) {
  const env = {
    ...process.env,
    COMPOSER_ALLOW_SUPERUSER: '1',
    COMPOSER_ROOT_VERSION: '0.1.0',
    COMPOSER_MIRROR_PATH_REPOS: '1',
  };
  try {
    return await promisify(execFile)('composer', [...args], { cwd, env });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`composer ${args[0]}: ${stdout}${stderr}`);
  }
}
