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
  const starts = [];
  for (let i = 0; i < 5; i++) starts.push(await startServer());
  const middle = (name) => starts.map((start) => start[name]).sort((a, b) => a - b)[2];
  const server = countLines('packages/server/src');
  const protocol = countLines('packages/protocol/src');
  return [
    { what: "lines of code in the server's core", found: server.code, goal: 4_000, unit: '' },
    { what: '  with comments and blanks', found: server.all, goal: 4_000, unit: '' },
    { what: 'lines of code in the protocol', found: protocol.code, unit: '' },
    { what: 'dependencies of the server', found: dependencies.length, most: 8, unit: '' },
    { what: 'start to ready, from source', found: middle('ms'), goal: 300, unit: ' ms' },
    { what: 'memory at rest, from source', found: middle('megabytes'), goal: 60, unit: ' MB' },
  ];
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
async function startServer() {
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
    [
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      'packages/server/src/cli.ts',
      'serve',
      '--config',
      config,
    ],
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
    return { ms, megabytes: residentMegabytes(child.pid) };
  } finally {
    child.removeAllListeners('exit');
    const gone = new Promise((resolve) => child.on('exit', resolve));
    if (child.exitCode === null && child.kill('SIGKILL')) await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Linux says the process holds; 0 where there is no /proc. */
function residentMegabytes(pid) {
  try {
    const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m);
    return Math.round(Number(line?.[1] ?? 0) / 1024);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return 0;
  }
}
