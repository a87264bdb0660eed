import { loadavg } from 'node:os';
import type { Sample } from './generator.ts';
import { figures, type Load } from './loads.ts';
import { fairOnes, measureByTurns, measureFairly, type Run, starvation } from './measure.ts';
import { spread } from './ratios.ts';
import type { Measured } from './result.ts';

type Entry = readonly [name: string, run: Run];

/** Measures all entries of a load; each round begins with another, since what ran before leaves its traces. */
export async function measureRound(
  name: string,
  load: Load,
  number: number,
): Promise<Record<string, Measured>> {
  console.log(`${name}: ${load.what}`);
  const round: Record<string, Measured> = {};
  const entries = Object.entries(load.entries);
  const first = (number - 1) % entries.length;
  const inOrder = [...entries.slice(first), ...entries.slice(0, first)];
  for (const group of load.turns === undefined ? inOrder.map((entry) => [entry]) : [inOrder]) {
    const loadAverage = loadavg()[0] ?? 0;
    try {
      const found = await measureGroup(group, load.turns);
      for (const [i, [entry]] of group.entries()) {
        const measured = found[i] && { ...read(load, found[i]), loadAverage };
        console.log(`  ${entry}: ${measured === undefined ? 'not on this machine' : told(measured)}`);
        Object.assign(round, measured && { [entry]: measured });
      }
    } catch (error) {
      // One run that failed must not cost the others; its round counts for nobody who would be paired with it.
      console.error(`  ${group.map(([entry]) => entry).join(', ')} FAILED: ${(error as Error).message}`);
      process.exitCode = 1;
    }
  }
  return round;
}

/** Measures some servers by turns, or one after the other; nothing of those that the machine does not have. */
async function measureGroup(
  group: readonly Entry[],
  turns: number | undefined,
): Promise<readonly (readonly Sample[] | undefined)[]> {
  const runs = group.map(([, run]) => run);
  if (turns !== undefined) {
    return (await measureByTurns(runs, turns)).map((samples) => samples && fairOnes(samples));
  }
  const found: (readonly Sample[] | undefined)[] = [];
  for (const run of runs) {
    const sample = await measureFairly(run);
    found.push(sample && [sample]);
  }
  return found;
}

function read({ figures: wanted }: Load, samples: readonly Sample[]): Omit<Measured, 'loadAverage'> {
  const middle = (of: (sample: Sample) => number): number => spread(samples.map(of))?.median ?? 0;
  return {
    figures: Object.fromEntries(wanted.map((figure) => [figure, middle(figures[figure].of)])),
    deliveriesPerSecond: Math.round(middle(({ delivered, seconds }) => delivered / seconds)),
    serverUtilisation: middle(({ serverUtilisation }) => serverUtilisation),
    generatorUtilisation: middle(({ generatorUtilisation }) => generatorUtilisation),
    starved: middle(starvation),
  };
}

function told({ figures: found }: Measured): string {
  return Object.entries(found)
    .map(([figure, value]) => `${figure} ${value.toFixed(2)}`)
    .join(', ');
}
