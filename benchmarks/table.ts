import { type Figure, type FigureName, figures, loads } from './loads.ts';
import { ratio, type Spread, spread } from './ratios.ts';
import type { Result } from './result.ts';

/** Writes one table of Markdown: what each entry took, and ours against it with the spread over the rounds. */
export function ratioTable(results: readonly Result[]): string {
  const lines = results.flatMap((result) =>
    (loads[result.load]?.figures ?? []).flatMap((figure) => rows(result, figure)),
  );
  return [
    '| load | figure | first entry | against | the other | the other by the first | must | goal |',
    '|---|---|---:|---|---:|---:|---:|---:|',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function rows({ load: name, rounds }: Result, figure: FigureName): string[][] {
  const { entries = {}, goals = [], bounds = [] } = loads[name] ?? {};
  const { unit }: Figure = figures[figure];
  const [own = '', ...others] = Object.keys(entries);
  const values = (entry: string): (number | undefined)[] =>
    rounds.map((round) => round[entry]?.figures[figure]);
  const ours = values(own);
  const bounded = bounds
    .filter((bound) => bound.figure === figure)
    .map(({ must, goal }) => {
      const found = spread(ours);
      const wanted = [must, goal].map(
        (most) => `≤ ${digits(most)} ${mark(found, (median) => median <= most)}`,
      );
      return [name, figure, show(found, unit), '', '', range(found), ...wanted];
    });
  const compared = others.map((other) => {
    const wanted = goals.find((goal) => goal.figure === figure && goal.against === other);
    const times = ratio(ours, values(other));
    const verdict = (limit: number | undefined): string =>
      limit === undefined
        ? ''
        : wanted?.isMost
          ? `≤ ${digits(limit)} ${mark(times, (median) => median <= limit)}`
          : `≥ ${digits(limit)} ${mark(times, (median) => median >= limit)}`;
    return [
      name,
      figure,
      show(spread(ours), unit),
      other,
      show(spread(values(other)), unit),
      times === undefined ? '–' : `${digits(times.median)} ${range(times)}`,
      verdict(wanted?.must),
      verdict(wanted?.goal),
    ];
  });
  return [...bounded, ...compared];
}

function mark(found: Spread | undefined, isReached: (median: number) => boolean): string {
  return found === undefined ? '?' : isReached(found.median) ? '✓' : '✗';
}

function range(found: Spread | undefined): string {
  return found === undefined ? '' : `[${digits(found.least)}–${digits(found.greatest)}]`;
}

function show(value: Spread | undefined, unit: string): string {
  return value === undefined ? '–' : `${digits(value.median)} ${unit}`.trimEnd();
}

/** Three significant digits at most. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value >= 10 ? 3 : 2);
}

/** Writes a table of Markdown that says what each load's figures are worth. */
export function circumstancesTable(results: readonly Result[]): string {
  const lines = results.map(({ load, circumstances: { date, commit, node }, rounds }) => {
    const all = rounds.flatMap((round) => Object.values(round));
    const most = (values: readonly number[]): string => digits(Math.max(0, ...values));
    const others = spread(all.map(({ loadAverage }) => loadAverage));
    const cells = [
      load,
      loads[load]?.what ?? 'no longer measured',
      rounds.length,
      range(others),
      most(all.map(({ generatorUtilisation }) => generatorUtilisation)),
      most(all.map(({ starved = 0 }) => starved)),
      `${date}, ${commit}, Node ${node}`,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return [
    '| load | what | rounds | load average of the machine | generator busy, at most | starved, at most | measured |',
    '|---|---|---:|---:|---:|---:|---|',
    ...lines,
  ].join('\n');
}
