import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoError } from '../demo-error.ts';
import type { EventLog } from '../event-log.ts';

const command = fileURLToPath(new URL('./serve.ts', import.meta.url));
const startTimeoutMs = 20_000;
const stopTimeoutMs = 5_000;

type Why = 'start' | 'killed' | 'restart' | 'stop';

/** What the child is told to run with. */
export interface PushServerOptions {
  readonly config: string;
  readonly log: string;
  readonly events: EventLog;
}

/** The push server as a child process, started again whenever it ends unasked. */
export class PushServer {
  readonly #options: PushServerOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #state: 'starting' | 'up' | 'down' = 'down';
  /** Settles with the present start; its successor's after an end. */
  #up: Promise<void> = Promise.resolve();
  /** Why the present process is about to end, where that is our doing. */
  #ending: Why | undefined;
  #hasBeenUp = false;
  #restarts = 0;
  #failures = 0;

  constructor(options: PushServerOptions) {
    this.#options = options;
    this.#log = createWriteStream(options.log, { flags: 'w', mode: 0o600 });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  get status(): { state: string; pid: number | undefined; restarts: number } {
    return { state: this.#state, pid: this.pid, restarts: this.#restarts };
  }

  /** Starts it; resolves when it listens. */
  start(): Promise<void> {
    return this.#launch('start');
  }

  /** kill -9: the process can't say or save anything. Resolves when its successor listens. */
  kill(): Promise<{ before: number; after: number }> {
    return this.#replace('killed', 'SIGKILL');
  }

  /** Asks it to end, which saves its state, and starts it again. */
  restart(): Promise<{ before: number; after: number }> {
    return this.#replace('restart', 'SIGTERM');
  }

  /** Ends it for good; resolves when the process is gone. */
  async stop(): Promise<void> {
    await this.#end('stop', 'SIGTERM');
    await new Promise<void>((resolve) => this.#log.end(() => resolve()));
  }

  async #replace(why: Why, signal: NodeJS.Signals): Promise<{ before: number; after: number }> {
    await this.#up;
    const before = this.pid ?? 0;
    await this.#end(why, signal);
    await this.#up;
    return { before, after: this.pid ?? 0 };
  }

  async #end(why: Why, signal: NodeJS.Signals): Promise<void> {
    this.#ending = why;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // Registered after our own listener for the exit, so #up is the successor's by then.
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await ended;
    clearTimeout(patience);
  }

  #launch(why: Why): Promise<void> {
    const started = performance.now();
    const child = spawn(
      process.execPath,
      ['--conditions=source', command, 'serve', '--config', this.#options.config],
      {
        // Its standard input ends when this process does, however that happens.
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH ?? '', NO_COLOR: '1' },
      },
    );
    this.#child = child;
    this.#ending = undefined;
    this.#tell('starting', why);
    child.once('exit', () => this.#ended());
    this.#up = this.#listening(child).then(() => {
      this.#hasBeenUp = true;
      this.#failures = 0;
      this.#tell('up', why, performance.now() - started);
    });
    // Who waits for it sees the failure; a start that nobody waits for ends in the log and a new try.
    this.#up.catch(() => {});
    return this.#up;
  }

  #ended(): void {
    const why = this.#ending ?? 'killed';
    this.#tell('down', why);
    if (why === 'stop' || !this.#hasBeenUp) return;
    this.#restarts++;
    // One that dies again and again is not started in a tight loop.
    const pause = Math.min(this.#failures++ * 250, 5000);
    this.#up = delay(pause).then(() => (this.#ending === 'stop' ? undefined : this.#launch(why)));
    this.#up.catch(() => {});
  }

  /** Resolves with the line that says ready; rejects when the process ends before, with its last words. */
  #listening(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const patience = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
      let last = 'it said nothing';
      for (const stream of [child.stdout, child.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on('line', (line) => {
          if (this.#log.writable) this.#log.write(`${line}\n`);
          if (line.trim() !== '') last = line.trim();
          if (/\bready\b/i.test(line)) {
            clearTimeout(patience);
            resolve();
          }
        });
      }
      child.once('error', reject);
      child.once('close', () => {
        clearTimeout(patience);
        reject(new DemoError('push-server-failed', `the push server ended: ${last}`));
      });
    });
  }

  #tell(state: 'starting' | 'up' | 'down', why: Why, ms?: number): void {
    this.#state = state;
    const pid = this.pid;
    this.#options.events.emit({
      type: 'server',
      state,
      why,
      ...(pid === undefined ? {} : { pid }),
      ...(ms === undefined ? {} : { ms: Math.round(ms) }),
    });
  }
}
