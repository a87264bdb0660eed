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
const [name, ...rest] = process.argv.slice(2);
// These have servers of their own beside, which the load generator knows nothing of.
const own = { redis: 'benchmarks/redis.ts', chatroom: 'benchmarks/chatroom/main.ts' };
const [main, ...names] = Object.hasOwn(own, name ?? '')
  ? [own[name], ...rest]
  : ['benchmarks/main.ts', ...process.argv.slice(2)];
const args = ['--conditions=source', '--disable-warning=ExperimentalWarning', main];
const { code } = await run('node', [...args, ...names], { cwd: root, limitMs });
process.exitCode = code;
