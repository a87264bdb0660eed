import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePort } from '../../../server/test/free-ports.ts';

export interface RedisServerOptions {
  /** Lines of its configuration, as arguments. */
  readonly args?: readonly string[];
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default one that is free */
  readonly port?: number;
  /** A network namespace that it is in. */
  readonly namespace?: string;
  /** Listens with TLS on a port of its own, which goes last on the command line. */
  readonly isTls?: boolean;
}

/** A real redis-server of the test's own, in a folder that goes with it. */
export class RedisServer implements AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly folder: string;
  readonly #args: readonly string[];
  readonly #namespace: string | undefined;
  #process: ChildProcess | undefined;

  private constructor(
    { host = '127.0.0.1', port = 0, namespace }: RedisServerOptions,
    folder: string,
    args: readonly string[],
  ) {
    this.host = host;
    this.port = port;
    this.folder = folder;
    this.#args = args;
    this.#namespace = namespace;
  }

  /** Starts one that keeps nothing over its end, unless `args` say so. */
  static async start(options: RedisServerOptions = {}): Promise<RedisServer> {
    const { args = [], isTls = false, port = await freePort() } = options;
    const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-redis-'));
    const all = isTls ? [...args, String(await freePort())] : args;
    const server = new RedisServer({ ...options, port }, folder, all);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://${this.host}:${this.port}`;
  }

  get tlsPort(): number {
    return Number(this.#args.at(-1));
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const { host, port, folder } = this;
    const command = ['redis-server'];
    if (this.#namespace !== undefined) {
      command.unshift('/usr/sbin/ip', 'netns', 'exec', this.#namespace);
    }
    const [program = '', ...first] = command;
    const child = spawn(
      program,
      [
        ...first,
        ...['--port', String(port), '--bind', host, '--dir', folder, '--daemonize', 'no'],
        ...['--save', '', '--appendonly', 'no', '--loglevel', 'notice'],
        ...this.#args,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#process = child;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (/Ready to accept connections|Cluster state changed/.test(log)) {
          resolve();
        }
      });
      child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${log}`)));
      child.once('error', reject);
    });
  }

  /** Sends a signal; resolves at once. */
  signal(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  /** Ends it with a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill(signal);
      await gone;
    }
  }

  /** Lines of its configuration, as arguments. */
  get args(): readonly string[] {
    return this.#args;
  }

  /** A connection of the test's own. */
  connect(): Promise<RedisConnection> {
    return RedisServer.connectTo(this.url);
  }

  static async connectTo(url: string): Promise<RedisConnection> {
    const client = createClient({ url, RESP: 2, commandOptions: { timeout: 0 } });
    client.on('error', () => undefined);
    await client.connect();
    return {
      send: (...args) => client.sendCommand(args),
      [Symbol.asyncDispose]: async () => client.destroy(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export interface RedisConnection extends AsyncDisposable {
  send(...args: string[]): Promise<unknown>;
}
