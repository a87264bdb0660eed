// `npm run build`: bundles the admin page, and makes its page of codes from docs/errors.md.
// `node scripts/build-admin.js --check` fails when what is committed is not what it would write, or weighs too much.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = 'packages/admin/page';
const mostGzipBytes = 40 * 1024;
const isCheck = process.argv.includes('--check');
const failures = [];

const code = await bundle();
const gzipBytes = gzipSync(code, { level: 9 }).length;
console.log(`${target}/admin.js: ${gzipBytes} bytes gzip (limit ${mostGzipBytes})`);
if (gzipBytes > mostGzipBytes) failures.push(`admin.js weighs ${gzipBytes} bytes, limit ${mostGzipBytes}`);
await deliver('admin.js', code);
await deliver('codes.html', codesPage(await readFile(join(root, 'docs/errors.md'), 'utf8')));
await deliver(
  'LICENSES.txt',
  (await Promise.all(['centrifuge', 'events', 'lit-html'].map(license))).join('\n\n'),
);

for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;

async function bundle() {
  const build = await rolldown({
    cwd: root,
    input: join(root, 'packages/admin/src/web/admin.ts'),
    platform: 'browser',
    resolve: { conditionNames: ['source', 'import', 'browser', 'default'] },
    transform: { target: 'es2022' },
    // Explicit, so that no tsconfig.json of a folder above can sway the result.
    tsconfig: false,
    onLog(level, log) {
      if (level === 'warn') failures.push(`admin.ts: ${log.message}`);
    },
  });
  const { output } = await build.generate({
    format: 'esm',
    minify: true,
    postBanner:
      '/*! Admin page, built from packages/admin: do not edit. MIT; LICENSES.txt names what it bundles. */',
  });
  await build.close();
  return `${output[0].code.trimEnd()}\n`;
}

/** The codes that a client may be told, each with an address of its own, so that the page can lead there. */
function codesPage(markdown) {
  const sections = ['Error replies', 'Close codes', 'Unsubscribe codes'].map((heading) => {
    const section = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
    const rows = [...section.matchAll(/^\| (\d+) \| (.*?) \| (.*?) \|$/gm)];
    if (rows.length === 0) failures.push(`docs/errors.md: no codes under "${heading}"`);
    const lines = rows.map(
      ([, number, words, meaning]) =>
        `        <tr id="code-${number}"><th scope="row"><code>${number}</code></th><td>${text(words)}</td><td>${text(meaning)}</td></tr>`,
    );
    return `    <h2>${heading}</h2>
    <div class="scroll">
      <table>
        <thead><tr><th scope="col">Code</th><th scope="col">Message</th><th scope="col">What it means</th></tr></thead>
        <tbody>
${lines.join('\n')}
        </tbody>
      </table>
    </div>`;
  });
  return `<!doctype html>
<html lang="en" class="codes">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Codes of the push server</title>
    <link rel="icon" href="icon.svg">
    <link rel="stylesheet" href="admin.css">
  </head>
  <body>
    <main>
    <h1>Codes of the push server</h1>
${sections.join('\n')}
    </main>
  </body>
</html>
`;
}

/** Markdown's text without its links, as HTML. */
function text(markdown) {
  return markdown
    .replace(/\[(.*?)\]\(.*?\)/g, '$1')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/`(.*?)`/g, '<code>$1</code>');
}

async function license(name) {
  const folder = join(root, 'node_modules', name);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const terms = await readFile(join(folder, 'LICENSE'), 'utf8');
  return `admin.js bundles ${name} ${version}:\n\n${terms.trim()}\n`;
}

/** Writes a built file, or holds it against the committed one. */
async function deliver(file, content) {
  const path = join(root, target, file);
  if (!isCheck) {
    await writeFile(path, content);
    return;
  }
  const committed = await readFile(path, 'utf8').catch(() => undefined);
  if (committed !== content) failures.push(`${target}/${file} is not what the sources give: npm run build`);
}
