import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openQueue, type Queue } from '@drupal-nodejs/drupal';
import type { Site } from '@drupal-nodejs/drupal/install';
import { killMe, queueName, type WorkerSettings } from './progress.ts';

const command = fileURLToPath(new URL('./worker.ts', import.meta.url));

/** Puts items into Drupal's queue, and keeps a worker for them from the first on. */
export class Workshop {
  readonly #queue: Queue;
  readonly #settings: WorkerSettings;
  #worker: ChildProcess | undefined;
  #isClosing = false;

  private constructor(queue: Queue, settings: WorkerSettings) {
    this.#queue = queue;
    this.#settings = settings;
  }

  static async open(site: Site, settings: WorkerSettings): Promise<Workshop> {
    return new Workshop(await openQueue(site.db, queueName), settings);
  }

  /**
   * Queues a job; undefined while another one, perhaps of an earlier demo, is worked.
   *
   * @param of items
   * @param killAfter items after which the worker is killed (kill -9) in the middle of the next one; 0 for never
   */
  async add(of: number, killAfter: number): Promise<{ job: string; of: number } | undefined> {
    this.#worker ??= this.#start();
    if ((await this.#queue.count()) > 0) return undefined;
    const job = `j-${randomBytes(4).toString('hex')}`;
    const kill = killAfter === 0 ? {} : { killAfter };
    for (let item = 1; item <= of; item++) await this.#queue.push({ job, item, of, ...kill });
    return { job, of };
  }

  /** Lets the worker finish its item; what waits is kept for the next start. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    const ended = once(worker, 'exit');
    worker.stdin?.end();
    await ended;
  }

  #start(): ChildProcess {
    const worker = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', command],
      { stdio: ['pipe', 'pipe', 'inherit'], env: { PATH: process.env.PATH ?? '', NO_COLOR: '1' } },
    );
    worker.once('exit', (_code, signal) => {
      // One that fails by itself has said why on the terminal; the next job tries again.
      this.#worker = signal === 'SIGKILL' && !this.#isClosing ? this.#start() : undefined;
    });
    createInterface({ input: worker.stdout }).on('line', (line) => {
      if (line === killMe) worker.kill('SIGKILL');
    });
    // Its end may come before its settings do.
    worker.stdin.on('error', () => {});
    worker.stdin.write(`${JSON.stringify(this.#settings)}\n`);
    return worker;
  }
}
