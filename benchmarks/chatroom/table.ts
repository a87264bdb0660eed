import type { Latency } from './chatters.ts';
import type { Measured } from './crowded-room.ts';

const goals = { linesPerSecond: 200, p95: 150, stormSeconds: 5 };

/** What was measured as a table in Markdown, a figure a row. */
export function roomTable({ talks, storm }: Measured): string {
  const percentiles = ({ p50, p95, p99 }: Latency): string => `${p50} / ${p95} / ${p99}`;
  const fixed = (value: number): string => value.toFixed(2);
  const mark = (holds: boolean): string => (holds ? ' ✓' : ' ✗');
  const rows = [
    ['lines/s offered', ...talks.map(({ offeredPerSecond }) => String(offeredPerSecond))],
    [
      'lines/s acknowledged',
      ...talks.map(
        ({ acknowledgedPerSecond: reached }) =>
          `${reached.toFixed(0)}${mark(reached >= goals.linesPerSecond * 0.98)}`,
      ),
    ],
    ['refused', ...talks.map(({ refused }) => String(refused))],
    [
      'lost, doubled or out of order',
      ...talks.map(({ lost, doubledOrOutOfOrder: other }) => `${lost}, ${other}${mark(lost + other === 0)}`),
    ],
    ['acknowledged after ms, p50 / p95 / p99', ...talks.map(({ receipts }) => percentiles(receipts))],
    [
      'on the SDK’s screens after ms',
      ...talks.map(({ judges }) => `${percentiles(judges)}${mark(judges.p95 <= goals.p95)}`),
    ],
    ['at all readers after ms', ...talks.map(({ readers }) => percentiles(readers))],
    [
      'on the browsers’ screens after ms',
      ...talks.map(({ pages, linesOnPages }) =>
        pages
          .map((page, n) =>
            linesOnPages[n] ? `${percentiles(page)}${mark(page.p95 <= goals.p95)}` : 'too busy to tell ✗',
          )
          .join('; '),
      ),
    ],
    [
      'browsers with every line, in order',
      ...talks.map(({ wholePages, pages }) => `${wholePages} of ${pages.length}`),
    ],
    ['statements a line', ...talks.map(({ statementsPerLine }) => fixed(statementsPerLine))],
    [
      'cores: server, database, readers in C, judges, each browser',
      ...talks.map(({ serverCores, databaseCores, readersCores, judgesCores, pagesCores }) =>
        [serverCores, databaseCores, readersCores, judgesCores, ...pagesCores].map(fixed).join(', '),
      ),
    ],
    ['machine busy', ...talks.map(({ machineBusy }) => fixed(machineBusy))],
  ];
  const head = ['', ...talks.map((_, n) => `load ${n + 1}`)];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const { connections, missed, seconds, caughtUp, lost, doubledOrOutOfOrder, statements } = storm;
  const cpu = `${fixed(storm.serverCpuSeconds)} s of CPU in the server, ${fixed(storm.databaseCpuSeconds)} s in the database`;
  return [
    ...lines,
    '',
    `${connections} come back, each missed ${missed} lines: the last has them after ${fixed(seconds)} s${mark(seconds <= goals.stormSeconds)} ` +
      `(${caughtUp} by one page, ${lost} lost, ${doubledOrOutOfOrder} doubled, ${statements} statements, ${cpu})`,
  ].join('\n');
}
