import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { compile } from './native.ts';
import { canPin, pinned } from './pinning.ts';
import { type GeneratorOptions, type ServerName, startServer } from './server.ts';

/** What the load generator found in one run; the second half only where it published. */
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

/** One way of loading one server. */
export interface Run {
  readonly server: ServerName;
  readonly options: GeneratorOptions;
  /** Publications that every connection missed and asks for. */
  readonly missed?: number;
  /** Options of Node, for servers that run on it. */
  readonly node?: string;
}

const runLimitMs = 90_000;

/** Starts a server, loads it once, ends it; undefined where the machine does not have that server. */
export async function measure({
  server: name,
  options,
  missed,
  node = '',
}: Run): Promise<Sample | undefined> {
  await using server = await withNodeOptions(node, () => startServer(name));
  if (server === undefined) {
    return undefined;
  }
  const recover = missed === undefined ? {} : { recover: await server.publish?.('bench:0', missed) };
  const isBatch = name === 'ours' && Number(options.batch ?? 1) > 1;
  const all = {
    ...server.generator,
    ...(isBatch ? { 'publish-path': '/api/batch' } : {}),
    ...recover,
    spin: canPin ? 1 : 0,
    ...options,
  };
  const args = Object.entries(all).flatMap(([option, value]) => [`--${option}`, String(value)]);
  const [file = '', ...rest] = pinned('generator', [compile('loadgen'), ...args]);
  const { stdout } = await promisify(execFile)(file, rest, { timeout: runLimitMs });
  const sample = JSON.parse(stdout) as Sample;
  if (sample.delivered !== sample.expected) {
    throw new Error(`${name}: ${sample.delivered} deliveries of ${sample.expected}`);
  }
  return sample;
}

/** Runs a task whose processes get these options of Node. */
async function withNodeOptions<T>(options: string, task: () => Promise<T>): Promise<T> {
  const { NODE_OPTIONS: own = '' } = process.env;
  process.env.NODE_OPTIONS = `${own} ${options}`.trim();
  try {
    return await task();
  } finally {
    process.env.NODE_OPTIONS = own;
  }
}

/** Share of the time in which the server or the generator, whichever is more, waited for a processor. */
export function starvation({ serverStarved = 0, generatorStarved = 0 }: Sample): number {
  return Math.max(serverStarved, generatorStarved);
}

/** Above this others had so much of the machine that a run says nothing. */
const mostStarved = 0.2;
const attempts = 2;

/** Measures again what the machine starved; keeps the best of the tries, since its figures tell how good it is. */
export async function measureFairly(run: Run): Promise<Sample | undefined> {
  let best: Sample | undefined;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const sample = await measure(run);
    if (sample === undefined) {
      return undefined;
    }
    if (best === undefined || starvation(sample) < starvation(best)) {
      best = sample;
    }
    if (starvation(best) <= mostStarved) {
      return best;
    }
  }
  throw new Error(`the machine starved it: ${starvation(best as Sample).toFixed(2)} of the time`);
}
