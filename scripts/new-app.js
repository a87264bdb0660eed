// `npm run new-app NAME`: a folder with an app on Drupal's users, that runs and tests itself.
// `-- NAME --root DIR --url URL` asks PHP what settings.php of the Drupal in DIR says, and writes it into .env.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './install.js';

const template = join(root, 'packages/app/template');
const usage = 'npm run new-app NAME [-- --root DIR --url URL [--site-path sites/default] [--php php]]';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      root: { type: 'string' },
      url: { type: 'string' },
      'site-path': { type: 'string', default: 'sites/default' },
      php: { type: 'string', default: 'php' },
    },
  });
  const [given, ...more] = positionals;
  // npm runs scripts in the repository; the folder is meant where npm was called.
  const folder = resolve(process.env.INIT_CWD ?? '.', given ?? '');
  const name = basename(folder);
  if (given === undefined || more.length > 0)
    throw new Error(`expected a name, found ${positionals.length} of them`);
  if (!/^[a-z0-9][a-z0-9._-]{0,100}$/.test(name)) {
    throw new Error(`expected a name of small letters, digits, ".", "_" and "-", found "${name}"`);
  }
  if (existsSync(folder)) throw new Error(`expected a new folder, found one at ${given}`);
  if ((values.root === undefined) !== (values.url === undefined))
    throw new Error('--root and --url belong together');
  const env = values.root === undefined ? undefined : await settingsOf(values);
  write(folder, name, env);
  console.log(
    `${given} is there. Next:\n\n  cd ${given}\n  npm test\n${env ? '' : '  edit .env (README.md says what belongs there)\n'}  npm run dev`,
  );
} catch (error) {
  console.error(`new-app: ${error.message}\n${usage}`);
  process.exitCode = 1;
}

function write(folder, name, env) {
  mkdirSync(dirname(folder), { recursive: true });
  cpSync(template, folder, { recursive: true });
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('NAME', name));
  }
  // npm would leave these out of a package, or take them for its own.
  renameSync(join(folder, 'env'), join(folder, '.env'));
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  // It holds secrets, now or once it is filled in.
  chmodSync(join(folder, '.env'), 0o600);
  if (env !== undefined) writeFileSync(join(folder, '.env'), env);
  // The packages as they are here, so that the app runs without an install.
  mkdirSync(join(folder, 'node_modules/@drupal-nodejs'), { recursive: true });
  for (const part of ['app', 'drupal']) {
    symlinkSync(join(root, 'packages', part), join(folder, 'node_modules/@drupal-nodejs', part));
  }
  symlinkSync(join(root, 'node_modules/fastify'), join(folder, 'node_modules/fastify'));
}

/** Settings of the Drupal in a folder, as lines of .env. */
async function settingsOf({ root: docroot, url, 'site-path': site, php }) {
  const { readSettings } = await import('@drupal-nodejs/drupal');
  const { database, hashSalt } = await readSettings({
    root: resolve(process.env.INIT_CWD ?? '.', docroot),
    site,
    php,
  });
  return Object.entries({ DRUPAL_DATABASE: database, DRUPAL_BASE_URL: url, DRUPAL_HASH_SALT: hashSalt })
    .map(([key, value]) => `${key}=${quoted(value)}\n`)
    .join('');
}

/** Node knows no way to write a quote inside its own kind. */
function quoted(value) {
  const quote = ["'", '"', '`'].find((sign) => !value.includes(sign));
  if (quote === undefined)
    throw new Error('expected a setting with at most two kinds of quotes, found all three');
  return `${quote}${value}${quote}`;
}
