// `npm run bench [NAME …] [--rounds N] [--minutes N]`: loads by name, `micro`, or all.
import { execFileSync } from 'node:child_process';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { loads } from './loads.ts';
import { micro } from './micro.ts';
import { hasCompiler } from './native.ts';
import { type Circumstances, type Measured, type Result, writeResult } from './result.ts';
import { measureRound } from './round.ts';
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
