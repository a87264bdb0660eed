import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { compile } from './native.ts';
import { canPin, pinned } from './pinning.ts';
import type { GeneratorOptions, ServerName } from './server.ts';

/** What the load generator found; the first half where it connected, the second where it published. */
export interface Sample {
  readonly connections: number;
  readonly connectSeconds: number;
  readonly connectCpuMicros: number;
  readonly kilobytesAtRest: number;
  readonly kilobytesPerConnection: number;
  /** Publications that came with the answers to subscribe. */
  readonly recovered: number;
  readonly published: number;
  readonly requests: number;
  readonly delivered: number;
  readonly expected: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly serverCpuSeconds: number;
  readonly serverUtilisation: number;
  /** Share of the time in which the generator had something to do. */
  readonly generatorUtilisation: number;
  /** Share of the time in which the server's busiest thread, or the generator, waited for a processor. */
  readonly serverStarved: number;
  readonly generatorStarved: number;
  /** Milliseconds from when a message was due to when a client had it; of paced runs. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

const sampleLimitMs = 90_000;

/** A load generator at one server: it sleeps until it is asked for a sample. */
export class Generator implements AsyncDisposable {
  readonly #name: ServerName;
  readonly #child;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  #complaints = '';

  /** @param name of the server, for what is to be said of it */
  constructor(name: ServerName, options: GeneratorOptions) {
    this.#name = name;
    const all = { spin: canPin ? 1 : 0, ...options };
    const args = Object.entries(all).flatMap(([option, value]) => [`--${option}`, String(value)]);
    const [file = '', ...rest] = pinned('generator', [compile('loadgen'), ...args]);
    this.#child = spawn(file, rest);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#complaints += chunk.toString();
    });
    // Where it is gone its output ends, and what it said last is the reason.
    this.#child.stdin.on('error', () => {});
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  /** What it finds first, when it has connected. @throws Error where the server lost or refused something */
  first(): Promise<Sample> {
    return this.#sample();
  }

  /** Has it measure again. @throws Error where the server lost or refused something */
  again(): Promise<Sample> {
    this.#child.stdin.write('\n');
    return this.#sample();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #sample(): Promise<Sample> {
    const limit = setTimeout(() => this.#child.kill('SIGKILL'), sampleLimitMs);
    const { value: line } = await this.#lines.next();
    clearTimeout(limit);
    if (line === undefined) {
      await this.#ended;
      const complaints = this.#complaints.trim() || `no sample within ${sampleLimitMs / 1000} s`;
      throw new Error(`${this.#name}: ${complaints}`);
    }
    const sample = JSON.parse(line) as Sample;
    if (sample.delivered !== sample.expected) {
      throw new Error(`${this.#name}: ${sample.delivered} deliveries of ${sample.expected}`);
    }
    return sample;
  }
}
