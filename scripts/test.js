// `npm test`: installs what is missing, runs every test this machine can run, says what it skipped.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findSystem, howToGet, installNodeModules, installSystem, root } from './install.js';
import { run } from './run.js';

const minute = 60_000;
const reports = join(root, '.test/reports');
/** What didn't run, a line each: printed last, where it is seen. */
const notes = [];
/** What passed, but not at once: a race in the test or in the product, to be looked for. */
const unsteady = [];

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const results = (await install())
  ? [browser(), await vitest(), await phpunit(), await drupal()]
  : [[0, 1, 0]];
const [passed, failed, skipped] = [0, 1, 2].map((i) => results.reduce((sum, counts) => sum + counts[i], 0));

if (notes.length > 0)
  console.log(`\n!! NOT EVERYTHING RAN\n${notes.map((note) => `!!  ${note}`).join('\n')}\n`);
if (unsteady.length > 0)
  console.log(`\n!! ONLY AT THE SECOND TRY\n${unsteady.map((name) => `!!  ${name}`).join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

async function install() {
  try {
    await installNodeModules();
    await installSystem([
      ...['chromium', 'phpunit', 'mariadb', 'postgresql', 'redis', 'websockets', 'composer'],
      ...['nginx', 'apache', 'haproxy', 'caddy', 'varnish', 'hitch', 'supervisor', 'systemd'],
    ]);
    return true;
  } catch (error) {
    console.error(error.message);
    return false;
  }
}

/** Without a browser half of what users see is untested: a note for people, a failure for CI. */
function browser() {
  if (findSystem('chromium')) return [0, 0, 0];
  notes.push(howToGet('chromium'));
  return [0, process.env.CI === 'true' ? 1 : 0, 0];
}

/** All TypeScript: the packages, the demo, end to end. */
async function vitest() {
  title('vitest');
  const file = join(reports, 'vitest.json');
  const { code, lingered } = await run(
    'node',
    [
      '--conditions=source',
      'node_modules/vitest/vitest.mjs',
      'run',
      // Real processes on a machine that others use: a second try, told below, not hidden.
      '--retry=1',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    { cwd: root, limitMs: 45 * minute, result: file },
  );
  if (!existsSync(file)) return [0, 1, 0];
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const tests = report.testResults.flatMap((suite) => suite.assertionResults);
  for (const test of tests.filter(({ status }) => status !== 'passed' && status !== 'failed')) {
    notes.push(`skipped: ${test.fullName}`);
  }
  for (const { fullName, status, failureMessages } of tests) {
    if (status === 'passed' && failureMessages.length > 0) {
      unsteady.push(`${fullName}: ${failureMessages[0].split('\n')[0]}`);
    }
  }
  if (lingered) unsteady.push('the end: what a test started outlived it');
  // A file that can't be loaded holds no test to count, an error outside of any test neither.
  const failed = Math.max(report.numFailedTests, code === 0 || (lingered && report.success) ? 0 : 1);
  return [report.numPassedTests, failed, tests.length - report.numPassedTests - report.numFailedTests];
}

/** The tests of each Drupal module's framework-free core; the others need a Drupal. */
async function phpunit() {
  const modules = listFolders('modules').filter((name) =>
    existsSync(join(root, 'modules', name, 'phpunit.core.xml')),
  );
  const command = findSystem('phpunit');
  if (!command) {
    notes.push(howToGet('phpunit'));
    return [0, 0, modules.length];
  }
  const total = [0, 0, 0];
  for (const name of modules) {
    title(`phpunit, modules/${name}`);
    const file = join(reports, `phpunit-${name}.xml`);
    const { code } = await run(command, ['-c', 'phpunit.core.xml', '--log-junit', file], {
      cwd: join(root, 'modules', name),
      limitMs: 4 * minute,
    });
    const counts = existsSync(file) ? countJunit(readFileSync(file, 'utf8')) : [0, 0, 0];
    counts[1] = Math.max(counts[1], code === 0 ? 0 : 1);
    if (counts[2] > 0) notes.push(`skipped: ${counts[2]} PHP test(s) of modules/${name}, see above`);
    counts.forEach((count, i) => {
      total[i] += count;
    });
  }
  return total;
}

/** The modules on a real Drupal, where there is one. */
async function drupal() {
  if (!existsSync(join(root, 'scripts/test-drupal.js'))) return [0, 0, 0];
  // A run of all stories takes longer than everything else together: whoever wants it names the code base.
  if (!process.env.DRUPAL_ROOT) {
    notes.push(
      'the tests on a real Drupal: give an unpacked Drupal 10.6 or 11 with DRUPAL_ROOT=DIR npm test',
    );
    return [0, 0, 1];
  }
  title('test:drupal');
  const { code, output } = await run('node', ['scripts/test-drupal.js'], {
    cwd: root,
    limitMs: 30 * minute,
    capture: true,
  });
  const line = output.match(/^(\d+) passed, (\d+) failed, (\d+) skipped$/m);
  for (const [leftOut] of output.matchAll(/^LEFT OUT: .+$/gm)) notes.push(`real Drupal, ${leftOut}`);
  const counts = line ? line.slice(1).map(Number) : [code === 0 ? 1 : 0, 0, 0];
  counts[1] = Math.max(counts[1], code === 0 ? 0 : 1);
  return counts;
}

/** Reads the sums that JUnit's outermost suite carries. */
function countJunit(xml) {
  const suite = xml.match(/<testsuite [^>]*>/)?.[0] ?? '';
  const count = (name) => Number(suite.match(new RegExp(`\\b${name}="(\\d+)"`))?.[1] ?? 0);
  const failed = count('errors') + count('failures');
  return [count('tests') - failed - count('skipped'), failed, count('skipped')];
}

function listFolders(path) {
  if (!existsSync(join(root, path))) return [];
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function title(text) {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 70 - text.length))}`);
}
