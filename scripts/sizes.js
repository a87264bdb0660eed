import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './install.js';

/** The server stays small on purpose: what it weighs, and what each figure is held to. */
export async function measureSizes() {
  const manifest = JSON.parse(readFileSync(join(root, 'packages/server/package.json'), 'utf8'));
  const dependencies = Object.keys(manifest.dependencies).filter(
    (name) => !name.startsWith('@drupal-nodejs/'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-sizes-'));
  try {
    const fromSource = await middleOfStarts(['--conditions=source', 'packages/server/src/cli.ts']);
    const bundled = await middleOfStarts([await bundle(folder)]);
    // What is read only where it is wanted is counted for itself.
    const rooms = ['', '/admin', '/doctor', '/legacy', '/telemetry'];
    const [all, admin, doctor, legacy, telemetry] = rooms.map((room) =>
      countLines(`packages/server/src${room}`),
    );
    const core = (kind) => all[kind] - admin[kind] - doctor[kind] - legacy[kind] - telemetry[kind];
    return [
      { what: "lines of code in the server's core", found: core('code'), goal: 4_000, unit: '' },
      { what: '  with comments and blanks', found: core('all'), goal: 4_000, unit: '' },
      { what: "  in the admin page's part of it", found: admin.code, unit: '' },
      { what: '  in the doctor', found: doctor.code, unit: '' },
      { what: "  in the classic server's routes", found: legacy.code, unit: '' },
      { what: '  for OpenTelemetry', found: telemetry.code, unit: '' },
      { what: 'lines of code in the protocol', found: countLines('packages/protocol/src').code, unit: '' },
      { what: 'dependencies of the server', found: dependencies.length, most: 8, unit: '' },
      { what: 'start to ready, from source', found: fromSource.ms, goal: 300, unit: ' ms' },
      { what: 'start to ready, bundled', found: bundled.ms, goal: 300, unit: ' ms' },
      { what: 'memory at rest, from source', found: fromSource.megabytes, goal: 60, unit: ' MB' },
      { what: 'memory at rest, bundled', found: bundled.megabytes, goal: 60, unit: ' MB' },
      { what: '  of that the process’s own, not files', found: bundled.ownMegabytes, unit: ' MB' },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command and all it needs as one file: Node has no types to strip from it, and looks for nothing. */
async function bundle(folder) {
  // Not above: who calls this may have installed it just now.
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    cwd: root,
    input: join(root, 'packages/server/src/cli.ts'),
    platform: 'node',
    external: /^(node:|@drupal-nodejs\/(admin|drupal|redis))/,
    resolve: { conditionNames: ['source', 'import', 'node', 'default'] },
    tsconfig: false,
    onLog: () => undefined,
  });
  await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: 'cli.mjs',
    chunkFileNames: '[name]-[hash].mjs',
  });
  await build.close();
  return join(folder, 'cli.mjs');
}

async function middleOfStarts(command) {
  const starts = [];
  for (let i = 0; i < 5; i++) starts.push(await startServer(command));
  const middle = (name) => starts.map((start) => start[name]).sort((a, b) => a - b)[2];
  return { ms: middle('ms'), megabytes: middle('megabytes'), ownMegabytes: middle('ownMegabytes') };
}

// Comments help to read, so they don't count against the size.
function countLines(folder) {
  const lines = readdirSync(join(root, folder), { recursive: true })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) =>
      readFileSync(join(root, folder, file), 'utf8')
        .trimEnd()
        .split('\n'),
    );
  return { all: lines.length, code: lines.filter((line) => !/^\s*($|\/\/|\/?\*)/.test(line)).length };
}

/** Starts `drupal-nodejs serve` on free ports, resolves when it says ready, and ends it. */
async function startServer(command) {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-sizes-'));
  const config = join(folder, 'drupal-nodejs.json');
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(
    config,
    JSON.stringify({
      listen: '127.0.0.1:0',
      api: { listen: '127.0.0.1:0', keys: [{ id: 'a1', secret }] },
      auth: { anonymous: true },
      engine: { type: 'memory', snapshot: '' },
    }),
  );
  const began = performance.now();
  const child = spawn(
    'node',
    ['--disable-warning=ExperimentalWarning', ...command, 'serve', '--config', config],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  try {
    await new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk) => {
        output += chunk;
        if (/\bready\b/.test(output)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`serve ended with exit code ${code}: ${output.trim()}`)));
      setTimeout(() => reject(new Error(`serve wasn't ready within 20 s: ${output.trim()}`)), 20_000).unref();
    });
    const ms = Math.round(performance.now() - began);
    // What a start leaves behind is garbage a moment later; at rest means after that.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { ms, megabytes: megabytes(child.pid, 'VmRSS'), ownMegabytes: megabytes(child.pid, 'RssAnon') };
  } finally {
    child.removeAllListeners('exit');
    const gone = new Promise((resolve) => child.on('exit', resolve));
    if (child.exitCode === null && child.kill('SIGKILL')) await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Linux says the process holds; 0 where there is no /proc. */
function megabytes(pid, what) {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(
      new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm'),
    );
    return Math.round(Number(line?.[1] ?? 0) / 1024);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return 0;
  }
}
