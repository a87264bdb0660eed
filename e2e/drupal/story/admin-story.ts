import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { readTexts, waitUntilLive } from '../visitor.ts';
import { photograph } from './looks.ts';
import type { Scene } from './scene.ts';

const settingsPath = '/admin/config/services/nodejs';
const reportPath = '/admin/reports/nodejs';
const cli = join(import.meta.dirname, '../../../packages/server/src/cli.ts');

/** What the site's owner does: tests, pairs, watches, disconnects. */
export async function playAdmin({ arrive, site, server, claims, people, screenshot }: Scene): Promise<void> {
  const owner = await arrive(site.admin);

  await claims.check(
    '“Test connection” shows each way, the browser’s too, and all work',
    'administrator in Chromium; screenshots on a desk, on a phone and right to left',
    async () => {
      const page = await owner.open(settingsPath);
      const rows = await test(page);
      const wrong = rows.filter(({ kind }) => kind !== 'success');
      assert.deepEqual(wrong, []);
      await photograph(page, (ending) => screenshot(`test${ending}`), {
        settle: async () => {
          await page.reload();
          await test(page);
        },
      });
      await page.close();
      return rows.map(({ text }) => text).join(' | ');
    },
  );

  const broken = [
    ['token_key', "['token_key']['secret']", /Tokens of users Refused: /],
    ['backend_key', "['backend_key']['secret']", /Server to Drupal Refused: Drupal does not know the key/],
    ['api_key', "['api_key']", /Drupal to server It refuses the API key/],
  ] as const;
  for (const [name, path, expected] of broken) {
    await claims.check(
      `a wrong ${name} is named by the test and by the status report, with what to do`,
      'another secret in settings.php; administrator in Chromium',
      async () => {
        site.changeSettings(`$settings['nodejs']${path} = 'another secret of more than 32 bytes, really';\n`);
        try {
          const page = await owner.open(settingsPath);
          const rows = await test(page);
          const failed = rows.filter(({ kind }) => kind === 'error').map(({ text }) => text);
          assert.ok(
            failed.some((text) => expected.test(text)),
            rows.map(({ text }) => text).join(' | '),
          );
          if (name === 'token_key') {
            assert.equal(failed.length, 2, 'the browser got in with a token that is no good');
            await page.screenshot({ path: screenshot('test-wrong-key'), fullPage: true });
          }
          await page.goto('/admin/reports/status');
          const report = page
            .locator('.system-status-report__row')
            .filter({ hasText: 'Node.js integration:' });
          const text = (await readTexts(report)).join(' ');
          assert.match(text, new RegExp(expected.source.replace('Drupal to server', 'push server')));
          await page.close();
          return failed.join(' | ');
        } finally {
          site.changeSettings();
        }
      },
    );
  }

  await claims.check(
    'one pasted line pairs the site with a server: the page makes it and one for the server, which the server’s own check accepts',
    'administrator in Chromium; settings.php with the line and nothing else; drupal-nodejs check',
    async () => {
      const page = await owner.open(`${settingsPath}/pair`);
      await page.click('#edit-make');
      await page.locator('textarea[readonly]').nth(1).waitFor();
      const [forSite = '', forServer = ''] = await page
        .locator('textarea[readonly]')
        .evaluateAll((areas) => areas.map((area) => (area as unknown as { readonly value: string }).value));
      await page.screenshot({ path: screenshot('pair'), fullPage: true, mask: [page.locator('textarea')] });
      await page.close();
      const json = /^printf '%s' '(.*)' > drupal-nodejs\.json$/.exec(forServer)?.[1];
      assert.ok(json, 'no configuration for the server');
      const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-pair-'));
      try {
        const file = join(folder, 'drupal-nodejs.json');
        writeFileSync(file, json, { mode: 0o600 });
        await promisify(execFile)(process.execPath, ['--conditions=source', cli, 'check', '--config', file]);
      } finally {
        rmSync(folder, { recursive: true });
      }
      site.changeSettings(`unset($settings['nodejs']);\n${forSite}\n`);
      try {
        const answer = (await (await fetch(`${site.url}/nodejs/token`)).json()) as { readonly token: string };
        assert.match(answer.token, /^eyJ/);
      } finally {
        site.changeSettings();
      }
      return 'a token from the new secrets; drupal-nodejs check had nothing to say';
    },
  );

  await claims.check(
    'the report page shows who is connected, keeps itself as it is now, and disconnects a user after a question',
    'administrator in Chromium; Bob comes with a browser of his own; a confirm form',
    async () => {
      const page = await owner.open(reportPath);
      await waitUntilLive(page);
      await server.waitForListeners('nodejs_report', 1);
      const bob = await arrive(people.bob);
      const atBob = await bob.open('/nodejs-e2e/page');
      await waitUntilLive(atBob);
      const start = performance.now();
      const row = page.locator('#nodejs-report tr', { hasText: people.bob.name });
      await row.waitFor();
      const ms = Math.round(performance.now() - start);
      await photograph(page, (ending) => screenshot(`report${ending}`));
      await page.goto(`${reportPath}/disconnect/${people.bob.uid}`);
      await page.click('#edit-submit');
      await page.locator('.messages--status').waitFor();
      await atBob.waitForFunction('Drupal.nodejs.state === "offline"', undefined, { polling: 20 });
      await bob.leave();
      await page.close();
      return `Bob appeared ${ms} ms after his page was live`;
    },
  );
  await owner.leave();

  await claims.check(
    'each page of the administration needs its own permission',
    'Bob, who has none of them, and a visitor, by fetch',
    async () => {
      const visitor = await arrive(people.bob);
      const cookie = await visitor.cookie();
      const paths = [
        settingsPath,
        `${settingsPath}/pair`,
        `${settingsPath}/channel`,
        reportPath,
        `${reportPath}/disconnect/1`,
        '/nodejs-example',
      ];
      for (const path of paths) {
        for (const headers of [{ Cookie: cookie }, {}]) {
          const { status } = await fetch(site.url + path, { headers });
          assert.ok(status === 403 || (status === 404 && path === '/nodejs-example'), `${path}: ${status}`);
        }
      }
      await visitor.leave();
      return `${paths.length} paths`;
    },
  );

  if (!site.hasCommands) return;
  await claims.check(
    'Drupal’s own command line has the module’s commands: status, publish, channels, flush; status fails when a way does',
    'core’s own command line dr on this site, its exit codes and output',
    async () => {
      const status = await site.command('nodejs:status');
      assert.match(status.output, /Drupal to server\s+yes/, status.output.slice(-500));
      const published = await site.command('nodejs:publish', 'user:1', '{"text":"from the command line"}');
      assert.equal(published.code, 0, published.output);
      assert.equal((await site.command('nodejs:channels')).code, 0);
      assert.match((await site.command('nodejs:flush')).output, /0 left/);
      assert.match((await site.command('nodejs:pair', site.url)).output, /nodejs1\./);
      site.changeSettings(
        `$settings['nodejs']['api_key'] = 'another secret of more than 32 bytes, really';\n`,
      );
      try {
        assert.equal((await site.command('nodejs:status')).code, 1);
      } finally {
        site.changeSettings();
      }
      return 'five commands';
    },
  );
}

interface Row {
  readonly kind: string | undefined;
  readonly text: string;
}

/** Presses the button and reads the table when the browser's row has come to an end. */
async function test(page: Page): Promise<readonly Row[]> {
  // By keyboard: on a phone Drupal's own toolbar may lie over the page.
  await page.press('input[value="Test connection"]', 'Enter');
  await page
    .locator('.nodejs-test tr[data-nodejs-test].color-success, .nodejs-test tr[data-nodejs-test].color-error')
    .waitFor();
  return page.locator('.nodejs-test tbody tr').evaluateAll((rows) =>
    rows.map((row) => {
      const { className, children } = row as unknown as {
        readonly className: string;
        readonly children: Iterable<{ readonly textContent: string }>;
      };
      return {
        kind: /color-(\w+)/.exec(className)?.[1],
        text: [...children].map(({ textContent }) => textContent.trim()).join(' '),
      };
    }),
  );
}
