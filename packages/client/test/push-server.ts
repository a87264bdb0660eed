import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const command = join(import.meta.dirname, '../../server/src/cli.ts');

interface ServerConfig {
  readonly auth?: object;
  readonly [block: string]: unknown;
}

/** The real push server, started by its own command on free ports. */
export class PushServer {
  readonly #secrets = { api: secret(), token: secret() };
  readonly #folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-client-'));
  readonly #config: ServerConfig;
  #process: ChildProcess | undefined;
  #port = 0;
  #apiPort = 0;

  private constructor(config: ServerConfig) {
    this.#config = config;
  }

  /** @param config - what differs from a server that knows tokens only. */
  static async start(config: ServerConfig = {}): Promise<PushServer> {
    const server = new PushServer(config);
    await server.start();
    return server;
  }

  /** Its public address. */
  get url(): string {
    return `ws://127.0.0.1:${this.#port}/`;
  }

  /** Starts it, again on the ports it had. */
  async start(): Promise<void> {
    const file = join(this.#folder, 'drupal-nodejs.json');
    const config = {
      listen: `127.0.0.1:${this.#port}`,
      api: { listen: `127.0.0.1:${this.#apiPort}`, keys: [{ id: 'a1', secret: this.#secrets.api }] },
      engine: { type: 'memory', snapshot: '' },
      ...this.#config,
      auth: {
        token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: this.#secrets.token }] },
        ...this.#config.auth,
      },
    };
    writeFileSync(file, JSON.stringify(config));
    const child = spawn(process.execPath, ['--conditions=source', command, 'serve', '--config', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    // A test that timed out disposes of nothing.
    const endWithUs = () => child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const ports = /ready\n +clients +ws:.*?:(\d+)\/.*\n +api +http:.*?:(\d+)\//.exec(output);
        if (ports === null) return;
        [this.#port, this.#apiPort] = [Number(ports[1]), Number(ports[2])];
        resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(`the push server ended before it was ready:\n${output}`)));
    });
  }

  /** Ends it at once, as a crash would: nothing is kept. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Calls one method of its HTTP API. */
  async call<Result = unknown>(method: string, params: object): Promise<Result> {
    const response = await fetch(`http://127.0.0.1:${this.#apiPort}/api/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-API-Key': this.#secrets.api },
      body: JSON.stringify(params),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method}: HTTP ${response.status} ${text}`);
    return (JSON.parse(text) as { readonly result: Result }).result;
  }

  publish(channel: string, data: unknown, rest: object = {}): Promise<unknown> {
    return this.call('publish', { channel, data, ...rest });
  }

  /** Signs a token as Drupal would. */
  sign(claims: object): string {
    const parts = [{ alg: 'HS256', typ: 'JWT', kid: 'k1' }, claims];
    const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${signed}.${createHmac('sha256', this.#secrets.token).update(signed).digest('base64url')}`;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
