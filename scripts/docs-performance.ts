// `npm run docs`: writes the figures of docs/performance.md, and their chart, from the kept results; with --check it
// only tells whether they would change.
import { readFile, writeFile } from 'node:fs/promises';
import { barChart } from '../benchmarks/chart.ts';
import { readResults } from '../benchmarks/result.ts';
import { circumstancesTable, ratioTable } from '../benchmarks/table.ts';

const page = new URL('../docs/performance.md', import.meta.url);
const chart = new URL('../docs/performance.svg', import.meta.url);
const marks = /(<!-- figures: npm run docs -->\n)[\s\S]*?(<!-- end of figures -->)/;

const results = readResults();
const text = await readFile(page, 'utf8');
const figures = `\n${ratioTable(results)}\n\n${circumstancesTable(results)}\n\n`;
const wanted = [
  [page, text.replace(marks, (_all, begin: string, end: string) => `${begin}${figures}${end}`)],
  [chart, barChart(results)],
] as const;

for (const [file, fresh] of wanted) {
  if (!process.argv.includes('--check')) {
    await writeFile(file, fresh);
  } else if (fresh !== (await readFile(file, 'utf8').catch(() => ''))) {
    console.error(`${file.pathname} differs from benchmarks/results: npm run docs`);
    process.exitCode = 1;
  }
}
