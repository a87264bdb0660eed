import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../servers/redis-server.ts';
import { apiKey, tokenSecret } from './credentials.ts';

const command = fileURLToPath(new URL('../../../server/bin/drupal-nodejs.js', import.meta.url));

/** A push server of its own process, which can be killed. */
export class ServerProcess {
  readonly port: number;
  readonly #apiPort: number;
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  private constructor(port: number, apiPort: number, env: Readonly<Record<string, string>>) {
    this.port = port;
    this.#apiPort = apiPort;
    this.#env = env;
  }

  static async start(
    engine: Readonly<Record<string, unknown>>,
    limits: Readonly<Record<string, unknown>> = {},
    backend?: Readonly<Record<string, unknown>>,
  ): Promise<ServerProcess> {
    const [port, apiPort] = [await freePort(), await freePort()];
    const server = new ServerProcess(port, apiPort, {
      NODEJS_LISTEN: `127.0.0.1:${port}`,
      NODEJS_API: JSON.stringify({
        listen: `127.0.0.1:${apiPort}`,
        keys: [{ id: 'a1', secret: apiKey }],
      }),
      NODEJS_AUTH: JSON.stringify({
        token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] },
      }),
      NODEJS_ENGINE: JSON.stringify({
        type: 'redis',
        prefix: 'chaos',
        lease: '3s',
        timeout: '1s',
        ...engine,
      }),
      NODEJS_LIMITS: JSON.stringify({ positionCheck: '2s', leaveGrace: '1s', ...limits }),
      NODEJS_DRAIN_WINDOW: '1s',
      ...(backend === undefined ? {} : { NODEJS_BACKEND: JSON.stringify(backend) }),
    });
    await server.start();
    return server;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [command, 'serve'], {
      env: { PATH: process.env.PATH ?? '', ...this.#env },
      stdio: ['ignore', 'pipe', process.env.CHAOS_LOG === undefined ? 'ignore' : 'inherit'],
    });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      let output = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes(' ready')) {
          resolve();
        }
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) {
      return child?.exitCode ?? null;
    }
    const gone = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    const [code] = (await gone) as [number | null];
    return code;
  }

  /** Calls the API; a server that can't answer in time is an error. */
  async call(name: string, body: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(`http://127.0.0.1:${this.#apiPort}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(3_000),
    });
    const answer = (await response.json()) as { result?: Record<string, unknown>; error?: unknown };
    if (answer.result === undefined) {
      throw new Error(`${name}: ${response.status} ${JSON.stringify(answer.error)}`);
    }
    return answer.result;
  }

  /** A figure of its metrics, summed over labels. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`http://127.0.0.1:${this.#apiPort}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^drupal_nodejs_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))]
      .map(([, value]) => Number(value))
      .reduce((sum, value) => sum + value, 0);
  }
}
