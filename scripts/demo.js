// `npm run demo`: installs what the demo needs, then starts it on Node 24. Plain JavaScript, for it starts on Node 20.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = [
  'install',
  '-w',
  'demo',
  '--include-workspace-root',
  '--omit=dev',
  '--no-save',
  '--loglevel=error',
];

try {
  if (!isInstalled()) await install();
  process.exitCode = await start(findNode(), await withDrupal(process.argv.slice(2)));
} catch (error) {
  console.error(`demo: ${error.message}`);
  process.exitCode = 1;
}

/** Whether node_modules holds all that the demo's packages ask for, in the versions of the lock file. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  // The root brings Node itself.
  const open = ['', 'demo'];
  const seen = new Set(open);
  while (open.length > 0) {
    const at = open.pop();
    const names = Object.keys({ ...wanted[at]?.dependencies, ...wanted[at]?.optionalDependencies });
    for (const name of names) {
      const path = resolvePath(wanted, at, name);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      const entry = wanted[path];
      // Optional packages are mostly other platforms' binaries; what this machine needs comes with its parent.
      if (installed[path] === undefined && entry.optional) continue;
      if (installed[path] === undefined || installed[path].version !== entry.version) return false;
      open.push(entry.link ? entry.resolved : path);
    }
  }
  return wanted.demo !== undefined;
}

/** Where Node would find a package from a folder of the lock file. */
function resolvePath(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    const path = `${folder}/node_modules/${name}`.replace(/^\//, '');
    if (packages[path] !== undefined) return path;
    if (!folder.includes('/node_modules/'))
      return packages[`node_modules/${name}`] === undefined ? undefined : `node_modules/${name}`;
  }
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages ?? {};
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return {};
  }
}

/** Installs with npm, and shows that it is at it: the first time takes a while. */
async function install() {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const text = 'Installing what the demo needs (npm, once)';
  const isTerminal = process.stderr.isTTY;
  const progress = isTerminal
    ? setInterval(() => process.stderr.write(`\r${text} … ${seconds()} s`), 200)
    : undefined;
  if (!isTerminal) process.stderr.write(`${text} …\n`);
  const { code, output } = await npm();
  clearInterval(progress);
  process.stderr.write(isTerminal ? `\r${text}: ${seconds()} s    \n` : `Installed in ${seconds()} s\n`);
  if (code !== 0)
    throw new Error(`npm ${command.join(' ')} ended with exit code ${code}:\n${output.slice(-2000)}`);
}

function npm() {
  // The npm that runs this script, else the one in PATH.
  const own = process.env.npm_execpath;
  const [file, args] = own?.endsWith('.js') ? [process.execPath, [own, ...command]] : ['npm', command];
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Puts the docroot and a PHP that fits in place of `--drupal [DIR]`; finds or downloads a Drupal without DIR. */
async function withDrupal(args) {
  const at = args.indexOf('--drupal');
  if (at < 0) return args;
  const folder = args[at + 1]?.startsWith('--') === false ? args[at + 1] : undefined;
  if (folder !== undefined) process.env.DRUPAL_ROOT = folder;
  const { findDrupal } = await import('./drupal-root.js');
  const { docroot, php, missing } = await findDrupal();
  if (missing !== undefined) throw new Error(missing);
  const rest = args.slice(at + (folder === undefined ? 1 : 2));
  return [...args.slice(0, at), '--drupal', docroot, '--drupal-php', php, ...rest];
}

/** The repository's own Node 24; where there is none for this platform, the one that runs this, if it is new enough. */
function findNode() {
  const own = join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `no Node 24 for this platform from npm; expected Node 22.18 or newer, found ${process.versions.node}`,
  );
}

function start(node, args) {
  return new Promise((resolve) => {
    const main = join(root, 'demo/src/main.ts');
    const quiet = '--disable-warning=ExperimentalWarning';
    const child = spawn(node, ['--conditions=source', quiet, main, ...args], {
      // The channel tells it of our end, should that be a sudden one.
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    // Whoever signals only this process means the demo as well; a Ctrl-C that it got by itself it knows to ignore.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('error', (error) => {
      console.error(`demo: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
