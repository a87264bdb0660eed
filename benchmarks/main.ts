// `npm run bench [NAME …] [--rounds N] [--minutes N]`: loads by name, `micro`, or all.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import type { Sample } from './generator.ts';
import { figures, type Load, loads } from './loads.ts';
import { micro } from './micro.ts';
import { hasCompiler } from './native.ts';
import { spread } from './ratios.ts';
import { type Circumstances, type Measured, type Result, writeResult } from './result.ts';
import { fairOnes, measureByTurns, measureFairly, type Run, starvation } from './sample.ts';
import { ratioTable } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' }, minutes: { type: 'string', default: '180' } },
});
const names = positionals.length === 0 ? ['micro', ...Object.keys(loads)] : positionals;
const unknown = names.filter((name) => name !== 'micro' && !Object.hasOwn(loads, name));

if (unknown.length > 0) {
  console.error(`No benchmark ${unknown.join(', ')}; there are micro, ${Object.keys(loads).join(', ')}.`);
  process.exitCode = 2;
} else {
  await bench();
}

async function bench(): Promise<void> {
  if (names.includes('micro')) {
    console.log(await micro());
  }
  const wanted = names.filter((name) => name !== 'micro');
  if (wanted.length > 0 && !hasCompiler) {
    console.error(
      '\n!! LOADS WERE NOT MEASURED: the load generator is written in C, and there is no `cc` here.',
    );
    process.exitCode = 1;
    return;
  }
  const results = new Map(wanted.map((name): [string, Record<string, Measured>[]] => [name, []]));
  // Round by round over all loads: when the time is up each has as many as the others.
  const end = Date.now() + Number(values.minutes) * 60_000;
  let longestRoundMs = 0;
  for (let round = 1; round <= Number(values.rounds) && Date.now() + longestRoundMs < end; round += 1) {
    console.log(`\nround ${round}`);
    const began = Date.now();
    for (const [name, rounds] of results) {
      const load = loads[name];
      if (load !== undefined) {
        rounds.push(await measureRound(name, load, round));
        writeResult({ load: name, circumstances: circumstances(), rounds });
      }
    }
    longestRoundMs = Math.max(longestRoundMs, Date.now() - began);
  }
  const all = [...results].map(
    ([load, rounds]): Result => ({ load, circumstances: circumstances(), rounds }),
  );
  console.log(`\n${ratioTable(all)}`);
}

/** Measures all entries of a load; each round begins with another, since what ran before leaves its traces. */
async function measureRound(name: string, load: Load, number: number): Promise<Record<string, Measured>> {
  console.log(`${name}: ${load.what}`);
  const entries = Object.entries(load.entries);
  const first = (number - 1) % entries.length;
  const inOrder = [...entries.slice(first), ...entries.slice(0, first)];
  return load.turns === undefined ? measureApart(load, inOrder) : measureTogether(load, inOrder, load.turns);
}

type Entries = readonly (readonly [entry: string, run: Run])[];

async function measureApart(load: Load, entries: Entries): Promise<Record<string, Measured>> {
  const round: Record<string, Measured> = {};
  for (const [entry, run] of entries) {
    const loadAverage = loadavg()[0] ?? 0;
    await trying(entry, async () => {
      const sample = await measureFairly(run);
      read(load, entry, sample && [sample], loadAverage, round);
    });
  }
  return round;
}

async function measureTogether(
  load: Load,
  entries: Entries,
  turns: number,
): Promise<Record<string, Measured>> {
  const round: Record<string, Measured> = {};
  const loadAverage = loadavg()[0] ?? 0;
  const runs = entries.map(([, run]) => run);
  await trying('the round', async () => {
    const found = await measureByTurns(runs, turns);
    for (const [i, [entry]] of entries.entries()) {
      read(load, entry, found[i] && fairOnes(found[i]), loadAverage, round);
    }
  });
  return round;
}

// What failed must not cost the other rounds; its own counts for nobody who would be paired with it.
async function trying(what: string, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    console.error(`  ${what} FAILED: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}

/** Reads what a load is about from the samples of one entry, into its round. */
function read(
  load: Load,
  entry: string,
  samples: readonly Sample[] | undefined,
  loadAverage: number,
  round: Record<string, Measured>,
): void {
  if (samples === undefined) {
    console.log(`  ${entry}: not on this machine`);
    return;
  }
  const middle = (of: (sample: Sample) => number): number => spread(samples.map(of))?.median ?? 0;
  const found = load.figures.map((figure) => [figure, middle(figures[figure].of)] as const);
  console.log(`  ${entry}: ${found.map(([figure, value]) => `${figure} ${value.toFixed(2)}`).join(', ')}`);
  round[entry] = {
    figures: Object.fromEntries(found),
    deliveriesPerSecond: Math.round(middle(({ delivered, seconds }) => delivered / seconds)),
    serverUtilisation: middle(({ serverUtilisation }) => serverUtilisation),
    generatorUtilisation: middle(({ generatorUtilisation }) => generatorUtilisation),
    starved: middle(starvation),
    loadAverage,
  };
}

function circumstances(): Circumstances {
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname })
      .toString()
      .trim(),
    node: process.version,
    kernel: release(),
    processor: cpus()[0]?.model.trim() ?? '',
    cores: cpus().length,
  };
}
