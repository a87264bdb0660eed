import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../../packages/server/test/free-ports.ts';
import { patienceMs } from './patience.ts';
import { ProcessGroup } from './process-group.ts';
import type { Scene } from './story/scene.ts';

const start = join(import.meta.dirname, '../../packages/app/examples/start.js');

/** One of the examples of packages/app, run by its own command on a throwaway site. */
export class ExampleApp implements AsyncDisposable {
  readonly url: string;
  readonly outbox: string;
  readonly #folder: string;
  readonly #process: ProcessGroup;

  private constructor(url: string, folder: string, process: ProcessGroup) {
    this.url = url;
    this.#folder = folder;
    this.outbox = join(folder, 'outbox');
    this.#process = process;
  }

  static async start(
    name: 'chat' | 'queue',
    { site, secrets }: Scene,
    env: Readonly<Record<string, string>> = {},
  ): Promise<ExampleApp> {
    const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
    const [port, pushPort, apiPort] = [await freePort(), await freePort(), await freePort()];
    const running = await ProcessGroup.start(
      `the example ${name}`,
      [process.execPath, '--conditions=source', start, name],
      {
        env: {
          ...process.env,
          DRUPAL_DATABASE: site.databaseUrl,
          DRUPAL_BASE_URL: site.url,
          DRUPAL_HASH_SALT: secrets.hashSalt,
          PORT: String(port),
          PUSH_PORT: String(pushPort),
          API_PORT: String(apiPort),
          NODEJS_ENGINE_SNAPSHOT: '',
          OUTBOX: join(folder, 'outbox'),
          ...env,
        },
        ready: new RegExp(`(?=[^]*ready)(?=[^]*${name}.* at http)`),
      },
    );
    return new ExampleApp(`http://127.0.0.1:${port}`, folder, running);
  }

  /** Logs in on the example's page, in a browser of one's own. */
  async visit(browser: Browser, name: string, password: string): Promise<Page> {
    const context = await browser.newContext();
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    await page.goto(this.url);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('live').waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
