// `npm run check`: types, lint, format, docs against code, sizes. Everything is looked at, also after a failure.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findDeadLinks, findStrays } from './hygiene.js';
import { findCommand, howToGet, installNodeModules, installSystem, root } from './install.js';
import { run } from './run.js';
import { measureSizes } from './sizes.js';

const failures = [];
const notes = [];

await installNodeModules();
await installSystem(['php', 'composer']);

await command('types', 'tsc', ['-p', 'tsconfig.json']);
await command('types of browser code', 'tsc', ['-p', 'tsconfig.browser.json']);
await command('lint and format', 'biome', ['ci', '--colors=off', '--error-on-warnings', '.']);
await typescript('options in docs and code', 'scripts/docs-options.ts');
await typescript('API in docs and code', 'scripts/docs-openapi.ts');
await typescript('figures in docs', 'scripts/docs-performance.ts');
await typescript('pictures in docs', 'scripts/docs-pictures.ts');
await typescript('built browser files', 'scripts/build.js');
await typescript('built admin page', 'scripts/build-admin.js');
await list('links in docs', findDeadLinks);
await list('what must not be committed', findStrays);
await php();
await sizes();

if (notes.length > 0)
  console.log(`\n!! NOT EVERYTHING WAS CHECKED\n${notes.map((note) => `!!  ${note}`).join('\n')}`);
console.log(failures.length === 0 ? '\nAll checks hold.' : `\nFailed: ${failures.join(', ')}.`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Runs a command that is silent when all is well. */
async function command(name, file, args) {
  const { code, output } = await run(file, args, { cwd: root, limitMs: 180_000, show: false });
  verdict(name, code === 0, output);
}

/** Asks a script that writes files whether what is committed is what it would write. */
async function typescript(name, script) {
  if (existsSync(join(root, script))) await command(name, 'node', ['--conditions=source', script, '--check']);
}

/** Runs a look-through that returns a line per finding. */
async function list(name, find) {
  const findings = await find();
  verdict(name, findings.length === 0, findings.join('\n'));
}

async function php() {
  const interpreter = findCommand('php');
  if (!interpreter) {
    notes.push(howToGet('php'));
    return;
  }
  const { output } = await run('git', ['ls-files', '-z', 'modules', 'demo'], { cwd: root, show: false });
  const files = output
    .split('\0')
    .filter((file) => /\.(php|module|install|inc)$/.test(file) && existsSync(join(root, file)));
  const wrong = [];
  for (const file of files) {
    const lint = await run(interpreter, ['-l', file], { cwd: root, show: false });
    if (lint.code !== 0) wrong.push(lint.output.trim());
  }
  verdict(`syntax of ${files.length} PHP files`, wrong.length === 0, wrong.join('\n'));
  await phpTools();
}

/** phpstan at its highest level, and Drupal's coding standard. */
async function phpTools() {
  const tools = join(root, 'scripts/php');
  const bin = join(tools, 'vendor/bin');
  if (!existsSync(bin) && findCommand('composer')) {
    await run('composer', ['install', '--no-interaction', '--no-progress', '-d', tools], {
      env: { COMPOSER_ALLOW_SUPERUSER: '1' },
      limitMs: 120_000,
      show: false,
    });
  }
  if (!existsSync(bin)) {
    notes.push('phpstan and phpcs are not here: composer install -d scripts/php');
    return;
  }
  await command('phpstan', join(bin, 'phpstan'), [
    'analyse',
    '--no-progress',
    '-c',
    join(tools, 'phpstan.neon'),
  ]);
  await command('style of PHP', join(bin, 'phpcs'), ['-q', `--standard=${join(tools, 'phpcs.xml')}`]);
}

/** What the server weighs; figures that a busy machine sways are told, not judged. */
async function sizes() {
  let figures;
  try {
    figures = await measureSizes();
  } catch (error) {
    verdict('sizes', false, error.message);
    return;
  }
  const over = figures.filter(({ found, most }) => most !== undefined && found > most);
  verdict('sizes', over.length === 0, '');
  for (const { what, found, most, goal = most, unit } of figures) {
    const held = goal && `goal ${goal.toLocaleString('en')}${unit}: ${found > goal ? 'not met' : 'met'}`;
    console.log(`   ${what}: ${found.toLocaleString('en')}${unit}${held ? ` (${held})` : ''}`);
  }
}

function verdict(name, held, output) {
  console.log(`${held ? 'ok' : 'NO'} ${name}`);
  if (held) return;
  failures.push(name);
  if (output) console.log(output.trim().replace(/^/gm, '   '));
}
