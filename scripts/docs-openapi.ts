// `npm run docs`: writes docs/openapi.json from the API's schemas; with --check it only tells whether it would change.
import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument } from '../packages/server/src/api/openapi.ts';

const target = new URL('../docs/openapi.json', import.meta.url);
const document = `${JSON.stringify(openApiDocument(), undefined, 2)}\n`;

if (!process.argv.includes('--check')) {
  await writeFile(target, document);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== document) {
  console.error('docs/openapi.json differs from packages/server/src/api: npm run docs');
  process.exitCode = 1;
}
