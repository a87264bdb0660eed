import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { findProblems } from '../configuration/option-problems.ts';
import { optionsSchema } from '../options.ts';
import { findOthers, type NewFile, writeFiles } from '../setup/new-files.ts';
import { isPaired, type Pairing, pair, pairingLine, serverConfig } from '../setup/pairing.ts';
import { setupFiles } from '../setup/set-up.ts';
import { version } from '../version.ts';
import { type Command, readArguments } from './command.ts';
import { loadDrupalPackage } from './drupal-package.ts';
import { UsageError } from './usage-error.ts';

/** Writes all that a site needs to get a push server of its own. */
export const init: Command = {
  usage: '--url URL [--root DIR] [--help for more]',
  summary: 'write a configuration, and all that goes with it, for a Drupal site',
  details: `Writes drupal-nodejs.json with new secrets, and below setup/ what web server, systemd, supervisord or a container
need; prints the line that pairs the site with it. What is there already is never replaced without being asked for.

  --url URL            the site's address, as browsers see it; asked for where it is missing
  --root DIR           the folder with Drupal's index.php, where it is on this machine: PHP is asked once what
                       settings.php says, keys that it has are kept, and log-ins are read from the database
  --site-path PATH     the site's folder below (sites/default)
  --php FILE           PHP's command line (php)
  --public ADDRESS     the push server's address for browsers (/realtime/, a path that the web server hands on)
  --api ADDRESS        where Drupal reaches the push server's API (http://127.0.0.1:8081)
  --listen ADDRESS     where clients come, by way of the web server (127.0.0.1:8080)
  --dir DIR            where to write (.)
  --user NAME          who will run the server (drupal-nodejs)
  --chatroom           with the chat's plugin; needs --root, and the package @drupal-nodejs/chatroom
  --force              replace files that are there

  drupal-nodejs init --url https://example.com --root /var/www/web`,

  async run(args) {
    const { flags } = readArguments(args, {
      url: { type: 'string' },
      root: { type: 'string' },
      'site-path': { type: 'string', default: 'sites/default' },
      php: { type: 'string', default: 'php' },
      public: { type: 'string', default: '/realtime/' },
      api: { type: 'string', default: 'http://127.0.0.1:8081' },
      listen: { type: 'string', default: '127.0.0.1:8080' },
      dir: { type: 'string', default: '.' },
      user: { type: 'string', default: 'drupal-nodejs' },
      chatroom: { type: 'boolean', default: false },
      force: { type: 'boolean', default: false },
    });
    const text = (name: string): string => String(flags[name]);
    const address = readUrl(
      flags.url ?? (await askFor('The site’s address, as browsers see it', 'https://example.com')),
    );
    const url = address.href.replace(/\/$/, '');
    const drupal =
      flags.root === undefined
        ? undefined
        : await readDrupal({ root: text('root'), site: text('site-path'), php: text('php') }, url);
    if (flags.chatroom === true && drupal === undefined) {
      throw new UsageError('--chatroom: expected --root as well, for the database that it writes to');
    }
    const pairing = pair(
      { api_url: readApi(text('api')), public_url: readPublic(text('public')), site: 'default' },
      drupal?.settings,
    );
    const folder = readPlace('--dir', resolve(text('dir')));
    const config = serverConfig(pairing, {
      listen: text('listen'),
      origin: address.origin,
      url,
      session: drupal?.session,
      hasChatroom: flags.chatroom === true,
    });
    checkConfig(config);
    const files: readonly NewFile[] = [
      { name: 'drupal-nodejs.json', text: `${JSON.stringify(config, undefined, 2)}\n`, isSecret: true },
      ...setupFiles({
        host: address.hostname,
        path: new URL(pairing.public_url, url).pathname.replace(/\/?$/, '/'),
        listen: text('listen'),
        apiListen: new URL(pairing.api_url).host,
        folder: readPlace('the server’s own folder', installFolder()),
        config: resolve(folder, 'drupal-nodejs.json'),
        user: readUser(text('user')),
        version,
      }),
    ];
    if (flags.force !== true) {
      await askToReplace(folder, await inFolder(folder, () => findOthers(folder, files)));
    }
    await inFolder(folder, () => writeFiles(folder, files));
    console.log(nextSteps(folder, pairing, drupal));
    return 0;
  },
};

/** What init writes, the server takes. */
function checkConfig(config: object): void {
  const [problem] = findProblems(Value.Default(optionsSchema, structuredClone(config)));
  if (problem !== undefined) {
    throw problem;
  }
}

interface FoundDrupal {
  readonly settings: Readonly<Record<string, unknown>> | undefined;
  readonly session: { readonly database: string; readonly baseUrl: string };
  /** The settings.php that was read. */
  readonly file: string;
  /** What can't be seen of its log-ins, a line each. */
  readonly findings: readonly string[];
}

