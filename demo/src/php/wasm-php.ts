import { Worker } from 'node:worker_threads';
import { BoundedText } from './bounded-text.ts';
import {
  noAnswer,
  outputLimit,
  type Php,
  type PhpAnswer,
  type PhpRequest,
  type PhpRequests,
  type PhpRequestType,
  type PhpSite,
  timeLimitMs,
} from './php.ts';

/** What the worker says to the thread that started it. */
export type WorkerMessage =
  | { readonly type: 'ready'; readonly version: string }
  | { readonly type: 'answer'; readonly answer: object | null; readonly output: Uint8Array };

/** What the worker is started with. */
export interface WorkerData {
  /** The only address that PHP's messages may be sent to. */
  readonly apiUrl: string;
}

const startLimitMs = 30_000;

/** One PHP in a thread of its own, which alone makes it possible to stop a loop that never ends. */
class Instance {
  readonly #worker: Worker;
  readonly version: Promise<string>;
  #answered: ((message: WorkerMessage & { type: 'answer' }) => void) | undefined;
  #ended: (() => void) | undefined;

  constructor(apiUrl: string) {
    this.#worker = new Worker(new URL('./wasm-worker.ts', import.meta.url), {
      workerData: { apiUrl } satisfies WorkerData,
      env: {},
      execArgv: ['--conditions=source', '--disable-warning=ExperimentalWarning'],
      stdout: false,
      stderr: false,
    });
    this.version = new Promise((resolve, reject) => {
      const patience = setTimeout(() => void this.#worker.terminate(), startLimitMs);
      this.#worker.on('message', (message: WorkerMessage) => {
        if (message.type === 'answer') return this.#answered?.(message);
        clearTimeout(patience);
        resolve(message.version);
      });
      this.#worker.once('error', reject);
      this.#worker.once('exit', () => {
        clearTimeout(patience);
        reject(new Error('php-wasm ended'));
        this.#ended?.();
      });
    });
    // Whoever asks is told; an instance that nobody asked may be stopped in peace.
    this.version.catch(() => {});
  }

  /** Runs one request; an answer without `answer` means that PHP had to be stopped or died. */
  async run(request: object): Promise<{ answer: object | null; output: Buffer; timedOut: boolean }> {
    await this.version;
    return new Promise((resolve) => {
      let timedOut = false;
      const patience = setTimeout(() => {
        timedOut = true;
        void this.#worker.terminate();
      }, timeLimitMs);
      const done = (answer: object | null, output: Uint8Array): void => {
        clearTimeout(patience);
        this.#answered = undefined;
        this.#ended = undefined;
        resolve({ answer, output: Buffer.from(output), timedOut });
      };
      this.#answered = ({ answer, output }) => done(answer, output);
      this.#ended = () => done(null, new Uint8Array());
      this.#worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Asks PHP from npm, for machines without one of their own; it sees no file and no socket of the machine. */
export class WasmPhp implements Php {
  readonly kind = 'wasm';
  readonly version: string;
  readonly #site: PhpSite;
  readonly #apiUrl: string;
  #serving: Instance;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #visiting = new Set<Instance>();

  private constructor(serving: Instance, version: string, site: PhpSite, apiUrl: string) {
    this.#serving = serving;
    this.version = version;
    this.#site = site;
    this.#apiUrl = apiUrl;
  }

  static async open(site: PhpSite, apiUrl: string): Promise<WasmPhp> {
    const instance = new Instance(apiUrl);
    return new WasmPhp(instance, await instance.version, site, apiUrl);
  }

  async ask<T extends PhpRequestType>(request: PhpRequest<T>): Promise<PhpAnswer<PhpRequests[T]['result']>> {
    const run = request.type === 'console' ? this.#visit(request) : this.#serve(request);
    const { answer, output, timedOut } = await run;
    const text = new BoundedText(outputLimit, () => {});
    text.add(output);
    const about = { output: text.text, truncated: text.isCut, timedOut };
    const answered = (answer as PhpAnswer<PhpRequests[T]['result']> | null) ?? noAnswer(timedOut);
    return { ...answered, ...about };
  }

  async close(): Promise<void> {
    await Promise.all([this.#serving, ...this.#visiting].map((instance) => instance.stop()));
  }

  /** The site's own questions: one after the other, on an instance that stays. */
  #serve(request: object): ReturnType<Instance['run']> {
    const run = this.#turn.then(async () => {
      const answer = await this.#serving.run({ ...request, ...this.#site });
      if (answer.answer === null) {
        await this.#serving.stop();
        this.#serving = new Instance(this.#apiUrl);
      }
      return answer;
    });
    this.#turn = run.catch(() => {});
    return run;
  }

  /** Visitors' code gets an instance of its own: it may change PHP's files, and the site must not run them. */
  async #visit(request: object): ReturnType<Instance['run']> {
    const instance = new Instance(this.#apiUrl);
    this.#visiting.add(instance);
    try {
      return await instance.run({ ...request, ...this.#site });
    } finally {
      this.#visiting.delete(instance);
      await instance.stop();
    }
  }
}
