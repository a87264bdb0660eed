import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from './running-process.ts';
import type { GeneratorOptions, RunningServer } from './server.ts';

const users = 10_000;
const cli = fileURLToPath(new URL('../packages/server/src/cli.ts', import.meta.url));

/**
 * Starts the complete server by its command: tokens checked, offsets and history kept, recovery and metrics on.
 *
 * Each connection of the generator brings the token of another user.
 *
 * @param options what the generator does otherwise than over WebSocket, in JSON
 * @param wishes configuration that is not the default
 */
export async function startOurs(
  options: GeneratorOptions = {},
  wishes: Readonly<Record<string, unknown>> = {},
): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'drupal-nodejs-bench-'));
  const apiKey = secret();
  const config = join(folder, 'config.json');
  const { tokens, secret: tokenSecret } = await writeTokens(folder);
  await writeFile(
    config,
    JSON.stringify({
      listen: '127.0.0.1:0',
      api: { listen: '127.0.0.1:0', keys: [{ id: 'a1', secret: apiKey }] },
      auth: { token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: tokenSecret }] } },
      engine: { type: 'memory', snapshot: '' },
      // Peers take whoever comes as fast as they can.
      limits: { connectionRate: '1000000/s' },
      channels: {
        namespaces: {
          bench: { historySize: 100, historyTtl: '5m', recover: true, clientSubscribe: true },
        },
      },
      ...wishes,
    }),
  );
  const server = await startProcess(
    [
      process.execPath,
      '--conditions=source',
      '--disable-warning=ExperimentalWarning',
      cli,
      'serve',
      '--config',
      config,
    ],
    /origins.*\n/,
  );
  const port = (pattern: RegExp): string => pattern.exec(server.greeting)?.[1] ?? '';
  const apiPort = port(/http:\/\/[^\s/]*:(\d+)\/api/);
  return {
    generator: {
      protocol: 'centrifuge',
      port: port(/ws:\/\/[^\s/]*:(\d+)\//),
      path: '/connection/websocket',
      'publish-port': apiPort,
      'publish-path': '/api/publish',
      'api-key': apiKey,
      tokens,
      pid: server.pid,
      ...options,
    },
    async publish(channel, messages) {
      const api = (call: string, body: object): Promise<Response> =>
        fetch(`http://127.0.0.1:${apiPort}/api/${call}`, {
          method: 'POST',
          headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        });
      // Stamped as the generator stamps, so that it counts them.
      const data = { t: `@${'0'.repeat(19)}`, filler: 'a'.repeat(160) };
      const first = await position(await api('publish', { channel, data }));
      for (let i = 0; i < messages; i++) {
        await api('publish', { channel, data });
      }
      return `"recover":true,"epoch":"${first.epoch}","offset":${first.offset}`;
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** Writes a file of tokens, each of another user; returns it with the secret that they are signed with. */
export async function writeTokens(
  folder: string,
): Promise<{ readonly tokens: string; readonly secret: string }> {
  const key = secret();
  const tokens = join(folder, 'tokens');
  await writeFile(tokens, Array.from({ length: users }, (_, i) => `${token(i + 1, key)}\n`).join(''));
  return { tokens, secret: key };
}

async function position(response: Response): Promise<{ epoch: string; offset: number }> {
  const { result } = (await response.json()) as { result: { epoch: string; offset: number } };
  return result;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function token(user: number, key: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const body = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: String(user), iat: now, exp: now + 3600 })}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}
