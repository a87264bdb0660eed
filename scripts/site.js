// `npm run site`: makes the documentation's site. Plain JavaScript, for it starts on Node 20.
import { installNodeModules, root } from './install.js';
import { run } from './run.js';

await installNodeModules();
const { code } = await run('node', ['--conditions=source', 'scripts/site/build.js'], { cwd: root });
process.exitCode = code;
