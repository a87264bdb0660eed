// `npm run test:drupal`: the modules on a real Drupal, in a throwaway site. Writes docs/evidence/.
import { findDrupal } from './drupal-root.js';
import { findSystem, howToGet, installNodeModules, installSystem, root } from './install.js';
import { run } from './run.js';

const minute = 60_000;

try {
  await installNodeModules();
  await installSystem(['chromium']);
  const found = await findDrupal();
  const chromium = findSystem('chromium');
  const missing = found.missing ?? (chromium ? undefined : howToGet('chromium'));
  if (missing) {
    console.log(
      `\n!! SKIPPED, nothing was tested on a real Drupal: ${missing}\n\n0 passed, 0 failed, 1 skipped`,
    );
  } else {
    const { code } = await run(
      'node',
      [
        '--conditions=source',
        'e2e/drupal/run.ts',
        '--docroot',
        found.docroot,
        '--php',
        found.php,
        '--chromium',
        chromium,
      ],
      { cwd: root, limitMs: 30 * minute },
    );
    process.exitCode = code;
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
