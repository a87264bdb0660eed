import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** What a test may need from the machine: the commands or files any of which will do, and Debian's packages for it. */
export const system = {
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium'],
    gives: 'browser tests',
  },
  php: { commands: ['php'], packages: ['php-cli', 'php-sqlite3'], gives: 'tests of the PHP modules' },
  phpunit: {
    commands: ['phpunit'],
    packages: ['phpunit', 'php-sqlite3'],
    gives: 'unit tests of the PHP modules',
  },
  mariadb: {
    commands: ['mariadb-install-db'],
    packages: ['mariadb-server'],
    gives: 'tests on MariaDB',
  },
  postgresql: {
    // Debian keeps the server's own commands out of PATH; this one comes with it.
    commands: ['pg_ctlcluster', 'initdb'],
    packages: ['postgresql'],
    gives: 'tests on PostgreSQL',
  },
  redis: {
    commands: ['redis-server'],
    packages: ['redis-server'],
    gives: 'tests of several push servers on one Redis, on a Cluster and with Sentinels',
  },
  websockets: {
    // A module of Debian's own Python, which another Python before it in PATH doesn't have.
    files: ['/usr/lib/python3/dist-packages/websockets/__init__.py'],
    packages: ['python3', 'python3-websockets'],
    gives: "tests of the push server with a client stack that is not Node's",
  },
  nginx: proxy('nginx', ['nginx-light']),
  apache: proxy('apache2', ['apache2']),
  haproxy: proxy('haproxy', ['haproxy']),
  caddy: proxy('caddy', ['caddy']),
  varnish: proxy('varnishd', ['varnish']),
  hitch: proxy('hitch', ['hitch']),
  systemd: {
    commands: ['systemd-analyze'],
    packages: ['systemd'],
    gives: 'test of the systemd unit',
  },
  supervisor: {
    commands: ['supervisord'],
    packages: ['supervisor'],
    gives: 'tests of the push server under supervisord',
  },
  composer: {
    commands: ['composer'],
    packages: ['composer', 'unzip'],
    gives: 'static analysis of the PHP modules',
  },
};

function proxy(command, packages) {
  return { commands: [command], packages, gives: 'tests of the push server behind it' };
}

/** Finds a command in PATH. */
export function findCommand(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch (error) {
      if (!['ENOENT', 'EACCES', 'ENOTDIR'].includes(error.code)) throw error;
    }
  }
  return undefined;
}

/** Finds one of the parts in `system`; undefined when the machine doesn't have it. */
export function findSystem(part) {
  const { commands = [], files = [] } = system[part];
  return [...commands.map(findCommand), ...files.filter(existsSync)].find((path) => path !== undefined);
}

/**
 * Installs the npm packages of the lock file where they are missing, and puts the repository's Node 24 first in PATH.
 *
 * `npm ci` isn't used: it refuses a lock file that doesn't list every platform's binaries. `--no-save` takes
 * the same versions from the lock file and never rewrites it.
 */
export async function installNodeModules() {
  if (!hasNodeModules()) {
    console.log('Installing npm packages …');
    const { code } = await run('npm', ['install', '--no-save', '--include=dev', '--loglevel=error'], {
      cwd: root,
    });
    if (code !== 0) throw new Error(`npm install ended with exit code ${code}`);
  }
  const bin = join(root, 'node_modules', '.bin');
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (!existsSync(join(bin, 'node')) && (major < 22 || (major === 22 && minor < 18))) {
    throw new Error(`Node 22.18 or newer is needed on this platform, this is ${process.versions.node}`);
  }
  process.env.PATH = `${bin}${delimiter}${process.env.PATH}`;
}

/** Installs missing `parts` with apt-get where this is Debian and we are root; elsewhere does nothing. */
export async function installSystem(parts) {
  const missing = parts.filter((part) => findSystem(part) === undefined);
  if (missing.length === 0 || process.getuid?.() !== 0 || !findCommand('apt-get')) return;
  const packages = [...new Set(missing.flatMap((part) => system[part].packages))];
  console.log(`Installing ${packages.join(' ')} with apt-get …`);
  const apt = (...args) =>
    run('apt-get', ['-q', '-y', ...args], {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      limitMs: 300_000,
      show: false,
    });
  await apt('update');
  const install = (names) => withoutServices(() => apt('install', '--no-install-recommends', ...names));
  if ((await install(packages)).code === 0) return;
  // One that isn't to be had must not keep the others away.
  for (const part of missing) {
    const { code, output } = await install(system[part].packages);
    if (code !== 0)
      console.log(`${part}: apt-get install ended with exit code ${code}:\n${output.slice(-1_000)}`);
  }
}

/** Has Debian start none of the services that it installs: their ports may be somebody's. */
async function withoutServices(install) {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return install();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await install();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** How to get a missing part by hand, in one line. */
export function howToGet(part) {
  return `${part} is not here; it gives the ${system[part].gives}: apt-get install ${system[part].packages.join(' ')}`;
}

function hasNodeModules() {
  const installed = readLock('node_modules/.package-lock.json');
  const wanted = readLock('package-lock.json');
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // Optional packages are other platforms' binaries; ours come with the package that needs them.
    if (!path.startsWith('node_modules/') || optional) return true;
    return installed[path] !== undefined && installed[path].version === version;
  });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return {};
  }
}
