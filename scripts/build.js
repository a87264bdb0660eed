// `npm run build`: bundles packages/client and packages/chatroom into the files that the Drupal modules ship, and copies
// what they have in common with Node.
// `node scripts/build.js --check` fails when what is committed is not what it would write, or weighs too much.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const client = { folder: 'modules/nodejs/js/dist', source: 'packages/client' };
const chat = { folder: 'modules/chatroom/js/dist', source: 'packages/chatroom' };

const bundles = [
  // Before the first paint of every page that may listen.
  { ...client, file: 'nodejs.js', entry: 'src/drupal.ts', format: 'iife', mostGzipBytes: 2 * 1024 },
  // With the SDK, when the page is idle and somebody listens.
  { ...client, file: 'client.js', entry: 'src/script.ts', format: 'esm', mostGzipBytes: 31 * 1024 },
  { ...client, file: 'legacy.js', entry: 'src/legacy.ts', format: 'iife', mostGzipBytes: 3 * 1024 },
  { ...chat, file: 'chatroom.js', entry: 'src/web/drupal.ts', format: 'iife', mostGzipBytes: 44 * 1024 },
];
/** What nodejs_config shows, filled in for the site. */
const setupFiles = [
  'nginx.conf',
  'apache.conf',
  'Caddyfile',
  'haproxy.cfg',
  'varnish.vcl',
  'drupal-nodejs.service',
  'supervisor.conf',
];
/** Styles without what only their readers need. */
const slimStyles = {
  name: 'slim-styles',
  transform(code, id) {
    if (!id.startsWith(join(root, chat.source))) return undefined;
    return code.replace(/css`[^`]*`/g, (css) => css.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' '));
  },
};
const isCheck = process.argv.includes('--check');
const failures = [];

for (const one of bundles) {
  const { folder, file, mostGzipBytes } = one;
  const code = await bundle(one);
  const gzipBytes = gzipSync(code, { level: 9 }).length;
  console.log(`${folder}/${file}: ${gzipBytes} bytes gzip (limit ${mostGzipBytes})`);
  if (gzipBytes > mostGzipBytes) failures.push(`${file} weighs ${gzipBytes} bytes, limit ${mostGzipBytes}`);
  await deliver(`${folder}/${file}`, code);
}
await deliver(`${client.folder}/LICENSES.txt`, await licenses());
await deliver(`${chat.folder}/LICENSES.txt`, await chatLicenses());
// Fetched when somebody wants an emoji, so that no page weighs more for it.
await deliver(
  `${chat.folder}/emojis.json`,
  `${JSON.stringify(JSON.parse(await readFile(join(root, 'packages/chatroom/emojis.json'), 'utf8')))}\n`,
);
// The one description of the chat's tables, from which Drupal makes them too.
await deliver(
  'modules/chatroom/schema.json',
  await readFile(join(root, 'packages/chatroom/schema.json'), 'utf8'),
);
for (const file of setupFiles) {
  await deliver(
    `modules/nodejs/modules/nodejs_config/setup/${file}`,
    await readFile(join(root, 'packages/server/setup', file), 'utf8'),
  );
}

for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

async function bundle({ source, entry, format }) {
  const build = await rolldown({
    cwd: root,
    input: join(root, source, entry),
    platform: 'browser',
    plugins: [slimStyles],
    resolve: { conditionNames: ['source', 'import', 'browser', 'default'] },
    transform: { target: 'es2022' },
    // Explicit, so that no tsconfig.json of a folder above can sway the result.
    tsconfig: false,
    onLog(level, log) {
      if (level === 'warn') failures.push(`${entry}: ${log.message}`);
    },
  });
  const { output } = await build.generate({ format, minify: true, postBanner: banner(source) });
  await build.close();
  return `${output[0].code.trimEnd()}\n`;
}

function banner(source) {
  return `/*! Node.js Integration for Drupal, built from ${source}: do not edit. MIT; LICENSES.txt names what it bundles. */`;
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

/** The terms of what chatroom.js bundles. */
async function chatLicenses() {
  const names = ['lit', 'lit-element', 'lit-html', '@lit/reactive-element'];
  const bundled = await Promise.all(names.map((name) => license(name, 'chatroom.js')));
  return [...bundled, await readFile(join(root, chat.source, 'emojis-license.txt'), 'utf8')].join('\n\n');
}

async function license(name, file = 'client.js') {
  const folder = join(root, 'node_modules', name);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const text = await readFile(join(folder, 'LICENSE'), 'utf8');
  return `${file} bundles ${name} ${version}:\n\n${text.trim()}\n`;
}

/** Writes a built file, or holds it against the committed one. */
async function deliver(file, content) {
  const path = join(root, file);
  if (!isCheck) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return;
  }
  const committed = await readFile(path, 'utf8').catch(() => undefined);
  if (committed !== content) failures.push(`${file} is not what the sources give: npm run build`);
}
