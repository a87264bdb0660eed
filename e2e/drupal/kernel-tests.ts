import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The folders of a module and its submodules that have kernel tests, from the module's own. */
export function findKernelTests(module: string): readonly string[] {
  const files = ['.', 'modules/*'].flatMap((folder) =>
    globSync(`${folder}/tests/src/Kernel/**/*Test.php`, { cwd: module }),
  );
  return [...new Set(files.map((file) => file.replace(/(tests\/src\/Kernel)\/.*/, '$1')))].sort();
}

/**
 * Runs kernel tests of a module with the code base's own PHPUnit.
 *
 * Kernel tests know no site directory, so the modules are linked into the code base's modules folder while they run.
 */
export async function runKernelTests({
  docroot,
  php,
  modules,
  folder,
}: {
  readonly docroot: string;
  readonly php: string;
  /** The module and what it needs beside: name → folder. */
  readonly modules: Readonly<Record<string, string>>;
  /** One of {@link findKernelTests} below the name of its module. */
  readonly folder: string;
}): Promise<string> {
  const phpunit = [join(docroot, 'vendor/bin/phpunit'), join(docroot, '../vendor/bin/phpunit')].find(
    existsSync,
  );
  if (phpunit === undefined)
    throw new Error('the code base has no PHPUnit: composer require --dev drupal/core-dev');
  const links = join(docroot, 'modules', `nodejs-test-${process.pid}`);
  // Core's own PHPUnit bootstrap keeps files here.
  const scratch = join(docroot, 'sites/simpletest');
  const isOurs = !existsSync(scratch);
  mkdirSync(links, { recursive: true });
  for (const [name, target] of Object.entries(modules)) symlinkSync(target, join(links, name));
  try {
    const { stdout } = await promisify(execFile)(
      php,
      [phpunit, '-c', join(docroot, 'core'), '--colors=never', join(links, folder)],
      {
        cwd: docroot,
        env: { ...process.env, SIMPLETEST_DB: 'sqlite://localhost/:memory:' },
        timeout: 900_000,
      },
    );
    return lastLine(stdout);
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) throw new Error(String(error.stdout).slice(-3_000));
    throw error;
  } finally {
    rmSync(links, { recursive: true });
    if (isOurs) rmSync(scratch, { recursive: true, force: true });
  }
}

/** PHPUnit's sums: "OK (4 tests, 20 assertions)", or "Tests: 4, Assertions: 20, Deprecations: 1." */
function lastLine(output: string): string {
  const line = output.match(/^(OK \(\d+ tests?,.*\)|Tests: [1-9].*)$/m)?.[1];
  if (line === undefined) throw new Error(`no test ran:\n${output.slice(-2_000)}`);
  return line;
}
