// `npm run pack`: builds each npm package as it would be published, and packs it into .build/.
// `node scripts/pack.js DIR` packs into DIR.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { root } from './install.js';
import { run } from './run.js';

const packages = join(root, 'packages');

/** Builds and packs every package; returns the archives. */
export async function pack(target) {
  // Outside of the repository: nobody's search or test finds a second copy there.
  const work = mkdtempSync(join(tmpdir(), 'drupal-nodejs-pack-'));
  try {
    const built = join(work, 'built');
    await compile(built, { lib: ['es2024', 'esnext.disposable'], types: ['node'] }, [
      { include: ['packages/*/src'], exclude: ['packages/client/src', '**/web/**'] },
    ]);
    await compile(built, { lib: ['es2023', 'dom', 'dom.iterable'], types: [] }, [
      { include: ['packages/client/src', 'packages/*/src/web'], exclude: [] },
    ]);
    mkdirSync(target, { recursive: true });
    const archives = [];
    for (const name of readdirSync(packages).filter((name) =>
      existsSync(join(packages, name, 'package.json')),
    )) {
      archives.push(await packOne(stage(name, built, work), target));
    }
    return archives;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Compiles sources of all packages at once: their types lead from one to the other, and back. */
async function compile(built, compilerOptions, [{ include, exclude }]) {
  const config = join(root, `.tsconfig.pack-${process.pid}.json`);
  writeFileSync(
    config,
    JSON.stringify({
      extends: './tsconfig.base.json',
      compilerOptions: {
        ...compilerOptions,
        noEmit: false,
        declaration: true,
        rewriteRelativeImportExtensions: true,
        rootDir: 'packages',
        outDir: built,
      },
      include,
      exclude,
    }),
  );
  try {
    const { code, output } = await run('tsc', ['-p', config], { cwd: root, show: false, limitMs: 120_000 });
    if (code !== 0) throw new Error(`tsc ended with ${code}:\n${output}`);
  } finally {
    rmSync(config, { force: true });
  }
}

/** Puts together what a package consists of; returns the folder. */
function stage(name, built, work) {
  const from = join(packages, name);
  const to = join(work, 'staged', name);
  const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  mkdirSync(to, { recursive: true });
  const parts = [...manifest.files.filter((file) => file !== 'dist'), 'README.md'];
  for (const part of parts) {
    if (existsSync(join(from, part))) cpSync(join(from, part), join(to, part), { recursive: true });
  }
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  cpSync(join(built, name, 'src'), join(to, 'dist'), { recursive: true });
  declareScripts(join(to, 'dist'));
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(published(manifest), undefined, 2)}\n`);
  return to;
}

/** A manifest without what only the repository has. */
function published({ devDependencies, ...manifest }) {
  const withoutSource = (exported) => {
    if (typeof exported === 'string') return exported;
    const { source, ...conditions } = exported;
    return conditions;
  };
  return {
    ...manifest,
    exports: Object.fromEntries(
      Object.entries(manifest.exports).map(([path, exported]) => [path, withoutSource(exported)]),
    ),
    publishConfig: { access: 'public' },
  };
}

/** tsc leaves the names of sources in declarations, which are not there. */
function declareScripts(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.d.ts')) {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8').replaceAll(/(["']\.{1,2}\/[^"']*)\.ts(["'])/g, '$1.js$2');
      writeFileSync(path, text);
    }
  }
}

async function packOne(folder, target) {
  const { code, output } = await run('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: folder,
    show: false,
    limitMs: 60_000,
  });
  const name = output.trim().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`npm pack ended with ${code}:\n${output}`);
  return join(target, name);
}

if (process.argv[1] === import.meta.filename) {
  for (const archive of await pack(resolve(process.argv[2] ?? join(root, '.build')))) {
    console.log(relative(root, archive));
  }
}
