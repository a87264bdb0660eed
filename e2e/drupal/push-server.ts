import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { patienceMs } from './patience.ts';
import { ProcessGroup } from './process-group.ts';
import type { Secrets } from './secrets.ts';

const repository = join(import.meta.dirname, '../..');

/** How the push server of a site is configured. */
export interface PushServerOptions {
  readonly port: number;
  readonly apiPort: number;
  readonly secrets: Secrets;
}

interface Listeners {
  readonly channels: Readonly<Record<string, { readonly num_clients: number }>>;
}

/** The real push server, started by its own command beside a Drupal site. */
export class PushServer {
  readonly apiUrl: string;
  readonly publicUrl: string;
  readonly #options: PushServerOptions;
  #folder: string | undefined;
  #process: ProcessGroup | undefined;

  constructor(options: PushServerOptions) {
    this.#options = options;
    this.apiUrl = `http://127.0.0.1:${options.apiPort}`;
    this.publicUrl = `ws://127.0.0.1:${options.port}/realtime/`;
  }

  /** Where clients of the official SDK connect. */
  get webSocketUrl(): string {
    return `${this.publicUrl}connection/websocket`;
  }

  /**
   * Starts it for the Drupal site at `url`, with `more` of a configuration; resolves when it says that it is ready. Its
   * state survives a stop.
   */
  async start(
    site: { readonly url: string; readonly databaseUrl: string },
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'drupal-nodejs-'));
    const file = join(this.#folder, 'drupal-nodejs.json');
    writeFileSync(file, JSON.stringify({ ...this.#config(site.url, site.databaseUrl), ...more }), {
      mode: 0o600,
    });
    this.#process = await ProcessGroup.start(
      'the push server',
      [
        process.execPath,
        '--conditions=source',
        join(repository, 'packages/server/src/cli.ts'),
        'serve',
        '--config',
        file,
      ],
      { cwd: this.#folder, env: process.env, ready: /ready/ },
    );
  }

  /** Calls one method of its HTTP API. */
  async call<Result>(method: string, params: object): Promise<Result> {
    const response = await fetch(`${this.apiUrl}/api/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': this.#options.secrets.apiKey },
      body: JSON.stringify(params),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method}: HTTP ${response.status} ${text}`);
    return (JSON.parse(text) as { result: Result }).result;
  }

  /**
   * Resolves when that many connections listen to a channel.
   *
   * @param exactly - whether more are too many, which may still leave.
   */
  async waitForListeners(
    channel: string,
    count: number,
    { exactly = false }: { readonly exactly?: boolean } = {},
  ): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const { channels } = await this.call<Listeners>('channels', { prefix: channel });
      const found = channels[channel]?.num_clients ?? 0;
      if (exactly ? found === count : found >= count) return;
      if (performance.now() > deadline)
        throw new Error(`${found} of ${count} connections listen to ${channel}`);
      await setTimeout(20);
    }
  }

  /** Its process id, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What it printed. */
  get output(): string {
    return this.#process?.output ?? '';
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** Stops it and removes its files. */
  async remove(): Promise<void> {
    await this.stop();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #config(site: string, database: string): object {
    const { port, apiPort, secrets } = this.#options;
    return {
      listen: `127.0.0.1:${port}`,
      publicPath: '/realtime/',
      origins: [site],
      api: { listen: `127.0.0.1:${apiPort}`, keys: [{ id: 'a1', secret: secrets.apiKey }] },
      auth: {
        token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: secrets.tokenKey }] },
        callback: { url: `${site}/nodejs/message`, serviceKey: secrets.callbackKey },
        session: { database, baseUrl: site, sweep: '1s' },
        anonymous: true,
      },
      backend: {
        url: site,
        keys: [{ id: 'b1', secret: secrets.backendKey }],
        events: ['connect', 'disconnect', 'online', 'offline'],
        rpc: { e2e: {}, example: {} },
        subscribe: { e2e: {} },
        publish: { e2e: {} },
      },
      channels: { namespaces: { e2e: {} } },
      plugins: [{ module: join(import.meta.dirname, 'adder-plugin.ts') }],
      limits: { leaveGrace: '1s' },
    };
  }
}
