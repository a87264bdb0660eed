import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Claims, type Outcome } from './claims.ts';

/** What kernel tests are run with. */
export interface KernelTestsOptions {
  readonly docroot: string;
  readonly php: string;
  /** The modules and what they need beside: name → folder. */
  readonly modules: Readonly<Record<string, string>>;
  /** Ends the test that runs. */
  readonly signal: AbortSignal;
}

/**
 * The kernel tests of modules, run with the code base's own PHPUnit.
 *
 * They know no site directory, so the modules are linked into the code base's modules folder while this isn't disposed.
 */
export class KernelTests implements Disposable {
  readonly #options: KernelTestsOptions;
  readonly #links: string;
  /** Core's own PHPUnit bootstrap keeps files here. */
  readonly #scratch: string;
  readonly #isOurs: boolean;

  constructor(options: KernelTestsOptions) {
    this.#options = options;
    this.#links = join(options.docroot, 'modules', `nodejs-test-${process.pid}`);
    this.#scratch = join(options.docroot, 'sites/simpletest');
    this.#isOurs = !existsSync(this.#scratch);
    mkdirSync(this.#links, { recursive: true });
    for (const [name, folder] of Object.entries(options.modules))
      symlinkSync(folder, join(this.#links, name));
  }

  /** Tries them by the module or submodule that has them; one after the other, as they share files of PHPUnit's. */
  async play(): Promise<readonly Outcome[]> {
    const claims = new Claims(this.#options.signal, 'kernel');
    for (const [module, folder] of this.#folders()) {
      await claims.check(`${module}’s kernel tests pass`, 'the code base’s own PHPUnit', () =>
        this.#run(folder),
      );
    }
    return claims.outcomes;
  }

  #folders(): readonly (readonly [module: string, folder: string])[] {
    return Object.entries(this.#options.modules).flatMap(([name, module]) => {
      const files = ['.', 'modules/*'].flatMap((folder) =>
        globSync(`${folder}/tests/src/Kernel/**/*Test.php`, { cwd: module }),
      );
      const folders = new Set(files.map((file) => file.replace(/(tests\/src\/Kernel)\/.*/, '$1')));
      return [...folders]
        .sort()
        .map((folder) => [/^modules\/([^/]+)/.exec(folder)?.[1] ?? name, join(name, folder)] as const);
    });
  }

  /** Runs a folder of tests; gives PHPUnit's sums. */
  async #run(folder: string): Promise<string> {
    const { docroot, php, signal } = this.#options;
    const phpunit = [join(docroot, 'vendor/bin/phpunit'), join(docroot, '../vendor/bin/phpunit')].find(
      existsSync,
    );
    if (phpunit === undefined)
      throw new Error('the code base has no PHPUnit: composer require --dev drupal/core-dev');
    try {
      const { stdout } = await promisify(execFile)(
        php,
        [phpunit, '-c', join(docroot, 'core'), '--colors=never', join(this.#links, folder)],
        {
          cwd: docroot,
          env: { ...process.env, SIMPLETEST_DB: 'sqlite://localhost/:memory:' },
          timeout: 900_000,
          signal,
        },
      );
      return lastLine(stdout);
    } catch (error) {
      if (error instanceof Error && 'stdout' in error) throw new Error(String(error.stdout).slice(-3_000));
      throw error;
    }
  }

  [Symbol.dispose](): void {
    rmSync(this.#links, { recursive: true });
    if (this.#isOurs) rmSync(this.#scratch, { recursive: true, force: true });
  }
}

/** PHPUnit's sums: "OK (4 tests, 20 assertions)", or "Tests: 4, Assertions: 20, Deprecations: 1." */
function lastLine(output: string): string {
  const line = output.match(/^(OK \(\d+ tests?,.*\)|Tests: [1-9].*)$/m)?.[1];
  if (line === undefined) throw new Error(`no test ran:\n${output.slice(-2_000)}`);
  return line;
}
