import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { renderSetup } from '../../../packages/server/src/setup/render.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

const path = '/admin/config/services/nodejs/server';
const cli = join(import.meta.dirname, '../../../packages/server/src/cli.ts');
const hideRoot = `document.addEventListener('DOMContentLoaded', () => {
  for (const area of document.querySelectorAll('textarea')) area.value = area.value.replace(/--root '[^']*'/, "--root '/var/www/web'");
})`;
const files = {
  nginx: 'nginx.conf',
  Apache: 'apache.conf',
  Caddy: 'Caddyfile',
  HAProxy: 'haproxy.cfg',
  Varnish: 'varnish.vcl',
  systemd: 'drupal-nodejs.service',
  supervisor: 'supervisor.conf',
};

/** The page with what a server of this site needs. */
export async function playConfig({
  arrive,
  site,
  claims,
  secrets,
  people,
  screenshot,
}: Scene): Promise<void> {
  await site.ask('install-module', 'nodejs_config');
  const owner = await arrive(site.admin);
  const all = [secrets.apiKey, secrets.tokenKey, secrets.callbackKey, secrets.backendKey];

  await claims.check(
    'the page shows, filled in for this site, the very files that the push server’s own tests put before a server',
    'administrator in Chromium; each text beside what the server’s renderSetup gives',
    async () => {
      const page = await owner.open(path);
      await page.locator('summary', { hasText: 'Places on your machine' }).press('Enter');
      await page.fill('[name="places[folder]"]', '/srv/push server');
      await page.press('[name="places[folder]"]', 'Enter');
      await page.locator('.messages--error').waitFor();
      await page.fill('[name="places[folder]"]', '/srv/push');
      await page.fill('[name="places[listen]"]', '127.0.0.1:9000');
      await page.press('[name="places[listen]"]', 'Enter');
      await page.waitForFunction(
        `[...document.querySelectorAll('textarea')].some(({ value }) => value.includes('/srv/push'))`,
      );
      const texts = await readTexts(page);
      for (const file of Object.values(files)) {
        const expected = renderSetup(file, {
          host: '127.0.0.1',
          path: '/realtime/',
          listen: '127.0.0.1:9000',
          apiListen: '127.0.0.1:8081',
          folder: '/srv/push',
          config: '/etc/drupal-nodejs.json',
          user: 'drupal-nodejs',
          version: '',
        });
        assert.equal(texts[file]?.trim(), expected.trim(), file);
      }
      const html = await page.content();
      for (const secret of all) assert.ok(!html.includes(secret), 'a secret is on the page');
      await page.goto(path);
      // A photograph doesn't tell where this machine has its Drupal.
      await page.addInitScript(hideRoot);
      await page.reload();
      await page.locator('summary', { hasText: 'nginx' }).press('Enter');
      await photograph(page, (ending) => screenshot(`server${ending}`), { settle: () => page.reload() });
      await page.close();
      return Object.keys(files).join(', ');
    },
  );

  await claims.check(
    'the line for drupal-nodejs init, run as it stands, writes a configuration that the server takes, with this site’s keys',
    'a shell; drupal-nodejs check',
    async () => {
      const page = await owner.open(path);
      const line = Object.values(await readTexts(page)).find((text) =>
        text.startsWith('npx drupal-nodejs init'),
      );
      await page.close();
      assert.ok(line, 'there is no such line');
      return inFolder(async (folder) => {
        const command = line
          .replace('npx', '')
          .replace('drupal-nodejs', `'${process.execPath}' --conditions=source '${cli}'`);
        await promisify(execFile)('sh', ['-c', `${command} --php '${site.php}'`], { cwd: folder });
        const config = readFileSync(join(folder, 'drupal-nodejs.json'), 'utf8');
        for (const secret of all) assert.ok(config.includes(secret), 'a secret of the site is missing');
        await check(join(folder, 'drupal-nodejs.json'));
        return line.replaceAll(/'\/[^']*'/g, '…');
      });
    },
  );

  await claims.check(
    'the configuration with its secrets comes on request only, and the server takes it',
    'administrator in Chromium; headers; drupal-nodejs check; Drupal’s form cache and config looked through',
    async () => {
      const page = await owner.open(path);
      await page.locator('summary', { hasText: 'The server is on another machine' }).press('Enter');
      const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
      await page.press('[name=secrets]', 'Enter');
      const headers = (await answered).headers();
      await page.getByLabel('drupal-nodejs.json').waitFor();
      assert.match(headers['cache-control'] ?? '', /no-cache/);
      const json = (await readTexts(page))['drupal-nodejs.json'] ?? '';
      for (const secret of all) assert.ok(json.includes(secret), 'a secret is missing');
      await page.screenshot({ path: screenshot('server-secrets'), mask: [page.locator('textarea')] });
      await page.reload();
      await page.goto(path);
      assert.ok(!(await page.content()).includes(secrets.apiKey), 'the next page shows it too');
      await page.close();
      const kept = await site.ask<readonly string[]>('find-text', secrets.apiKey);
      assert.deepEqual(kept, [], 'the database has it');
      return inFolder(async (folder) => {
        const file = join(folder, 'drupal-nodejs.json');
        writeFileSync(file, json, { mode: 0o600 });
        await check(file);
        return headers['cache-control'];
      });
    },
  );

  await claims.check('nobody else gets the page', 'Alice, an editor, and an anonymous visitor', async () => {
    const alice = await arrive(people.alice);
    const answer = await fetch(`${site.url}${path}`, { headers: { Cookie: await alice.cookie() } });
    assert.equal(answer.status, 403);
    assert.equal((await fetch(`${site.url}${path}`)).status, 403);
    await alice.leave();
    return 'HTTP 403';
  });

  if (site.hasCommands) {
    await claims.check('the command nodejs:setup prints the same', 'core’s own command line dr', async () => {
      const { code, output } = await site.command('nodejs:setup', 'https://example.com', 'nginx.conf');
      assert.equal(code, 0, output);
      assert.match(output, /location \^~ \/realtime\//);
      const unknown = await site.command('nodejs:setup', 'https://example.com', 'nothing');
      assert.equal(unknown.code, 1);
      return output.trim().split('\n')[1];
    });
  }

  await owner.leave();
}

/** The texts to copy by their labels. */
function readTexts(page: Page): Promise<Readonly<Record<string, string>>> {
  return page.evaluate<Readonly<Record<string, string>>>(
    `Object.fromEntries([...document.querySelectorAll('textarea[readonly]')].map((area) => [area.labels[0].textContent.trim(), area.value]))`,
  );
}

async function check(file: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--conditions=source', cli, 'check', '--config', file]);
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-config-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
