import { spawn } from 'node:child_process';
import type { Logger } from 'pino';
import { successorVariable } from '../handover/messages.ts';
import { Successor } from '../handover/successor.ts';
import type { Server } from '../server.ts';
import { Worker } from './worker.ts';

/** Time for a successor to start. */
const prepareMs = 60_000;

/** Upgrades of a running server: the same command is started anew, and takes over, or the server goes on. */
export class Upgrades {
  readonly #server: Server;
  readonly #log: Logger;
  readonly #done = Promise.withResolvers<Successor>();
  #running: { readonly successor: Successor; readonly ended: Promise<Successor | undefined> } | undefined;

  constructor(server: Server, log: Logger) {
    this.#server = server;
    this.#log = log;
  }

  /** Resolves with the successor that took over. */
  get done(): Promise<Successor> {
    return this.#done.promise;
  }

  /** Starts a successor, unless one is on its way. */
  begin(): void {
    if (this.#running !== undefined) {
      this.#log.warn('an upgrade is under way already');
      return;
    }
    const successor = start();
    this.#log.info({ pid: successor.pid }, 'an upgrade begins');
    this.#running = { successor, ended: this.#upgrade(successor) };
  }

  /** Calls an upgrade off; returns the successor where it is too late. */
  async abort(): Promise<Successor | undefined> {
    // Gently: it may have taken over just now.
    this.#running?.successor.stop();
    return this.#running?.ended;
  }

  async #upgrade(successor: Successor): Promise<Successor | undefined> {
    try {
      await successor.says('prepared', prepareMs);
      const began = performance.now();
      await this.#server.handOver(successor);
      this.#log.info(
        { pid: successor.pid, ms: Math.round(performance.now() - began) },
        'the successor took over',
      );
      this.#done.resolve(successor);
      return successor;
    } catch (error) {
      await successor.end();
      this.#running = undefined;
      this.#log.error({ reason: (error as Error).message }, 'the upgrade failed: this process goes on');
      return undefined;
    }
  }
}

function start(): Successor {
  const [command = '', ...args] = process.argv.slice(1);
  return new Successor(
    spawn(process.execPath, [...process.execArgv, command, ...args], {
      env: { ...process.env, [successorVariable]: '1' },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...Worker.inherited],
    }),
  );
}
