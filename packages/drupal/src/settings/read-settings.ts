import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DrupalError } from '../errors.ts';

/** Where a Drupal is, and what runs its PHP. */
export interface SettingsSource {
  /** Folder with Drupal's index.php. */
  readonly root: string;
  /** The site's directory below it. @default 'sites/default' */
  readonly site?: string;
  /** @default 'php' */
  readonly php?: string;
}

/** What settings.php says, as far as Node needs it. */
export interface SiteSettings {
  /** The default database, in Drupal's URL form. */
  readonly database: string;
  readonly hashSalt: string;
  /** `$settings['nodejs']`: the keys shared with the push server; undefined where the module has none. */
  readonly nodejs: Readonly<Record<string, unknown>> | undefined;
  /** Names of configuration that settings.php overrides, which no reader of the database sees. */
  readonly overridden: readonly string[];
}

const TIMEOUT_MS = 30_000;
/** What settings.php itself may print stays before it. */
const MARKER = '\u0001drupal-nodejs\u0001';

// As Drupal's own Settings::initialize() does, and nothing more: no bootstrap, no database.
const SCRIPT = `
[, $app_root, $site_path] = $argv;
chdir($app_root);
$class_loader = is_file('autoload.php') ? require 'autoload.php' : NULL;
if (!defined('DRUPAL_ROOT')) { define('DRUPAL_ROOT', $app_root); }
$settings = []; $config = []; $databases = []; $conf = [];
require $app_root . '/' . $site_path . '/settings.php';
$c = $databases['default']['default'] ?? [];
$ca = defined('PDO::MYSQL_ATTR_SSL_CA') ? ($c['pdo'][constant('PDO::MYSQL_ATTR_SSL_CA')] ?? NULL) : NULL;
$prefix = $c['prefix'] ?? '';
$salt = $settings['hash_salt'] ?? $drupal_hash_salt ?? '';
echo '${MARKER}', json_encode([
  'connection' => ['prefix' => is_array($prefix) ? ($prefix['default'] ?? '') : $prefix, 'ca' => $ca]
    + array_intersect_key($c, array_flip(['driver', 'database', 'username', 'password', 'host', 'port', 'unix_socket'])),
  'hashSalt' => $salt,
  'nodejs' => $settings['nodejs'] ?? NULL,
  'overridden' => array_keys($config ?: $conf),
], JSON_THROW_ON_ERROR | JSON_PARTIAL_OUTPUT_ON_ERROR);
`;

/**
 * Asks PHP what a site's settings.php says, once, without a bootstrap.
 *
 * Never by reading the file as text: it may compute, include and ask the environment.
 *
 * @throws DrupalError `DRUPAL_SETTINGS`; the message never repeats what the file says
 */
export async function readSettings({
  root,
  site = 'sites/default',
  php = 'php',
}: SettingsSource): Promise<SiteSettings> {
  const folder = resolve(root);
  const file = join(folder, site, 'settings.php');
  if (!existsSync(file)) throw failed(`a file ${file}`, 'none');
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)(php, ['-r', SCRIPT, '--', folder, site], {
      timeout: TIMEOUT_MS,
    }));
  } catch (cause) {
    const reason =
      cause instanceof Error && 'code' in cause ? `${php} ended with ${cause.code}` : `no ${php}`;
    throw failed('PHP to read settings.php', reason);
  }
  return settingsFrom(stdout.slice(stdout.lastIndexOf(MARKER) + MARKER.length), folder);
}

function settingsFrom(json: string, root: string): SiteSettings {
  let answer: unknown;
  try {
    answer = JSON.parse(json);
  } catch {
    throw failed('PHP to tell what settings.php says', 'something else');
  }
  const { connection, hashSalt, nodejs, overridden } = isMap(answer) ? answer : {};
  if (!isMap(connection) || !connection.driver) throw failed("a database in $databases['default']", 'none');
  return {
    database: databaseUrl(connection, root),
    hashSalt: typeof hashSalt === 'string' ? hashSalt : '',
    nodejs: isMap(nodejs) ? nodejs : undefined,
    overridden: Array.isArray(overridden) ? overridden.map(String) : [],
  };
}

/** Writes a connection array of settings.php in Drupal's URL form. */
function databaseUrl(connection: Readonly<Record<string, unknown>>, root: string): string {
  const text = (key: string): string => (connection[key] ? String(connection[key]) : '');
  const prefix = text('prefix') ? `#${encodeURIComponent(text('prefix'))}` : '';
  const isSqlite = text('driver') === 'sqlite';
  // Drupal's installer writes a path below its own folder, which is seldom that of who asks.
  const name = isSqlite ? resolve(root, text('database')) : text('database');
  const database = name.split('/').map(encodeURIComponent).join('/');
  if (isSqlite) return `sqlite://localhost/${database}${prefix}`;
  const search = new URLSearchParams();
  if (text('unix_socket')) search.set('unix_socket', text('unix_socket'));
  if (text('ca')) search.set('tls_ca', text('ca'));
  const query = search.size > 0 ? `?${search}` : '';
  const port = text('port') ? `:${text('port')}` : '';
  const account = `${encodeURIComponent(text('username'))}:${encodeURIComponent(text('password'))}`;
  const host = text('host').includes(':') ? `[${text('host')}]` : text('host') || 'localhost';
  return `${text('driver')}://${account}@${host}${port}/${database}${query}${prefix}`;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(expected: string, found: string): DrupalError {
  return new DrupalError('DRUPAL_SETTINGS', `settings.php: expected ${expected}, found ${found}`);
}
