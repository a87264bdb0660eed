import { type Figure, figures, loads } from './loads.ts';
import { spread } from './ratios.ts';
import type { Result } from './result.ts';
import { digits } from './table.ts';

const width = 880;
const labelWidth = 250;
const barWidth = 520;
const rowHeight = 22;
const headHeight = 44;

/** Draws the first figure of each load: a bar an entry, as long as its median, with the spread over the rounds. */
export function barChart(results: readonly Result[]): string {
  let y = 0;
  const groups = results.flatMap((result) => {
    const group = drawGroup(result, y);
    y += group.height;
    return group.lines;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 16}" role="img" aria-label="What each server takes, by load">`,
    '<style>',
    'text{font:13px system-ui,sans-serif;fill:#333}.head{font-weight:600;fill:#111}.what{fill:#666}',
    'rect{fill:#b6bcc6}.ours{fill:#0678be}line{stroke:#333}.paper{fill:#fff}',
    '@media(prefers-color-scheme:dark){text{fill:#ccc}.head{fill:#fff}.what{fill:#999}rect{fill:#5b6472}.ours{fill:#4aa8e0}line{stroke:#ddd}.paper{fill:#16181c}}',
    '</style>',
    `<rect class="paper" width="${width}" height="${y + 16}"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

function drawGroup(
  { load: name, rounds }: Result,
  top: number,
): { readonly lines: readonly string[]; readonly height: number } {
  const load = loads[name];
  const [figure] = load?.figures ?? [];
  if (load === undefined || figure === undefined) {
    return { lines: [], height: 0 };
  }
  const { unit }: Figure = figures[figure];
  const rows = Object.keys(load.entries).flatMap((entry, index) => {
    const found = spread(rounds.map((round) => round[entry]?.figures[figure]));
    return found === undefined ? [] : [{ entry, found, isOurs: index === 0 || entry.startsWith('ours') }];
  });
  if (rows.length === 0) {
    return { lines: [], height: 0 };
  }
  const most = Math.max(...rows.map(({ found }) => found.greatest));
  const scale = (value: number): string => ((value / most) * barWidth).toFixed(1);
  const lines = [
    `<text class="head" x="12" y="${top + 20}">${name}: ${figure}</text>`,
    `<text class="what" x="12" y="${top + 37}">${escapeXml(load.what)}</text>`,
    ...rows.flatMap(({ entry, found, isOurs }, row) => {
      const y = top + headHeight + row * rowHeight;
      const middle = y + rowHeight / 2;
      const [least, greatest] = [found.least, found.greatest].map(
        (value) => labelWidth + Number(scale(value)),
      );
      return [
        `<text x="${labelWidth - 8}" y="${middle + 5}" text-anchor="end">${escapeXml(entry)}</text>`,
        `<rect${isOurs ? ' class="ours"' : ''} x="${labelWidth}" y="${y + 4}" width="${scale(found.median)}" height="${rowHeight - 8}" rx="2"/>`,
        `<line x1="${least}" x2="${greatest}" y1="${middle}" y2="${middle}"/>`,
        `<text x="${Number(greatest) + 8}" y="${middle + 5}">${`${digits(found.median)} ${unit}`.trimEnd()}</text>`,
      ];
    }),
  ];
  return { lines, height: headHeight + rows.length * rowHeight + 12 };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