async function readDrupal(
  source: { readonly root: string; readonly site: string; readonly php: string },
  baseUrl: string,
): Promise<FoundDrupal> {
  const { diagnose, readSettings } = await loadDrupalPackage();
  const { database, hashSalt, nodejs, overridden } = await readSettings(source);
  const session = { database, baseUrl };
  const findings = await diagnose({ ...session, hashSalt, overridden });
  return {
    settings: nodejs,
    session,
    file: resolve(source.root, source.site, 'settings.php'),
    findings: findings.map(({ level, code, message }) => `${level.padEnd(7)} ${message} (${code})`),
  };
}

function readUrl(text: unknown): URL {
  const address = URL.parse(String(text));
  if (address === null || !/^https?:\/\/[^/@?#]+\/[^?#]*$/.test(address.href)) {
    throw new UsageError('--url: expected an address like https://example.com, without user, ? and #');
  }
  return address;
}

function readApi(text: string): string {
  const address = URL.parse(text);
  if (address?.protocol !== 'http:' || address.pathname !== '/' || address.port === '') {
    throw new UsageError('--api: expected an address like http://127.0.0.1:8081');
  }
  return address.origin;
}

/** The files of other programs name it, each with rules of its own for what else a name may hold. */
function readPlace(name: string, path: string): string {
  if (!/^[\p{L}\p{N}/_.~+-]+$/u.test(path)) {
    throw new UsageError(
      `${name}: expected a path of letters, digits and /_.~+-, found ${JSON.stringify(path)}`,
    );
  }
  return path;
}

/** @throws UsageError where the folder can't be used */
async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, path = folder } = cause as NodeJS.ErrnoException;
    throw new UsageError(`--dir: expected a folder to write to, found ${code ?? 'an error'} at ${path}`, {
      cause,
    });
  }
}

function readUser(text: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(text)) {
    throw new UsageError('--user: expected the name of an account such as www-data');
  }
  return text;
}

function readPublic(text: string): string {
  // "/" alone would have the web server hand on all of the site.
  const isPath = /^(\/[A-Za-z0-9_.~-]+)+\/?$/.test(text);
  if (!isPath && !/^(https?|wss?):\/\/[^/\s]+\/[A-Za-z0-9/_.~-]*$/.test(text)) {
    throw new UsageError(
      '--public: expected a path like /realtime/, or an address like wss://push.example.com/',
    );
  }
  return text.replace(/\/?$/, '/');
}

async function askFor(question: string, example: string): Promise<string> {
  if (!stdin.isTTY) {
    throw new UsageError(`--url: expected an address like ${example}`);
  }
  return ask(`${question} (${example}): `);
}

async function askToReplace(folder: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) {
    return;
  }
  const [says, them] = names.length === 1 ? ['it says', 'it'] : ['they say', 'them'];
  const there = `${folder} has ${names.join(', ')} already, and ${says} something else`;
  if (!stdin.isTTY) {
    throw new UsageError(`${there}: expected another --dir, or --force`);
  }
  const answer = await ask(`${there}. Replace ${them}? [y/N] `);
  if (!/^y(es)?$/i.test(answer)) {
    throw new UsageError('nothing was written');
  }
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: stdin, output: stdout });
  try {
    return (await terminal.question(question)).trim();
  } catch (cause) {
    // Ctrl+C or Ctrl+D, which leave the cursor behind the question.
    console.log();
    throw new UsageError('nothing was written', { cause });
  } finally {
    terminal.close();
  }
}

const home = '/opt/drupal-nodejs';

/** Where npm put the server; a folder of npx's own is none to stay in, and a global one has its commands elsewhere. */
function installFolder(): string {
  const [folder = '', rest] = fileURLToPath(import.meta.url).split('/node_modules/');
  return rest !== undefined && !folder.includes('/_npx/') && hasCommand(folder) ? folder : home;
}

function hasCommand(folder: string): boolean {
  return existsSync(join(folder, 'node_modules/.bin/drupal-nodejs'));
}

function nextSteps(folder: string, pairing: Pairing, drupal: FoundDrupal | undefined): string {
  const paired = isPaired(drupal?.settings, pairing);
  const file = drupal?.file ?? 'the site’s settings.php';
  return [
    `Written in ${folder}: drupal-nodejs.json (it holds secrets: keep it to its owner) and setup/.`,
    ...(drupal?.findings ?? []),
    '',
    ...(paired
      ? ['1. Nothing to paste: settings.php holds the same keys.']
      : [
          `1. Add this line to ${file}, and rebuild caches. It is secret.`,
          '',
          `$settings['nodejs']['pairing'] = '${pairingLine(pairing)}';`,
          '',
        ]),
    '2. Give the web server its file of setup/ (nginx.conf, apache.conf, …), and reload it.',
    '3. drupal-nodejs serve',
    ...(hasCommand(installFolder())
      ? []
      : [
          `   systemd and supervisord start the server in ${home}, as setup/ says: install it there, or correct that.`,
        ]),
    '',
    'Then “drupal-nodejs doctor” tries every way between them.',
  ].join('\n');
}
