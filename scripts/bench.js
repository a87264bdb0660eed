// `npm run bench [NAME …] [--rounds N]`: installs what is missing, also the peers, then measures.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installNodeModules, root } from './install.js';
import { run } from './run.js';

const benchmarks = join(root, 'benchmarks');
const limitMs = 3 * 60 * 60_000;

await installNodeModules();
if (!existsSync(join(benchmarks, 'node_modules'))) {
  console.log('Installing the servers to measure against …');
  const { code } = await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: benchmarks });
  if (code !== 0) console.error('!! They could not be installed: only ours and C are measured.');
}
const args = ['--conditions=source', '--disable-warning=ExperimentalWarning', 'benchmarks/main.ts'];
const { code } = await run('node', [...args, ...process.argv.slice(2)], { cwd: root, limitMs });
process.exitCode = code;
