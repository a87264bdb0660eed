import { type SVGTemplateResult, svg } from 'lit-html';

/** How many seconds a chart shows. */
export const chartSeconds = 120;

const leastSeconds = 30;
const height = 32;

/** A line over the last two minutes, newest at the end; what wasn't measured leaves a gap. */
export function chart(values: readonly (number | null)[]): SVGTemplateResult {
  const shown = values.slice(-chartSeconds);
  const top = Math.max(1e-9, ...shown.map((value) => value ?? 0)) * 1.1;
  // A page that was just opened has little to show, and shows it large.
  const width = Math.max(leastSeconds, shown.length - 1);
  const start = width - shown.length + 1;
  const points = shown.map((value, n) =>
    value === null ? undefined : ([start + n, round(height - (value / top) * height)] as const),
  );
  const runs = contiguous(points);
  const line = runs.map(
    (run) => `M${run.map(([x, y]) => `${x} ${y}`).join('L')}${run.length === 1 ? 'h.1' : ''}`,
  );
  const area = runs.map(
    (run) =>
      `M${run[0]?.[0]} ${height}L${run.map(([x, y]) => `${x} ${y}`).join('L')}L${run.at(-1)?.[0]} ${height}Z`,
  );
  return svg`<svg class="chart" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
    <path class="area" d=${area.join('')}></path>
    <path class="line" d=${line.join('')}></path>
  </svg>`;
}

type Point = readonly [x: number, y: number];

function contiguous(points: readonly (Point | undefined)[]): Point[][] {
  const runs: Point[][] = [];
  let run: Point[] | undefined;
  for (const point of points) {
    if (point === undefined) {
      run = undefined;
    } else if (run === undefined) {
      run = [point];
      runs.push(run);
    } else {
      run.push(point);
    }
  }
  return runs;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
