import { type ChildProcess, execFile, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ProcessGroup } from './process-group.ts';
import type { Secrets } from './secrets.ts';

const run = promisify(execFile);
const scripts = join(import.meta.dirname, 'php');

/** How a throwaway site is made. */
export interface SiteOptions {
  /** Folder with Drupal's index.php. */
  readonly docroot: string;
  readonly php: string;
  readonly port: number;
  /** Modules to be found by this site only: name → folder. */
  readonly modules: Readonly<Record<string, string>>;
  readonly secrets: Secrets;
  readonly nodejs: { readonly apiUrl: string; readonly publicUrl: string };
  /** Name of the site's directory; one of that name is replaced. @default one of this process */
  readonly name?: string;
  /** Whether a transaction waits for the disk, as a site's does that is measured. @default false */
  readonly isDurable?: boolean;
}

/** What one request cost PHP, in microseconds since its first line. */
export interface Cost {
  readonly label: string;
  /** When the answer had been given to the browser. */
  readonly sent: { readonly cpu: number; readonly wall: number };
  /** When Drupal had done what it does afterwards. */
  readonly ended: { readonly cpu: number; readonly wall: number };
  /** Statements to the database, of a request with a header `X-Test-Statements`. */
  readonly statements?: number | null;
  /** Whether PHP kept compiled code. */
  readonly opcache: boolean;
}

/** What a script printed, and how it ended. */
export interface Spoken {
  readonly code: number;
  readonly output: string;
}

/**
 * A Drupal site of its own in somebody's code base: own site directory, own SQLite database, own front controller.
 *
 * Other sites, `sites.php` and the code base's modules folder aren't touched: the modules are linked into the
 * site's own directory, where Drupal looks for them first.
 */
export class ThrowawaySite {
  readonly url: string;
  readonly admin = { name: 'admin', password: 'a long password for a short life' };
  readonly #options: SiteOptions;
  readonly #path: string;
  #server: ProcessGroup | undefined;
  #printed = '';

