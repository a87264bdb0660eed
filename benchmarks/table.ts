import { type FigureName, figures, loads } from './loads.ts';
import { ratio, type Spread, spread } from './ratios.ts';
import type { Result } from './result.ts';

/** Writes one table of Markdown: what each entry took, and ours against it with the spread over the rounds. */
export function ratioTable(results: readonly Result[]): string {
  const lines = results.flatMap((result) => {
    const load = loads[result.load];
    return load === undefined ? [] : load.figures.flatMap((figure) => rows(result, figure));
  });
  return [
    '| load | figure | first entry | against | the other | times better | must | goal |',
    '|---|---|---:|---|---:|---:|---:|---:|',
    ...lines,
  ].join('\n');
}

function rows({ load: name, rounds }: Result, figure: FigureName): string[] {
  const { entries, goals } = loads[name] ?? { entries: {}, goals: [] };
  const [own = '', ...others] = Object.keys(entries);
  const values = (entry: string): (number | undefined)[] =>
    rounds.map((round) => round[entry]?.figures[figure]);
  const ours = values(own);
  return others.map((other) => {
    const wanted = goals.find((goal) => goal.figure === figure && goal.against === other);
    const times = ratio(ours, values(other));
    const cells = [
      name,
      figure,
      show(spread(ours), figures[figure].unit),
      other,
      show(spread(values(other)), figures[figure].unit),
      times === undefined
        ? '–'
        : `${digits(times.median)} [${digits(times.least)}–${digits(times.greatest)}]`,
      wanted === undefined ? '' : `${digits(wanted.must)} ${verdict(times, wanted.must)}`,
      wanted === undefined ? '' : `${digits(wanted.goal)} ${verdict(times, wanted.goal)}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function verdict(times: Spread | undefined, wanted: number): string {
  return times === undefined ? '?' : times.median >= wanted ? '✓' : '✗';
}

function show(value: Spread | undefined, unit: string): string {
  return value === undefined ? '–' : `${digits(value.median)} ${unit}`.trimEnd();
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value >= 10 ? 3 : 2);
}

/** Writes a table of Markdown that says what each load's figures are worth. */
export function circumstancesTable(results: readonly Result[]): string {
  const lines = results.map(({ load, circumstances: { date, commit, node }, rounds }) => {
    const all = rounds.flatMap((round) => Object.values(round));
    const others = spread(all.map(({ loadAverage }) => loadAverage));
    const generator = spread(all.map(({ generatorUtilisation }) => generatorUtilisation));
    const cells = [
      load,
      loads[load]?.what ?? 'no longer measured',
      rounds.length,
      others === undefined ? '–' : `${digits(others.least)}–${digits(others.greatest)}`,
      generator === undefined ? '–' : digits(generator.greatest),
      `${date}, ${commit}, Node ${node}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| load | what | rounds | load average of the machine | generator’s utilisation, at most | measured |',
    '|---|---|---:|---:|---:|---|',
    ...lines,
  ].join('\n');
}
