import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createDrupal } from '@drupal-nodejs/drupal';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { freePorts } from '../../../server/test/free-ports.ts';
import { DrupalDouble } from '../drupal-double.ts';

const script = fileURLToPath(new URL('../../examples/start.js', import.meta.url));

/** One of the examples, run by its own command on a Drupal with Alice and Bob. */
export class RunningExample {
  readonly url: string;
  readonly site: Site;
  readonly database: string;
  readonly folder: string;

  private constructor(parts: Pick<RunningExample, 'url' | 'site' | 'database' | 'folder'>) {
    ({ url: this.url, site: this.site, database: this.database, folder: this.folder } = parts);
  }

  static async start(
    name: 'chat' | 'queue',
    env: Readonly<Record<string, string>> = {},
  ): Promise<RunningExample> {
    const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
    const database = `sqlite://localhost/${join(folder, 'site.sqlite')}`;
    const site = await installSite(database);
    const double = await DrupalDouble.start(site);
    const drupal = await createDrupal({ database, baseUrl: double.url, hashSalt: 'salt of settings.php' });
    double.drupal = drupal;
    const permissions = ['access comments', 'post comments', 'access site reports'];
    await site.createRole({ id: 'member', label: 'Member', permissions });
    await site.createUser({ name: 'admin', passwordHash: '' });
    for (const person of ['Alice', 'Bob']) {
      const uid = await site.createUser({ name: person, passwordHash: '', roles: ['member'] });
      double.passwords.set(person, { uid, pass: `${person}’s secret` });
    }
    const [port = 0, pushPort, apiPort] = await freePorts(3);
    const running = spawn(process.execPath, ['--conditions=source', script, name], {
      env: {
        ...process.env,
        DRUPAL_DATABASE: database,
        DRUPAL_BASE_URL: double.url,
        DRUPAL_HASH_SALT: 'salt of settings.php',
        PORT: String(port),
        PUSH_PORT: String(pushPort),
        API_PORT: String(apiPort),
        NODEJS_ENGINE_SNAPSHOT: '',
        SWEEP: '1s',
        OUTBOX: join(folder, 'outbox'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(async () => {
      await end(running);
      await drupal.close();
      await double.close();
      await site.close();
      rmSync(folder, { recursive: true });
    });
    await said(running, [/ready/, new RegExp(`^${name}.* at http`)]);
    return new RunningExample({ url: `http://127.0.0.1:${port}`, site, database, folder });
  }

  async logIn(page: Page, name: string): Promise<void> {
    await page.goto(this.url);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(`${name}’s secret`);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('live').waitFor();
  }
}

async function end(running: ChildProcess): Promise<void> {
  if (running.exitCode !== null) return;
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  await ended;
}

async function said(running: ChildProcess, wanted: readonly RegExp[]): Promise<void> {
  const left = new Set(wanted);
  if (running.stdout === null) throw new Error('no output');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Read to the end, or the pipe fills up.
  createInterface(running.stdout).on('line', (line) => {
    for (const text of left) if (text.test(line)) left.delete(text);
    if (left.size === 0) resolve();
  });
  running.once('exit', (code) => reject(new Error(`the example ended with ${code}`)));
  await promise;
}
