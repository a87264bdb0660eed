// `npm run site`: makes the documentation's site in .site/dist, and follows every link of it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../install.js';
import { run } from '../run.js';
import { findDeadLinks } from './anchors.ts';
import { findEntries } from './reference.ts';
import { contents, stage } from './stage.ts';

const generator = join(root, 'docs/site');
const target = join(root, '.site');
const bin = join(generator, 'node_modules/.bin');

await must('npm', ['install', '--no-audit', '--loglevel=error', '--prefix', generator]);
const { output } = await must('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
await stage(
  root,
  target,
  output.split('\0').filter((file) => file !== ''),
);
await reference();
await writeFile(join(target, 'contents.json'), JSON.stringify({ groups: await contents(root, target) }));
await must(join(bin, 'vitepress'), ['build', generator]);
const dead = await findDeadLinks(join(target, 'dist'), process.env.SITE_BASE ?? '/');
for (const line of dead) console.error(`${line} leads nowhere`);
process.exitCode = dead.length === 0 ? 0 : 1;
if (dead.length === 0) console.log('The site is in .site/dist.');

/** The packages' exports, from their TSDoc: a page each. */
async function reference() {
  const entries = join(target, 'entries.json');
  await writeFile(entries, JSON.stringify(findEntries(root)));
  await must('node', [join(generator, 'reference.js'), entries, join(target, 'pages/reference')]);
}

async function must(file, args) {
  const { code, output } = await run(file, args, { cwd: root, show: false, limitMs: 300_000 });
  if (code !== 0)
    throw new Error(`${file.split('/').at(-1)} ${args[0]} ended with exit code ${code}:\n${output}`);
  return { output };
}
