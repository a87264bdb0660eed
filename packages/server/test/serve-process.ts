import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePorts } from './free-ports.ts';
import { apiKey, origin, tokenSecret } from './keys.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const command = fileURLToPath(new URL('../bin/drupal-nodejs.js', import.meta.url));

/** One line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** `drupal-nodejs serve` as a process of its own, and its successors. */
export class ServeProcess implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly config: string;
  readonly clients: string;
  readonly api: string;
  readonly log: LogLine[] = [];
  readonly #folder: AsyncDisposable;
  readonly #changed = new Set<() => void>();
  readonly #allEnded: Promise<unknown>;
  readonly #exited: Promise<unknown>;
  /** Of the process that serves now. */
  pid: number;

  private constructor(
    process: ChildProcess,
    config: string,
    folder: AsyncDisposable,
    [clients, api]: readonly [string, string],
  ) {
    this.process = process;
    this.pid = process.pid ?? 0;
    this.config = config;
    this.#folder = folder;
    this.clients = clients;
    this.api = api;
    // A successor holds the same pipes.
    this.#allEnded = once(process, 'close');
    this.#exited = once(process, 'exit');
    for (const stream of [process.stdout, process.stderr]) {
      if (stream !== null) {
        createInterface(stream).on('line', (line) => this.#read(line));
      }
    }
  }

  /** Resolves when the process that was started has ended. */
  get exited(): Promise<unknown> {
    return this.#exited;
  }

  /** Starts a server, and waits until it is ready. */
  static async start(
    options: object = {},
    env: Readonly<Record<string, string>> = {},
    { openFiles }: { readonly openFiles?: number } = {},
  ): Promise<ServeProcess> {
    const folder = await temporaryFolder();
    const ports = await freePorts();
    const [clients, api] = ports.map((port) => `127.0.0.1:${port}`) as [string, string];
    const config = join(folder.path, 'config.json');
    const defaults = {
      listen: clients,
      origins: [origin],
      api: { listen: api, keys: [{ id: 'a', secret: apiKey }] },
      auth: { token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] } },
      engine: { type: 'memory', snapshot: join(folder.path, 'snapshot') },
      drainWindow: '1s',
    };
    await writeFile(config, JSON.stringify({ ...defaults, ...options }));
    return ServeProcess.#run(config, folder, [clients, api], env, openFiles);
  }

  /** Starts it once more, after its end. */
  again(): Promise<ServeProcess> {
    return ServeProcess.#run(this.config, this.#folder, [this.clients, this.api], {});
  }

  static async #run(
    config: string,
    folder: AsyncDisposable,
    addresses: readonly [string, string],
    env: Readonly<Record<string, string>>,
    openFiles?: number,
  ): Promise<ServeProcess> {
    const serve = [process.execPath, command, 'serve', '--config', config];
    const [program = '', ...args] =
      openFiles === undefined ? serve : ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$0" "$@"`, ...serve];
    const server = new ServeProcess(
      spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, ...env },
      }),
      config,
      folder,
      addresses,
    );
    await server.said('ready');
    return server;
  }

  /** Resolves with the first line that holds a text, from a line of the log on. */
  async said(text: string, from = 0): Promise<LogLine> {
    for (;;) {
      const line = this.log.slice(from).find(({ msg }) => msg.includes(text));
      if (line !== undefined) {
        return line;
      }
      const changed = new Promise<void>((resolve) => this.#changed.add(resolve));
      await Promise.race([changed, this.#allEnded.then(() => this.#fail(text))]);
    }
  }

  /** Asks for an upgrade; resolves with what came of it. */
  async upgrade(): Promise<LogLine> {
    const from = this.log.length;
    process.kill(this.pid, 'SIGUSR2');
    const outcome = await Promise.race([
      this.said('the successor took over', from),
      this.said('the upgrade failed', from),
    ]);
    if (typeof outcome.pid === 'number') {
      this.pid = outcome.pid;
    }
    return outcome;
  }

  /** Changes the configuration that a successor reads. */
  async configure(options: object): Promise<void> {
    const before = JSON.parse(await readFile(this.config, 'utf8'));
    await writeFile(this.config, JSON.stringify({ ...before, ...options }));
  }

  /** Makes the configuration one that no server takes; returns how to mend it. */
  async spoil(): Promise<{ readonly good: () => Promise<void> }> {
    const good = await readFile(this.config, 'utf8');
    await writeFile(this.config, JSON.stringify({ ...JSON.parse(good), nonsense: true }));
    return { good: () => writeFile(this.config, good) };
  }

  /** Resolves when no process of them runs any more. */
  get ended(): Promise<unknown> {
    return this.#allEnded;
  }

  /** Calls the API. */
  async call(name: string, body: unknown): Promise<Response> {
    return fetch(`http://${this.api}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
      body: JSON.stringify(body),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (isRunning(this.pid)) {
      process.kill(this.pid, 'SIGTERM');
    }
    await this.#allEnded;
    await this.#folder[Symbol.asyncDispose]();
  }

  #fail(text: string): never {
    const said = this.log.map(({ msg }) => msg).join('\n');
    throw new Error(`expected the server to say ${text}, it ended and said:\n${said}`);
  }

  #read(line: string): void {
    this.log.push(line.startsWith('{') ? JSON.parse(line) : { msg: line });
    for (const wake of this.#changed) {
      wake();
    }
    this.#changed.clear();
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