  constructor(options: SiteOptions) {
    this.#options = options;
    // Core's PHPUnit reads all sites but hidden ones, and stops where one vanishes meanwhile.
    this.#path = `sites/${options.name ?? `.nodejs-test-${process.pid}`}`;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** The SQLite database as a URL, as Drupal itself writes it. */
  get databaseUrl(): string {
    return `sqlite://localhost/${this.#databaseFile}`;
  }

  /** PHP's command line. */
  get php(): string {
    return this.#options.php;
  }

  /** The site directory. */
  get directory(): string {
    return join(this.#options.docroot, this.#path);
  }

  /** Installs Drupal's standard profile. */
  async install(): Promise<void> {
    removeLeftovers(dirname(this.directory));
    removeSite(this.directory);
    for (const folder of ['files', 'sync', 'modules'])
      mkdirSync(join(this.directory, folder), { recursive: true });
    for (const [name, folder] of Object.entries(this.#options.modules)) {
      symlinkSync(folder, join(this.directory, 'modules', name));
    }
    this.#writeSettings();
    const site = {
      name: 'Node.js integration',
      mail: 'site@example.com',
      profile: 'standard',
      account: this.admin.name,
      password: this.admin.password,
    };
    await this.#php('install.php', [JSON.stringify(site)]);
  }

  /** Copies an installed site, which finds out anew where it is: files of modules, routes of style sheets. */
  async copy(template: ThrowawaySite): Promise<void> {
    cpSync(template.directory, this.directory, { recursive: true, verbatimSymlinks: true });
    this.#writeSettings();
    await this.ask('rebuild');
  }

  /**
   * Serves the site with several workers, as Drupal and the push server call each other.
   *
   * @param costs - whether each request is measured, for {@link costs}.
   * @param workers - requests at a time.
   */
  async serve({
    costs = false,
    workers = 4,
  }: {
    readonly costs?: boolean;
    readonly workers?: number;
  } = {}): Promise<void> {
    writeFileSync(this.#requestLog, '', { flag: 'a' });
    this.#server = await ProcessGroup.start(
      'the site',
      [
        this.#options.php,
        '-S',
        `127.0.0.1:${this.#options.port}`,
        '-t',
        this.#options.docroot,
        join(scripts, 'front.php'),
      ],
      {
        env: {
          ...process.env,
          PHP_CLI_SERVER_WORKERS: String(workers),
          NODEJS_TEST_SITE_PATH: this.#path,
          ...(costs && { NODEJS_TEST_COST: this.#costFile }),
        },
        ready: /Development Server .* started/,
      },
    );
  }

  /** Serves no longer; what it printed is kept. */
  async pause(): Promise<void> {
    this.#printed += this.#server?.output ?? '';
    await this.#server?.stop();
    this.#server = undefined;
  }

  /** Asks Drupal one of the questions in `php/ask/`, in a process of its own. */
  async ask<Answer>(question: string, ...args: readonly unknown[]): Promise<Answer> {
    return JSON.parse(await this.#php('ask.php', [this.url, question, JSON.stringify(args)]));
  }

  /** Asks a question without waiting for its answer, in a process that may be killed. */
  start(question: string, ...args: readonly unknown[]): ChildProcess {
    const [command, ...words] = this.commandOf(question);
    return spawn(command, [...words, JSON.stringify(args)], { stdio: 'ignore' });
  }

  /** The command line that asks a question; what is missing is its arguments, as one of JSON. */
  commandOf(question: string): readonly [string, ...string[]] {
    const { docroot, php } = this.#options;
    return [php, join(scripts, 'ask.php'), docroot, this.#path, this.url, question];
  }

  /** Has settings.php run more PHP, at once and whatever PHP has cached; without any, nothing more. */
  changeSettings(php = ''): void {
    writeFileSync(join(this.directory, 'more-settings'), php, { mode: 0o600 });
  }

  /** Runs Drupal's own command line on this site, where its version has one. */
  command(...args: readonly string[]): Promise<Spoken> {
    return this.#script('dr', args);
  }

  /** Applies a recipe as a site's owner does: by core's own script, whose name depends on the version. */
  recipe(folder: string): Promise<Spoken> {
    return this.#script(this.hasCommands ? 'dr' : 'drupal', ['recipe', folder]);
  }

  /** Runs the code base's Drush on this site, where it has one; errors are part of what it says. */
  async drush(...args: readonly string[]): Promise<Spoken> {
    const { docroot } = this.#options;
    const spoken = await this.#speak([
      join(scripts, 'drush.php'),
      docroot,
      this.#path,
      `--uri=${this.url}`,
      ...args,
    ]);
    return { code: spoken.code, output: `${spoken.output}${spoken.errors}` };
  }

  /** By composer's own link where there is one: the file itself finds no vendor folder outside the docroot. */
  #script(name: string, args: readonly string[]): Promise<Spoken> {
    const { docroot } = this.#options;
    const places = ['vendor/bin', '../vendor/bin'].map((folder) => join(docroot, folder, name));
    return this.#speak([places.find(existsSync) ?? join(docroot, 'core/scripts', name), ...args]);
  }

  /** Runs a command line of PHP. */
  async #speak(words: readonly string[]): Promise<Spoken & { readonly errors: string }> {
    const { docroot, php } = this.#options;
    try {
      const { stdout, stderr } = await run(php, [...words, '--no-ansi', '--no-interaction'], {
        cwd: docroot,
        env: { ...process.env, DRUPAL_DEV_SITE_PATH: this.#path, COLUMNS: '200' },
        timeout: 300_000,
      });
      return { code: 0, output: stdout, errors: stderr };
    } catch (error) {
      if (!(error instanceof Error && 'stdout' in error && 'stderr' in error && 'code' in error)) throw error;
      return { code: Number(error.code), output: String(error.stdout), errors: String(error.stderr) };
    }
  }

  /** Whether this version of Drupal has a command line of its own for modules. */
  get hasCommands(): boolean {
    return existsSync(join(this.#options.docroot, 'core/scripts/dr'));
  }

  /** How many requests for a path PHP was asked so far, whoever answered them. */
  countRequests(path: string): number {
    const lines = readFileSync(this.#requestLog, 'utf8').split('\n');
    return lines.filter((line) => line.split(' ')[1] === path).length;
  }

  /** How many requests PHP was asked so far. */
  get requestCount(): number {
    return readFileSync(this.#requestLog, 'utf8').split('\n').length - 1;
  }

  /** What each request cost that had a header `X-Test-Label`, by its label. */
  costs(label: string): readonly Cost[] {
    const lines = readFileSync(this.#costFile, 'utf8').split('\n').slice(0, -1);
    return lines.map((line): Cost => JSON.parse(line)).filter((cost) => cost.label === label);
  }

  /** Stops serving and removes all that was made. */
  async remove(): Promise<void> {
    await this.#server?.stop();
    removeSite(this.directory);
  }

  /** Process id of PHP's web server, while it serves. */
  get pid(): number | undefined {
    return this.#server?.pid;
  }

  /** What PHP's web server printed beside its access log. */
  get complaints(): readonly string[] {
    return `${this.#printed}${this.#server?.output ?? ''}`
      .split('\n')
      .filter((line) => /PHP \w+( \w+)?: /.test(line));
  }

  get #costFile(): string {
    return join(this.directory, 'costs.log');
  }

  get #requestLog(): string {
    return join(this.directory, 'requests.log');
  }

  get #databaseFile(): string {
    return join(this.directory, 'site.sqlite');
  }

  async #php(script: string, args: readonly string[]): Promise<string> {
    const { docroot, php } = this.#options;
    try {
      const { stdout } = await run(php, [join(scripts, script), docroot, this.#path, ...args], {
        maxBuffer: 64 * 1024 * 1024,
        timeout: 300_000,
      });
      return stdout;
    } catch (error) {
      if (!(error instanceof Error && 'stdout' in error && 'stderr' in error)) throw error;
      // Neither the command line nor a path of this machine says anything to others.
      const lines = `${error.stderr}${error.stdout}`.replaceAll(`${docroot}/`, '').trim().split('\n');
      throw new Error(`${script} ${args[1] ?? ''}: ${lines.slice(0, 3).join(' ')}`, { cause: error });
    }
  }

  #writeSettings(): void {
    this.changeSettings();
    writeFileSync(join(this.directory, 'settings.php'), this.#settings(), { mode: 0o600 });
  }

  #settings(): string {
    const { secrets, nodejs, isDurable = false } = this.#options;
    const values = {
      api_url: nodejs.apiUrl,
      public_url: nodejs.publicUrl,
      site: 'default',
      api_key: secrets.apiKey,
      token_key: { id: 'k1', secret: secrets.tokenKey },
      callback_key: secrets.callbackKey,
      backend_key: { id: 'b1', secret: secrets.backendKey },
    };
    const database = {
      driver: 'sqlite',
      database: this.#databaseFile,
      prefix: '',
      ...(!isDurable && { init_commands: { synchronous: 'PRAGMA synchronous = OFF' } }),
    };
    return `<?php
$databases['default']['default'] = ${phpValue(database)};
$settings['hash_salt'] = ${phpValue(secrets.hashSalt)};
$settings['config_sync_directory'] = ${phpValue(`${this.#path}/sync`)};
$settings['skip_permissions_hardening'] = TRUE;
$settings['trusted_host_patterns'] = ['^127\\.0\\.0\\.1$'];
$settings['nodejs'] = ${phpValue(values)};
$config['system.logging']['error_level'] = 'verbose';
// What a test changes must hold at once: an included file might be cached.
eval((string) file_get_contents(__DIR__ . '/more-settings'));
`;
  }
}

/** Writes text and maps as PHP. */
function phpValue(value: string | object): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`;
  return `[${Object.entries(value)
    .map(([key, item]) => `${phpValue(key)} => ${phpValue(item)}`)
    .join(', ')}]`;
}

/** Removes what runs that were killed left behind. */
function removeLeftovers(sites: string): void {
  for (const name of readdirSync(sites)) {
    const pid = /^\.nodejs-test-(\d+)/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) removeSite(join(sites, name));
  }
}

function removeSite(directory: string): void {
  if (!existsSync(directory)) return;
  // Drupal takes the right to write from a site's directory.
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
