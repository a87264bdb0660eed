import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { findCommand } from './install.js';
import { run } from './run.js';

const cache = join(homedir(), '.cache/drupal-nodejs');

/** The versions that `npm run test:drupal` was last seen passing on. */
export const seenWorking = 'Drupal 10.6.15 (PHP 8.2) and 11.4.5 (PHP 8.4)';

/**
 * Finds a real Drupal code base and a PHP that can run it: `{ docroot, version, php }`.
 *
 * That is DRUPAL_ROOT, else the newest one in the user's cache that this PHP can run, else what composer can
 * download there. Where there is none, gives `{ missing }`: a text that says what to give.
 */
export async function findDrupal() {
  const php = process.env.DRUPAL_PHP ? resolve(process.env.DRUPAL_PHP) : findCommand('php');
  if (!php)
    return {
      missing:
        'PHP isn’t here: apt-get install php-cli php-sqlite3 php-gd php-xml, or name one with DRUPAL_PHP',
    };
  const { output } = await run(php, ['-r', 'echo PHP_VERSION, " ", extension_loaded("pdo_sqlite");'], {
    show: false,
  });
  const [phpVersion, hasSqlite] = output.split(' ');
  if (!hasSqlite) return { missing: `PHP ${phpVersion} has no SQLite: apt-get install php-sqlite3` };

  if (process.env.DRUPAL_ROOT) {
    const found = readCodeBase(resolve(process.env.DRUPAL_ROOT));
    if (!found)
      throw new Error(
        `DRUPAL_ROOT is ${process.env.DRUPAL_ROOT}, expected an unpacked Drupal with core/ and vendor/`,
      );
    if (!canRun(phpVersion, found)) {
      throw new Error(
        `Drupal ${found.version} needs PHP ${found.minimumPhp}, this is ${phpVersion}: name another with DRUPAL_PHP`,
      );
    }
    return { ...found, php };
  }
  const found = newestInCache(phpVersion) ?? ((await download()) ? newestInCache(phpVersion) : undefined);
  if (found) return { ...found, php };
  return {
    missing: `no Drupal for PHP ${phpVersion} here: unpack Drupal 10.6 or 11 with its vendor folder (composer create-project drupal/recommended-project) and say where: DRUPAL_ROOT=DIR. Last seen working: ${seenWorking}`,
  };
}

function newestInCache(phpVersion) {
  if (!existsSync(cache)) return undefined;
  return readdirSync(cache)
    .map((name) => readCodeBase(join(cache, name)))
    .filter((found) => found && canRun(phpVersion, found))
    .sort((a, b) => compareVersions(b.version, a.version))[0];
}

/** What composer unpacks has its docroot in web/, what drupal.org packs is one itself. */
function readCodeBase(folder) {
  const docroot = [join(folder, 'web'), folder].find((path) => existsSync(join(path, 'core/lib/Drupal.php')));
  if (!docroot || !existsSync(join(docroot, 'autoload.php'))) return undefined;
  const php = readFileSync(join(docroot, 'core/lib/Drupal.php'), 'utf8');
  const constant = (name) => php.match(new RegExp(`const ${name} = '([^']+)'`))?.[1] ?? '0';
  return { docroot, version: constant('VERSION'), minimumPhp: constant('MINIMUM_PHP') };
}

async function download() {
  const composer = findCommand('composer');
  if (!composer) return false;
  console.log('No Drupal is here; trying composer create-project drupal/recommended-project …');
  const folder = join(cache, 'recommended-project');
  const { code, output } = await run(
    composer,
    ['create-project', '--no-interaction', '--no-progress', 'drupal/recommended-project', folder],
    { limitMs: 300_000, show: false },
  );
  if (code === 0) return true;
  rmSync(folder, { recursive: true, force: true });
  console.log(output.trim().split('\n').slice(-3).join('\n'));
  return false;
}

function canRun(phpVersion, { minimumPhp }) {
  return compareVersions(phpVersion, minimumPhp) >= 0;
}

function compareVersions(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}
