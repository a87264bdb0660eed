import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../server/test/free-ports.ts';
import { apiKey, tokenSecret } from './credentials.ts';

const command = fileURLToPath(new URL('../../../server/bin/drupal-nodejs.js', import.meta.url));

/** Where a server runs, and for whom. */
interface Place {
  readonly backend?: Readonly<Record<string, unknown>> | undefined;
  /** @default loopback */
  readonly host?: string;
  /** Network that it has for itself. */
  readonly namespace?: string;
  /** @default 1 */
  readonly workers?: number;
  /** Most that its heap may take, in megabytes: a server that leaks ends soon. */
  readonly heapMb?: number;
}

/** A push server of its own process, which can be killed. */
export class ServerProcess {
  readonly port: number;
  readonly host: string;
  /** Open files and bytes of the heap when it was ready. */
  filesAtStart = 0;
  heapAtStart = 0;
  readonly #apiPort: number;
  readonly #namespace: string | undefined;
  readonly #heap: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #process: ChildProcess | undefined;

  private constructor(
    port: number,
    apiPort: number,
    env: Readonly<Record<string, string>>,
    { host = '127.0.0.1', namespace, heapMb }: Place,
  ) {
    this.port = port;
    this.host = host;
    this.#namespace = namespace;
    this.#heap = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`];
    this.#apiPort = apiPort;
    this.#env = env;
  }

  static async start(
    engine: Readonly<Record<string, unknown>>,
    limits: Readonly<Record<string, unknown>> = {},
    { backend, host = '127.0.0.1', workers = 1, ...place }: Place = {},
  ): Promise<ServerProcess> {
    const [port, apiPort] = [await freePort(), await freePort()];
    const server = new ServerProcess(
      port,
      apiPort,
      {
        NODEJS_LISTEN: `${host}:${port}`,
        NODEJS_API: JSON.stringify({
          listen: `${host}:${apiPort}`,
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
        NODEJS_WORKERS: String(workers),
        ...(backend === undefined ? {} : { NODEJS_BACKEND: JSON.stringify(backend) }),
      },
      { host, ...place },
    );
    await server.start();
    return server;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const serve = [process.execPath, ...this.#heap, command, 'serve'];
    const within = this.#namespace === undefined ? [] : ['/usr/sbin/ip', 'netns', 'exec', this.#namespace];
    const [program = '', ...args] = [...within, ...serve];
    const child = spawn(program, args, {
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
    this.filesAtStart = await this.own('process_open_fds');
    this.heapAtStart = await this.own('nodejs_heap_size_used_bytes');
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
    const response = await fetch(`http://${this.host}:${this.#apiPort}/api/${name}`, {
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
  metric(name: string): Promise<number> {
    return this.own(`drupal_nodejs_${name}`);
  }

  /** A figure of its process, by its whole name. */
  async own(name: string): Promise<number> {
    const text = await (await fetch(`http://${this.host}:${this.#apiPort}/metrics`)).text();
    return [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))]
      .map(([, value]) => Number(value))
      .reduce((sum, value) => sum + value, 0);
  }
}
