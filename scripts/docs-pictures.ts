// `npm run docs`: draws the pictures of docs/concepts.md; with --check it only tells whether they would change.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { concepts } from './pictures/concepts.ts';
import { drawSequence } from './pictures/sequence.ts';

const folder = new URL('../docs/images/concepts/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, sequence] of Object.entries(concepts)) {
  const target = new URL(`${name}.svg`, folder);
  const drawn = drawSequence(sequence);
  if (!process.argv.includes('--check')) {
    await writeFile(target, drawn);
  } else if ((await readFile(target, 'utf8').catch(() => '')) !== drawn) {
    console.error(`docs/images/concepts/${name}.svg differs from scripts/pictures/concepts.ts: npm run docs`);
    process.exitCode = 1;
  }
}
