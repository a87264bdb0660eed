// `npm run build`: bundles packages/client into the files that the Drupal module ships.
// `node scripts/build.js --check` fails when what is committed is not what it would write, or weighs too much.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = 'packages/client/src';
const target = 'modules/nodejs/js/dist';

const bundles = [
  // Before the first paint of every page that may listen.
  { file: 'nodejs.js', entry: 'drupal.ts', format: 'iife', mostGzipBytes: 2 * 1024 },
  // With the SDK, when the page is idle and somebody listens.
  { file: 'client.js', entry: 'script.ts', format: 'esm', mostGzipBytes: 31 * 1024 },
  { file: 'legacy.js', entry: 'legacy.ts', format: 'iife', mostGzipBytes: 3 * 1024 },
];
const isCheck = process.argv.includes('--check');
const failures = [];

for (const { file, entry, format, mostGzipBytes } of bundles) {
  const code = await bundle(entry, format);
  const gzipBytes = gzipSync(code, { level: 9 }).length;
  console.log(`${target}/${file}: ${gzipBytes} bytes gzip (limit ${mostGzipBytes})`);
  if (gzipBytes > mostGzipBytes) failures.push(`${file} weighs ${gzipBytes} bytes, limit ${mostGzipBytes}`);
  await deliver(file, code);
}
await deliver('LICENSES.txt', await licenses());

for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

async function bundle(entry, format) {
  const build = await rolldown({
    cwd: root,
    input: join(root, source, entry),
    platform: 'browser',
    resolve: { conditionNames: ['source', 'import', 'browser', 'default'] },
    transform: { target: 'es2022' },
    // Explicit, so that no tsconfig.json of a folder above can sway the result.
    tsconfig: false,
    onLog(level, log) {
      if (level === 'warn') failures.push(`${entry}: ${log.message}`);
    },
  });
  const { output } = await build.generate({ format, minify: true, postBanner: banner });
  await build.close();
  return `${output[0].code.trimEnd()}\n`;
}

function banner() {
  return '/*! Node.js Integration for Drupal, built from packages/client: do not edit. MIT; LICENSES.txt names what it bundles. */';
}

/** The terms of what client.js bundles; the SDK's own build carries a copy of events and two notices more. */
async function licenses() {
  const sdk = await readFile(join(root, 'node_modules/centrifuge/build/index.mjs'), 'utf8');
  const notices = sdk.match(/\/\*(?:(?!\*\/).)*Copyright.*?\*\//gs) ?? [];
  return [
    await license('centrifuge'),
    await license('events'),
    ...notices.map((notice) => `centrifuge carries:\n\n${notice}\n`),
  ].join('\n\n');
}

async function license(name) {
  const folder = join(root, 'node_modules', name);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = await readFile(join(folder, 'LICENSE'), 'utf8');
  return `client.js bundles ${name} ${version}:\n\n${text.trim()}\n`;
}

/** Writes a built file, or holds it against the committed one. */
async function deliver(file, content) {
  const path = join(root, target, file);
  if (!isCheck) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return;
  }
  const committed = await readFile(path, 'utf8').catch(() => undefined);
  if (committed !== content) failures.push(`${target}/${file} is not what the sources give: npm run build`);
}
