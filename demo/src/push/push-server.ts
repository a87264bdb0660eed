import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DemoError } from '../demo-error.ts';
import type { EventLog } from '../event-log.ts';
import type { ServerEvent } from '../site-event.ts';

const command = fileURLToPath(new URL('./serve.ts', import.meta.url));
const startTimeoutMs = 20_000;
const stopTimeoutMs = 5_000;
const upgradeTimeoutMs = 60_000;

type Why = ServerEvent['why'];

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
  /** Of the process that serves: the child, or after an upgrade its heir, which holds the same pipes. */
  #pid: number | undefined;
  /** Settles when nobody holds the child's pipes any more. */
  #gone: Promise<void> = Promise.resolve();
  readonly #lines = new Set<(line: string) => void>();
  #state: ServerEvent['state'] = 'down';
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
    return this.#pid;
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

  /** Has another process take everything over, while clients notice nothing. @throws DemoError `push-server-failed` */
  async upgrade(): Promise<{ before: number; after: number }> {
    await this.#up;
    const started = performance.now();
    const before = this.pid ?? 0;
    const heard = this.#outcomeOfUpgrade();
    process.kill(before, 'SIGUSR2');
    this.#pid = await heard;
    this.#tell('up', 'upgrade', performance.now() - started);
    return { before, after: this.#pid };
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
    const gone = this.#gone;
    this.#signal(signal);
    const patience = setTimeout(() => this.#signal('SIGKILL'), stopTimeoutMs);
    await gone;
    clearTimeout(patience);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      if (this.#pid !== undefined) process.kill(this.#pid, signal);
    } catch (error) {
      // It has ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Resolves with the heir's process when the log tells of it. */
  #outcomeOfUpgrade(): Promise<number> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(patience);
        this.#lines.delete(look);
      };
      const fail = (reason: string): void => {
        stop();
        reject(new DemoError('push-server-failed', `the upgrade failed: ${reason}`));
      };
      const patience = setTimeout(() => fail('nobody took over'), upgradeTimeoutMs);
      const look = (line: string): void => {
        if (!line.includes('the successor took over') && !line.includes('the upgrade failed')) return;
        const { pid, reason } = JSON.parse(line) as { pid?: number; reason?: string };
        if (pid === undefined) {
          fail(reason ?? 'no reason was given');
          return;
        }
        stop();
        resolve(pid);
      };
      this.#lines.add(look);
    });
  }

  #launch(why: Why): Promise<void> {
    const started = performance.now();
    const child = spawn(
      process.execPath,
      ['--conditions=source', command, 'serve', '--config', this.#options.config],
      {
        // Its standard input ends when this process does, however that happens.
        stdio: ['pipe', 'pipe', 'pipe'],
        env: { PATH: process.env.PATH ?? '', NO_COLOR: '1', DEMO_PID: String(process.pid) },
      },
    );
    this.#pid = child.pid;
    this.#ending = undefined;
    this.#tell('starting', why);
    this.#gone = new Promise((resolve) => {
      // Not its exit: after an upgrade somebody else goes on with its pipes.
      child.once('close', () => {
        this.#pid = undefined;
        // First the next start, so that #up is the successor's for whoever waits.
        this.#ended();
        resolve();
      });
    });
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
          for (const listener of this.#lines) listener(line);
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

  #tell(state: ServerEvent['state'], why: Why, ms?: number): void {
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
