import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, 'test-drupal.js');

describe('npm run test:drupal', () => {
  let home = '';

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'drupal-nodejs-home-'));
  });

  afterAll(async () => {
    await rm(home, { recursive: true });
  });

  it('says what to give it where it finds nothing to run on, and calls that neither passed nor failed', async () => {
    const { stdout } = await run({});
    expect(stdout).toMatch(/SKIPPED, nothing was tested on a real Drupal: .*apt-get install/);
    expect(stdout).toMatch(/^0 passed, 0 failed, 1 skipped$/m);
  });

  it('refuses a DRUPAL_ROOT that is no Drupal in one line that names it', async () => {
    const failure = await run({ DRUPAL_ROOT: home, DRUPAL_PHP: await fakePhp('8.4.1') }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({
      code: 1,
      stderr: `DRUPAL_ROOT is ${home}, expected an unpacked Drupal with core/ and vendor/\n`,
    });
  });

  /** Nothing is in PATH, and no code base in the home directory. */
  function run(env: Record<string, string>) {
    return promisify(execFile)(process.execPath, [script], {
      env: { HOME: home, PATH: home, ...env },
    });
  }

  async function fakePhp(version: string): Promise<string> {
    const file = join(home, 'another-php');
    await writeFile(file, `#!/bin/sh\nprintf '${version} 1'\n`, { mode: 0o755 });
    return file;
  }
});
