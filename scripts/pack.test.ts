import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../packages/server/test/free-ports.ts';

const run = promisify(execFile);
const names = ['admin', 'app', 'chatroom', 'client', 'drupal', 'protocol', 'redis', 'server'];
/** More versions of Node to try, as `PACK_NODES=22,26`; npm brings them. */
const nodes = (process.env.PACK_NODES ?? '').split(',').filter((version) => version !== '');

describe('the npm packages, installed into an empty folder', { timeout: 300_000 }, () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-packed-'));
    const packed = join(folder, 'archives');
    await run(process.execPath, [join(import.meta.dirname, 'pack.js'), packed]);
    const archives = (await readdir(packed)).map((name) => join(packed, name));
    await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
    const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
    await run('npm', ['install', ...flags, ...archives, 'express@5', 'fastify@5', '@types/node@24'], {
      cwd: folder,
    });
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('hold what runs, types and licence, and nothing of the repository’s', async () => {
    for (const name of names) {
      const installed = join(folder, 'node_modules/@drupal-nodejs', name);
      const files = await readdir(installed, { recursive: true });
      expect(files).toEqual(
        expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.d.ts']),
      );
      expect(
        files.filter((file) => /(^|\/)(src|test)(\/|$)|(?<!\.d)\.ts$|\.tsbuildinfo$/.test(file)),
      ).toEqual(name === 'app' ? expect.arrayContaining(['template/test']) : []);
      const manifest = await readFile(join(installed, 'package.json'), 'utf8');
      expect(manifest).not.toMatch(/"source"|devDependencies|workspace:/);
      expect(await textsIn(installed, files)).not.toContain(join(import.meta.dirname, '..'));
    }
  });

  it('carry types that a strict program compiles against', async () => {
    await writeFile(
      join(folder, 'program.ts'),
      `import { loadOptions, Server, type ServerOptions } from '@drupal-nodejs/server';
import { createDrupal } from '@drupal-nodejs/drupal';
import { createPlugin } from '@drupal-nodejs/chatroom';
import { createEngine } from '@drupal-nodejs/redis';
import { pageFiles } from '@drupal-nodejs/admin';
export const options: Promise<ServerOptions> = loadOptions({ env: {} });
// @ts-expect-error a number is no file
export const wrong = loadOptions({ file: 1, env: {} });
export { createDrupal, createEngine, createPlugin, pageFiles, Server };
`,
    );
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2024',
          lib: ['es2024', 'esnext.disposable'],
          types: ['node'],
          skipLibCheck: true,
        },
        files: ['program.ts'],
      }),
    );
    await run('tsc', ['-p', folder]).catch((error: { stdout: string }) => {
      throw new Error(error.stdout);
    });
  });

  it.each(['this one', ...nodes])('run on Node: %s', async (version) => {
    const node = version === 'this one' ? process.execPath : await bringNode(folder, version);
    const { stdout } = await run(node, ['--version']);
    expect(stdout.trim()).toMatch(version === 'this one' ? process.version : `v${version}.`);
    await writeFile(
      join(folder, 'all.js'),
      [
        ...names.filter((name) => name !== 'client').map((name) => `await import('@drupal-nodejs/${name}');`),
        "await import('@drupal-nodejs/app/fastify');",
        "await import('@drupal-nodejs/app/express');",
        "await import('@drupal-nodejs/drupal/install');",
        "await import('@drupal-nodejs/chatroom/feed');",
      ].join('\n'),
    );
    await run(node, ['all.js'], { cwd: folder });
    const cli = join(folder, 'node_modules/.bin/drupal-nodejs');
    const [clients, api] = await freePorts();
    const command = (...args: readonly string[]) => run(node, [cli, ...args], { cwd: folder });
    await command(
      ...['init', '--url', 'http://127.0.0.1:9', '--force'],
      ...['--listen', `127.0.0.1:${clients}`, '--api', `http://127.0.0.1:${api}`],
    );
    expect(await readFile(join(folder, 'setup/drupal-nodejs.service'), 'utf8')).toContain(
      `${folder}/node_modules/.bin`,
    );
    const server = spawn(node, [cli, 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      expect(await ready(server)).toContain('/admin');
      const url = `http://127.0.0.1:${clients}/realtime/`;
      const doctor = command('doctor', '--quick', '--json', '--url', url).catch(
        (error: { stdout: string }) => error,
      );
      const { legs } = JSON.parse((await doctor).stdout);
      // There is no Drupal here.
      expect(
        legs
          .filter(({ state }: { state: string }) => state === 'ok')
          .map(({ name }: { name: string }) => name),
      ).toEqual(expect.arrayContaining(['server', 'key']));
    } finally {
      server.kill('SIGTERM');
      expect(await once(server, 'exit')).toEqual([0, null]);
    }
  });

  it('say where their command isn’t, as after npm install --global', async () => {
    const [commands, aside] = [join(folder, 'node_modules/.bin'), join(folder, 'bin')];
    const site = join(folder, 'site');
    const bin = join(folder, 'node_modules/@drupal-nodejs/server/bin/drupal-nodejs.js');
    const init = (...more: readonly string[]) =>
      run(process.execPath, [bin, 'init', '--url', 'http://127.0.0.1:9', '--dir', site, ...more]);
    const told = 'start the server in /opt/drupal-nodejs';
    expect((await init()).stdout).not.toContain(told);
    await rename(commands, aside);
    try {
      expect((await init('--force')).stdout).toContain(told);
      expect(await readFile(join(site, 'setup/drupal-nodejs.service'), 'utf8')).toContain(
        'ExecStart=/opt/drupal-nodejs/node_modules/.bin/drupal-nodejs',
      );
    } finally {
      await rename(aside, commands);
    }
  });

  it('say where init can’t name their folder in the files of others, and write nothing', async () => {
    const [home, site] = [`${folder} of mine`, join(tmpdir(), `${basename(folder)}-site`)];
    await rename(folder, home);
    try {
      const init = ['init', '--url', 'http://127.0.0.1:9', '--dir', site];
      await expect(
        run(process.execPath, [join(home, 'node_modules/.bin/drupal-nodejs'), ...init]),
      ).rejects.toMatchObject({
        stderr: `drupal-nodejs: the server’s own folder: expected a path of letters, digits and /_.~+-, found "${home}" (USAGE)\n`,
      });
      await expect(stat(site)).rejects.toMatchObject({ code: 'ENOENT' });
    } finally {
      await rename(home, folder);
    }
  });
});

async function ready(server: ChildProcess): Promise<string> {
  let said = '';
  for await (const text of server.stdout ?? []) {
    said += String(text);
    if (said.includes('origins')) {
      break;
    }
  }
  return said;
}

/** Installs another Node beside; returns its file. */
async function bringNode(folder: string, version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(folder, `node-${version}`);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefix', prefix, `${name}@${version}`], {
    cwd: folder,
  });
  return join(prefix, 'node_modules', name, 'bin/node');
}

async function textsIn(folder: string, files: readonly string[]): Promise<string> {
  const texts = files.filter((file) => /\.(js|ts|json|md)$/.test(file));
  return (await Promise.all(texts.map((file) => readFile(join(folder, file), 'utf8').catch(() => '')))).join(
    '\n',
  );
}
