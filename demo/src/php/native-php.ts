import { execFile, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { DemoError } from '../demo-error.ts';
import { BoundedText } from './bounded-text.ts';
import { halfFolder, moduleFolder } from './half-folder.ts';
import {
  noAnswer,
  outputLimit,
  type Php,
  type PhpAnswer,
  type PhpRequest,
  type PhpRequests,
  type PhpRequestType,
  type PhpSite,
  timeLimitMs,
} from './php.ts';
import { phpIni } from './php-ini.ts';

/** Largest answer that is read, in bytes. */
const answerLimit = 4 * 1024 * 1024;

function settingsFor(folders: readonly string[]): string[] {
  const settings = { ...phpIni, open_basedir: folders.join(delimiter) };
  // -n: no php.ini of this machine, so no extension and no setting that we didn't choose.
  return ['-n', ...Object.entries(settings).flatMap(([name, value]) => ['-d', `${name}=${value}`])];
}

/** Where the machine's PHP is; undefined without one. */
function findPhp(): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, 'php');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Asks the machine's own PHP: one process a question, with nothing of our environment in it. */
export class NativePhp implements Php {
  readonly kind = 'native';
  readonly version: string;
  readonly #file: string;
  readonly #site: PhpSite;
  readonly #running = new Set<() => void>();

  private constructor(file: string, version: string, site: PhpSite) {
    this.#file = file;
    this.version = version;
    this.#site = site;
  }

  /**
   * Finds PHP 8.1 or newer on this machine.
   *
   * @throws DemoError `php-missing` without one.
   */
  static async open(site: PhpSite): Promise<NativePhp> {
    const file = findPhp();
    if (file === undefined)
      throw new DemoError('php-missing', 'no php on this machine, expected PHP 8.1 or newer');
    const { stdout } = await promisify(execFile)(file, ['-n', '-r', 'echo PHP_VERSION;'], {
      env: {},
      timeout: 10_000,
    });
    const [major = 0, minor = 0] = stdout.split('.').map(Number);
    if (!(major === 8 && minor >= 1))
      throw new DemoError('php-missing', `${file} is PHP ${stdout}, expected PHP 8.1 or newer`);
    return new NativePhp(file, stdout, site);
  }

  async ask<T extends PhpRequestType>(request: PhpRequest<T>): Promise<PhpAnswer<PhpRequests[T]['result']>> {
    if (request.type !== 'console') return this.#run(request, { half: halfFolder, module: moduleFolder });
    // Visitors' code gets a copy: it may change PHP's files, and neither the site nor the repository must see it.
    const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-console-'));
    const sources = { half: join(folder, 'half'), module: join(folder, 'module') };
    try {
      await cp(halfFolder, sources.half, { recursive: true });
      for (const part of ['src/Core', 'nodejs.legacy.inc'])
        await cp(join(moduleFolder, part), join(sources.module, part), { recursive: true });
      return await this.#run(request, sources);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #run<T extends PhpRequestType>(
    request: PhpRequest<T>,
    { half, module }: { half: string; module: string },
  ): Promise<PhpAnswer<PhpRequests[T]['result']>> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.#file, [...settingsFor([half, module]), join(half, 'main.php')], {
        cwd: half,
        env: {},
        stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      });
      const kill = (): void => void child.kill('SIGKILL');
      const output = new BoundedText(outputLimit, kill);
      const errors = new BoundedText(outputLimit, kill);
      const answer = new BoundedText(answerLimit, kill);
      let timedOut = false;
      const patience = setTimeout(() => {
        timedOut = true;
        kill();
      }, timeLimitMs);
      this.#running.add(kill);
      child.stdout.on('data', (chunk: Buffer) => output.add(chunk));
      child.stderr.on('data', (chunk: Buffer) => errors.add(chunk));
      (child.stdio[3] as NodeJS.ReadableStream).on('data', (chunk: Buffer) => answer.add(chunk));
      child.once('error', reject);
      // PHP that dies before it has read its input: its answer says so.
      child.stdin.on('error', () => {});
      child.stdin.end(JSON.stringify({ ...request, ...this.#site, module }));
      child.once('close', () => {
        clearTimeout(patience);
        this.#running.delete(kill);
        const about = { output: output.text, truncated: output.isCut, timedOut };
        const answered =
          answer.text === '' || answer.isCut
            ? noAnswer(timedOut, errors.text.trim())
            : JSON.parse(answer.text);
        resolve({ ...answered, ...about });
      });
    });
  }

  async close(): Promise<void> {
    for (const kill of this.#running) kill();
  }
}
