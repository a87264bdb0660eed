import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { freePort } from '../../../packages/server/test/free-ports.ts';
import { hasCommand, TlsProxy } from '../../../packages/server/test/proxies/proxy.ts';
import { behindNginx, nginxBeforeSite } from '../behind-nginx.ts';
import { ProcessGroup } from '../process-group.ts';
import { Visitor, waitUntilLive } from '../visitor.ts';
import type { Scene } from './scene.ts';

const command = join(import.meta.dirname, '../../../packages/server/bin/drupal-nodejs.js');

const recipe = join(import.meta.dirname, '../../../recipes/realtime');

interface Leg {
  readonly name: string;
  readonly state: string;
  readonly found: string;
  readonly code?: string;
}

/** Two commands and a pasted line set a site up behind nginx with TLS; what is broken on purpose is named. */
export async function playSetUp({ site, browser, claims, people, screenshot }: Scene): Promise<void> {
  if (!hasCommand('nginx')) {
    console.log('not tried: a site behind nginx; apt-get install nginx-light');
    return;
  }
  const [port, apiPort] = [await freePort(), await freePort()];
  const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-set-up-'));
  const config = join(folder, 'drupal-nodejs.json');
  await using proxy = await TlsProxy.start(nginxBeforeSite(site.url), `127.0.0.1:${port}`);
  // A site of a real name has a certificate that Node knows.
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: proxy.ca };
  const unpaired = `${behindNginx} $settings['nodejs'] = [];`;
  let server: ProcessGroup | undefined;
  let line = '';
  const doctor = async (): Promise<{ readonly ok: boolean; readonly legs: readonly Leg[] }> =>
    JSON.parse(await run(['doctor', '--quick', '--json', '--config', config], env));
  const failures = async (): Promise<Record<string, string | undefined>> => {
    const { legs } = await doctor();
    return Object.fromEntries(
      legs.filter(({ state }) => state === 'failed').map(({ name, code }) => [name, code]),
    );
  };

  try {
    await claims.check(
      '“init”, the line it prints in settings.php, and “serve” set a site up behind nginx with TLS; the doctor finds every way open, log-ins included',
      'the command as npm links it; nginx with the snippet that init wrote; a site without any keys',
      async () => {
        site.changeSettings(unpaired);
        const said = await run(
          [
            ...['init', '--url', proxy.url, '--root', dirname(dirname(site.directory)), '--php', site.php],
            ...['--site-path', `sites/${basename(site.directory)}`, '--dir', folder],
            ...['--listen', `127.0.0.1:${port}`, '--api', `http://127.0.0.1:${apiPort}`],
          ],
          env,
        );
        line = /^\$settings\['nodejs'\]\['pairing'\] = .*$/m.exec(said)?.[0] ?? '';
        assert.notEqual(line, '');
        assert.equal(await readFile(join(folder, 'setup/nginx.conf'), 'utf8'), proxy.snippet);
        site.changeSettings(`${unpaired} ${line}`);
        server = await ProcessGroup.start('the push server', [process.execPath, command, 'serve'], {
          cwd: folder,
          env,
          ready: /ready/,
        });
        const { ok, legs } = await doctor();
        assert.ok(ok, JSON.stringify(legs.filter(({ state }) => state === 'failed')));
        return legs.map(({ name, state }) => `${name} ${state}`).join(', ');
      },
    );

    await claims.check(
      'the recipe “realtime” applies to a site',
      'core’s own script, as a site’s owner calls it',
      async () => {
        const { code, output } = await site.recipe(recipe);
        assert.equal(code, 0, output);
        const list = await site.ask<readonly string[]>('modules');
        const ours = list.filter((name) => name.startsWith('nodejs'));
        for (const name of [
          'nodejs_views',
          'nodejs_entity',
          'nodejs_notify',
          'nodejs_subscribe',
          'nodejs_ajax',
          'nodejs_watchdog',
        ]) {
          assert.ok(ours.includes(name), ours.join(', '));
        }
        return ours.join(', ');
      },
    );

    await claims.check(
      'a page of that site is live over https, for who logged in',
      'Alice in Chromium, by Drupal’s own form, through nginx',
      async () => {
        const alice = await Visitor.arrive(browser, proxy.url, { trustsAll: true });
        await alice.logIn(people.alice);
        const page = await alice.open('/nodejs-e2e/page');
        await waitUntilLive(page);
        const address = await page.evaluate<string>('performance.getEntriesByType("navigation")[0].name');
        assert.match(address, /^https:/);
        await alice.leave();
        return undefined;
      },
    );

    await claims.check(
      'the status report shows what the doctor found, line by line, the way through nginx included',
      'administrator in Chromium, after a doctor that tried an address where nobody listens, and after one that found nothing wrong',
      async () => {
        const owner = await Visitor.arrive(browser, proxy.url, { trustsAll: true });
        await owner.logIn(site.admin);
        await run(['doctor', '--quick', '--config', config, '--url', 'https://127.0.0.1:1/'], env);
        const page = await owner.open('/admin/reports/status');
        await page.getByText(/^NO address: .*ADDRESS_AWAY/).waitFor();
        await doctor();
        await page.reload();
        await page.getByText(/^ok websocket: /).waitFor();
        await page.getByText('ok publish: what Drupal publishes arrives').scrollIntoViewIfNeeded();
        await page.screenshot({ path: screenshot('status-report-doctor') });
        await owner.leave();
        return undefined;
      },
    );

    await claims.check(
      'each key or address that is wrong in settings.php is named by the doctor',
      'one after the other, and the line as it was after each',
      async () => {
        const wrong = {
          callback_key: `'${'x'.repeat(40)}'`,
          backend_key: `['id' => 'b1', 'secret' => '${'x'.repeat(40)}']`,
          token_key: `['id' => 'k1', 'secret' => '${'x'.repeat(40)}']`,
          api_key: `'${'x'.repeat(40)}'`,
          api_url: `'http://127.0.0.1:1'`,
        };
        const seen: Record<string, unknown> = {};
        for (const [key, value] of Object.entries(wrong)) {
          site.changeSettings(`${unpaired} ${line} $settings['nodejs']['${key}'] = ${value};`);
          seen[key] = await failures();
        }
        site.changeSettings(`${unpaired} ${line}`);
        assert.deepEqual(seen, {
          callback_key: { callback: 'CALLBACK_REFUSED' },
          backend_key: { backend: 'BACKEND_REFUSED' },
          token_key: { token: 'TOKEN_REFUSED' },
          api_key: { publish: 'PUBLISH_REFUSED' },
          api_url: { publish: 'PUBLISH_AWAY' },
        });
        assert.deepEqual(await failures(), {});
        await server?.stop();
        assert.deepEqual(await failures(), { server: 'SERVER_AWAY' });
        return undefined;
      },
    );
  } finally {
    await server?.stop();
    site.changeSettings();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the command; returns what it printed, whatever its exit code. */
function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [command, ...args], { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error !== null && stdout === '') {
        reject(new Error(stderr || error.message));
      } else {
        resolve(stdout);
      }
    });
  });
}
