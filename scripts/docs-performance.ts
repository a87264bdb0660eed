// `npm run docs`: writes the figures of docs/performance.md from the kept results; with --check it only tells whether
// they would change.
import { readFile, writeFile } from 'node:fs/promises';
import { readResults } from '../benchmarks/result.ts';
import { circumstancesTable, ratioTable } from '../benchmarks/table.ts';

const target = new URL('../docs/performance.md', import.meta.url);
const marks = /(<!-- figures: npm run docs -->\n)[\s\S]*?(<!-- end of figures -->)/;

const page = await readFile(target, 'utf8');
const results = readResults();
const figures = `\n${ratioTable(results)}\n\n${circumstancesTable(results)}\n\n`;
const fresh = page.replace(marks, (_all, begin: string, end: string) => `${begin}${figures}${end}`);

if (!process.argv.includes('--check')) {
  await writeFile(target, fresh);
} else if (fresh !== page) {
  console.error('docs/performance.md differs from benchmarks/results: npm run docs');
  process.exitCode = 1;
}
