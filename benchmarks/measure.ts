import { Generator, type Sample } from './generator.ts';
import { type GeneratorOptions, type RunningServer, type ServerName, startServer } from './server.ts';

/** One way of loading one server. */
export interface Run {
  readonly server: ServerName;
  readonly options: GeneratorOptions;
  /** Publications that every connection missed and asks for. */
  readonly missed?: number;
  /** Options of Node, for servers that run on it. */
  readonly node?: string;
}

/** A server under load. */
interface Loaded extends AsyncDisposable {
  readonly generator: Generator;
}

/** Starts a server, loads it once, ends it; undefined where the machine does not have that server. */
export async function measure(run: Run): Promise<Sample | undefined> {
  await using loaded = await load(run);
  return await loaded?.generator.first();
}

async function load({ server: name, options, missed, node = '' }: Run): Promise<Loaded | undefined> {
  const server = await withNodeOptions(node, () => startServer(name));
  if (server === undefined) {
    return undefined;
  }
  await using stack = new AsyncDisposableStack();
  stack.use(server);
  const isBatch = name === 'ours' && Number(options.batch ?? 1) > 1;
  const generator = stack.use(
    new Generator(name, {
      ...server.generator,
      ...(isBatch ? { 'publish-path': '/api/batch' } : {}),
      ...(await missing(server, missed)),
      ...options,
    }),
  );
  const kept = stack.move();
  return { generator, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Publishes what connections are to miss; returns what they ask for. */
async function missing(server: RunningServer, missed: number | undefined): Promise<GeneratorOptions> {
  const position = missed === undefined ? undefined : await server.publish?.('bench:0', missed);
  return position === undefined ? {} : { recover: position };
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

/**
 * Measures several servers by turns while all of them live, those that wait asleep; undefined for those that the machine
 * does not have.
 *
 * What sways the machine for longer than a turn sways all of them alike.
 */
export async function measureByTurns(
  runs: readonly Run[],
  turns: number,
): Promise<readonly (readonly Sample[] | undefined)[]> {
  await using stack = new AsyncDisposableStack();
  const all: { readonly generator: Generator | undefined; readonly samples: Sample[] }[] = [];
  for (const run of runs) {
    const generator = stack.use(await load(run))?.generator;
    await generator?.first();
    all.push({ generator, samples: [] });
  }
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { generator, samples } of all) {
      if (generator !== undefined) {
        samples.push(await generator.again());
      }
    }
  }
  return all.map(({ generator, samples }) => generator && samples);
}

/** The turns that others did not starve. @throws Error where that is less than half of them */
export function fairOnes(samples: readonly Sample[]): readonly Sample[] {
  const fair = samples.filter((sample) => starvation(sample) <= mostStarved);
  if (fair.length * 2 < samples.length) {
    throw new Error(`the machine starved ${samples.length - fair.length} turns of ${samples.length}`);
  }
  return fair;
}
