import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { hasCommand } from '../packages/server/test/proxies/proxy.ts';

const page = readFileSync(new URL('../docs/quick-start-app.md', import.meta.url), 'utf8');
const [app = ''] = blocks('js');
const [nginx = ''] = blocks('nginx');

let folder: string;
let site: Site;

beforeAll(async () => {
  // Where Node finds the packages.
  folder = await mkdtemp(fileURLToPath(new URL('../node_modules/.quick-start-', import.meta.url)));
  const file = join(folder, 'site.sqlite');
  site = await installSite(`sqlite://localhost/${file}`);
  await site.createRole({ id: 'editor', label: 'Editor', permissions: ['access content overview'] });
  await mkdir(join(folder, 'sites/default'), { recursive: true });
  await writeFile(
    join(folder, 'sites/default/settings.php'),
    `<?php
$databases['default']['default'] = ['driver' => 'sqlite', 'database' => '${file}'];
$settings['hash_salt'] = 'salt of settings.php';
`,
  );
});

afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true });
});

describe('docs/quick-start-app.md', { timeout: 60_000 }, () => {
  it.skipIf(!hasCommand('php') && process.env.CI !== 'true')(
    'is an app that knows who is logged in at Drupal, and what they may',
    async () => {
      const url = await start(folder, 'https://example.com');
      await site.createUser({ name: 'admin', passwordHash: '' });
      const alice = await site.createUser({ name: 'Alice', passwordHash: '', roles: ['editor'] });
      const { cookieValue } = await site.createSession({ uid: alice });
      const name = sessionCookieName({ baseUrl: 'https://example.com' });
      const headers = { cookie: `${name}=${encodeURIComponent(cookieValue)}` };
      expect(await (await fetch(`${url}/app/`)).text()).toBe('Hello visitor\n');
      expect(await (await fetch(`${url}/app/`, { headers })).text()).toBe('Hello Alice\n');
      expect((await fetch(`${url}/app/mine`)).status).toBe(401);
      expect(await (await fetch(`${url}/app/mine`, { headers })).json()).toEqual(['authenticated', 'editor']);
      expect(await (await fetch(`${url}/app/desk`, { headers })).text()).toBe('For editors\n');

      // Log-out at Drupal.
      await site.db.deleteFrom('sessions').execute();
      expect(await (await fetch(`${url}/app/`, { headers })).text()).toBe('Hello visitor\n');
    },
  );

  it.skipIf(!hasCommand('nginx') && process.env.CI !== 'true')('has lines that nginx takes', async () => {
    // A socket's path must be short.
    const prefix = await mkdtemp(join(tmpdir(), 'nginx-'));
    onTestFinished(() => rm(prefix, { recursive: true }));
    const file = join(prefix, 'nginx.conf');
    await writeFile(
      file,
      `pid ${prefix}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  server {
    listen unix:${prefix}/nginx.sock;
${nginx}
  }
}
`,
    );
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
    const { stderr } = await promisify(execFile)('nginx', ['-t', '-p', prefix, '-c', file], { env });
    expect(stderr).toContain('test is successful');
  });
});

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(
    ([, text = '']) => text,
  );
}

/** Starts the app as the page says; resolves with its address. */
async function start(...args: readonly string[]): Promise<string> {
  const file = join(folder, 'app.mjs');
  await writeFile(file, app);
  const child: ChildProcess = spawn(process.execPath, ['--conditions=source', file, ...args], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  });
  if (child.stdout === null) throw new Error('no output');
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('the app said nothing');
}
