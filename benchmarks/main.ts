// `npm run bench [NAME …] [--rounds N] [--minutes N]`: loads by name, `micro`, or all.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { figures, type Load, loads } from './loads.ts';
import { micro } from './micro.ts';
import { hasCompiler } from './native.ts';
import { type Circumstances, type Measured, type Result, writeResult } from './result.ts';
import { measureFairly, type Run, starvation } from './sample.ts';
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

/** Measures all entries of a load in turn; each round begins with another, since what ran before leaves its traces. */
async function measureRound(name: string, load: Load, number: number): Promise<Record<string, Measured>> {
  console.log(`${name}: ${load.what}`);
  const round: Record<string, Measured> = {};
  const entries = Object.entries(load.entries);
  const first = (number - 1) % entries.length;
  for (const [entry, run] of [...entries.slice(first), ...entries.slice(0, first)]) {
    const measured = await tryEntry(entry, load, run);
    if (measured !== undefined) {
      round[entry] = measured;
    }
  }
  return round;
}

async function tryEntry(entry: string, load: Load, run: Run): Promise<Measured | undefined> {
  const loadAverage = loadavg()[0] ?? 0;
  try {
    const sample = await measureFairly(run);
    if (sample === undefined) {
      console.log(`  ${entry}: not on this machine`);
      return undefined;
    }
    const read = load.figures.map((figure) => [figure, figures[figure].of(sample)] as const);
    console.log(`  ${entry}: ${read.map(([figure, value]) => `${figure} ${value.toFixed(2)}`).join(', ')}`);
    return {
      figures: Object.fromEntries(read),
      deliveriesPerSecond: Math.round(sample.delivered / sample.seconds) || 0,
      serverUtilisation: sample.serverUtilisation ?? 0,
      generatorUtilisation: sample.generatorUtilisation ?? 0,
      starved: starvation(sample),
      loadAverage,
    };
  } catch (error) {
    // One run that failed must not cost the others; its round counts for nobody who would be paired with it.
    console.error(`  ${entry} FAILED: ${(error as Error).message}`);
    process.exitCode = 1;
    return undefined;
  }
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
