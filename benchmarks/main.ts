// `npm run bench [NAME …] [--rounds N]`: loads by name, `micro`, or all.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release } from 'node:os';
import { parseArgs } from 'node:util';
import { figures, type Load, loads } from './loads.ts';
import { micro } from './micro.ts';
import { hasCompiler } from './native.ts';
import { type Circumstances, type Measured, type Result, writeResult } from './result.ts';
import { measure, type Run } from './sample.ts';
import { ratioTable } from './table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
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
  const results: Result[] = [];
  for (const name of wanted) {
    const load = loads[name];
    if (load !== undefined) {
      results.push(await measureLoad(name, load, Number(values.rounds)));
    }
  }
  console.log(`\n${ratioTable(results)}`);
}

/** Measures all entries in turn, round by round, and keeps the result. */
async function measureLoad(name: string, load: Load, count: number): Promise<Result> {
  console.log(`\n${name}: ${load.what}`);
  const rounds: Record<string, Measured>[] = [];
  for (let i = 0; i < count; i++) {
    const round: Record<string, Measured> = {};
    for (const [entry, run] of Object.entries(load.entries)) {
      const measured = await tryEntry(entry, load, run);
      if (measured !== undefined) {
        round[entry] = measured;
      }
    }
    rounds.push(round);
  }
  const result = { load: name, circumstances: circumstances(), rounds };
  writeResult(result);
  return result;
}

async function tryEntry(entry: string, load: Load, run: Run): Promise<Measured | undefined> {
  const loadAverage = loadavg()[0] ?? 0;
  try {
    const sample = await measure(run);
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
