import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { patienceMs } from './patience.ts';

/** A process with all that it starts: PHP's web server forks its workers. */
export class ProcessGroup {
  readonly #child: ChildProcess;
  readonly #name: string;
  #output = '';

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
  }

  /** Starts a command; resolves when it printed a line that matches `ready`. */
  static async start(
    name: string,
    [command, ...args]: readonly [string, ...string[]],
    options: Pick<SpawnOptions, 'cwd' | 'env'> & { ready: RegExp; limitMs?: number },
  ): Promise<ProcessGroup> {
    const { ready, limitMs = patienceMs, ...spawnOptions } = options;
    const child = spawn(command, args, {
      ...spawnOptions,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const group = new ProcessGroup(name, child);
    await group.#waitFor(ready, limitMs);
    return group;
  }

  /** What it printed, newest 64 KB. */
  get output(): string {
    return this.#output;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends it and all that it started. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once('close', resolve));
    const kill = setTimeout(() => this.#signal('SIGKILL'), 5_000);
    this.#signal('SIGTERM');
    await closed;
    clearTimeout(kill);
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child.pid !== undefined) process.kill(-this.#child.pid, signal);
  }

  #waitFor(ready: RegExp, limitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${this.#name} ${why}:\n${this.#output.slice(-4_000)}`));
      const timer = setTimeout(() => {
        fail(`isn't ready after ${limitMs} ms`);
        this.#signal('SIGKILL');
      }, limitMs);
      const take = (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-65_536);
        if (ready.test(this.#output)) {
          clearTimeout(timer);
          resolve();
        }
      };
      this.#child.stdout?.on('data', take);
      this.#child.stderr?.on('data', take);
      this.#child.once('error', (error) => {
        clearTimeout(timer);
        fail(error.message);
      });
      this.#child.once('exit', (code, signal) => {
        clearTimeout(timer);
        fail(`ended with ${signal ?? code}`);
      });
    });
  }
}
