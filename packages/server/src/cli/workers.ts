import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { Backoff } from '../backend/backoff.ts';
import { workerVariable } from './worker.ts';

/** Longest pause before a worker that ended is started anew. */
const longestPauseMs = 30_000;

/**
 * Runs so many processes of this command until SIGTERM or SIGINT; resolves with the exit code.
 *
 * They share the ports; the kernel spreads what comes. Signals go to all of them, and one that ends is started anew.
 *
 * @param ready called when all of them serve
 */
export async function runWorkers(count: number, log: Logger, ready: () => Promise<void>): Promise<number> {
  const group = randomUUID();
  const places = Array.from({ length: count }, (_, n) => new Place(group, n + 1, log));
  const stop = (): void => {
    for (const place of places) {
      place.stop();
    }
  };
  // SIGINT comes to all of them from the terminal as well; twice the same signal would end them at once.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  for (const signal of ['SIGHUP', 'SIGUSR2'] as const) {
    process.on(signal, () => {
      for (const place of places) {
        place.tell(signal);
      }
    });
  }
  const didStart = await startAll(places);
  if (didStart) {
    await ready();
  } else {
    stop();
  }
  await Promise.all(places.map((place) => place.ended));
  return didStart ? 0 : 1;
}

/** The first one alone: what keeps it from serving keeps all of them, and is said once. */
async function startAll([first, ...others]: readonly Place[]): Promise<boolean> {
  const isPossible = (await first?.start()) ?? false;
  return isPossible && (await Promise.all(others.map((place) => place.start()))).every((didOne) => didOne);
}

/** Where one worker is at a time: the one that was started here, or its successor. */
class Place {
  readonly #worker: string;
  readonly #log: Logger;
  readonly #backoff = new Backoff(longestPauseMs);
  readonly #started = Promise.withResolvers<boolean>();
  readonly #ended = Promise.withResolvers<void>();
  #pid: number | undefined;
  #serves = false;
  #didStart = false;
  #isStopping = false;
  #pause: NodeJS.Timeout | undefined;

  constructor(group: string, number: number, log: Logger) {
    this.#worker = `${group}/${number}`;
    this.#log = log.child({ worker: number });
  }

  /** Resolves when it serves for the first time, or with `false` when it ended before that. */
  start(): Promise<boolean> {
    if (this.#isStopping) {
      this.#end();
    } else {
      this.#run();
    }
    return this.#started.promise;
  }

  /** Resolves when it was stopped and has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Sends a signal to a worker that knows what to do with it. */
  tell(signal: NodeJS.Signals): void {
    if (this.#serves) {
      this.#kill(signal);
    }
  }

  stop(): void {
    if (this.#isStopping) {
      return;
    }
    this.#isStopping = true;
    clearTimeout(this.#pause);
    if (this.#pid === undefined) {
      this.#end();
    } else {
      this.#kill('SIGTERM');
    }
  }

  #run(): void {
    const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
      // Only this process is what a service manager knows.
      env: { ...process.env, NOTIFY_SOCKET: undefined, [workerVariable]: this.#worker },
      // The fourth is a successor's way to its predecessor; the fifth stays open as long as any of them lives.
      stdio: ['inherit', 'inherit', 'inherit', 'ignore', 'pipe'],
    });
    child.once('error', (error) => this.#log.error({ reason: error.message }, 'a worker can’t be started'));
    this.#pid = child.pid;
    const lifeline = child.stdio[4] as Duplex;
    lifeline.on('error', (error) => this.#log.error({ reason: error.message }, 'a worker can’t be heard'));
    lifeline.once('close', () => this.#gone());
    createInterface(lifeline).on('line', (pid) => {
      this.#pid = Number(pid);
      this.#serves = true;
      this.#didStart = true;
      this.#backoff.succeeded();
      this.#started.resolve(true);
      this.#log.info({ pid: this.#pid }, 'a worker serves');
    });
  }

  #gone(): void {
    const didServe = this.#serves;
    this.#serves = false;
    this.#pid = undefined;
    // What keeps one from starting for the first time keeps the next one too; it has said what.
    if (this.#isStopping || !this.#didStart) {
      this.#end();
      return;
    }
    const ms = Math.round(this.#backoff.next());
    this.#log.error({ didServe, ms }, 'a worker ended: another one is started');
    this.#pause = setTimeout(() => this.#run(), ms);
  }

  #end(): void {
    this.#started.resolve(false);
    this.#ended.resolve();
  }

  #kill(signal: NodeJS.Signals): void {
    try {
      process.kill(this.#pid ?? 0, signal);
    } catch (error) {
      // It has just ended.
      this.#log.warn({ reason: (error as Error).message }, `a worker was not told ${signal}`);
    }
  }
}
