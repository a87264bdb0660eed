import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from '../running-process.ts';
import { baseUrl } from './crowd.ts';

const cli = fileURLToPath(new URL('../../packages/server/src/cli.ts', import.meta.url));

/** Starts the complete server by its command, which lets users of a Drupal in by their cookies. */
export async function startPushServer(
  database: string,
  session: object = {},
  more: object = {},
  isPinned = true,
) {
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-bench-'));
  const config = join(folder, 'config.json');
  writeFileSync(
    config,
    JSON.stringify({
      listen: '127.0.0.1:0',
      origins: [baseUrl],
      api: { listen: '127.0.0.1:0', keys: [{ id: 'a1', secret: 'x'.repeat(40) }] },
      auth: { session: { database, baseUrl, ...session } },
      engine: { type: 'memory', snapshot: '' },
      // What it costs to know who comes is measured, not how evenly a crowd is let in.
      limits: { connectionRate: '1000000/s' },
      ...more,
    }),
  );
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  const server = await startProcess(
    [process.execPath, ...flags, cli, 'serve', '--config', config],
    /origins.*\n/,
    isPinned,
  );
  return {
    pid: server.pid,
    port: Number(/ws:\/\/[^\s/]*:(\d+)\//.exec(server.greeting)?.[1]),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}
