import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Centrifuge } from 'centrifuge';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

const page = readFileSync(new URL('../docs/plugins.md', import.meta.url), 'utf8');
const [config = '', plugin = '', browser = ''] = [...page.matchAll(/^```(?:json|js)\n(.*?)^```$/gms)].map(
  ([, text = '']) => text,
);
const cli = fileURLToPath(new URL('../packages/server/bin/drupal-nodejs.js', import.meta.url));
const apiKey = 'an API key that only this test knows';
const tokenKey = 'a token key that only this test knows';

let folder: string;
let server: ChildProcess;
let clients = '';
let api = '';

// As the page says: the configuration, beside it the plugin, and the command.
beforeAll(async () => {
  folder = await mkdtemp(fileURLToPath(new URL('../node_modules/.plugin-example-', import.meta.url)));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'vote.js'), plugin);
  const options = {
    ...JSON.parse(config),
    listen: '127.0.0.1:0',
    api: { listen: '127.0.0.1:0', keys: [{ id: 'a1', secret: apiKey }] },
    auth: { token: { keys: [{ id: 'k1', secret: tokenKey }] } },
    engine: { snapshot: '' },
  };
  await writeFile(join(folder, 'drupal-nodejs.json'), JSON.stringify(options));
  server = spawn(process.execPath, [cli, 'serve'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of server.stdout ?? []) {
    said += chunk;
    if (said.includes('origins')) {
      break;
    }
  }
  clients = /ws:\/\/\S+/.exec(said)?.[0] ?? '';
  api = /http:\/\/\S+\/api\//.exec(said)?.[0] ?? '';
}, 60_000);

afterAll(async () => {
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  await rm(folder, { recursive: true });
});

test('the example is short', () => {
  expect(plugin.split('\n').length).toBeLessThan(70);
});

test('the example runs as the page says', async () => {
  const shown: unknown[] = [];
  let changed = Promise.withResolvers<void>();
  const until = async (expected: unknown) => {
    while (JSON.stringify(shown.at(-1)) !== JSON.stringify(expected)) {
      await changed.promise;
    }
  };
  const client = new Centrifuge(clients, { token: await sign('7') });
  const show = (tally: unknown) => {
    shown.push(tally);
    changed.resolve();
    changed = Promise.withResolvers();
  };
  client.connect();
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (client: Centrifuge, show: (tally: unknown) => void) => Promise<void>;
  await new AsyncFunction('client', 'show', browser)(client, show);
  await until({ tea: 1, coffee: 0 });
  expect(shown[0]).toEqual({ tea: 0, coffee: 0 });

  const other = new Centrifuge(clients, { token: await sign('8') });
  other.connect();
  expect((await other.rpc('vote.cast', { choice: 'coffee' })).data).toEqual({ tea: 1, coffee: 1 });
  await expect(other.rpc('vote.cast', { choice: 'milk' })).rejects.toMatchObject({ code: 1400 });
  await expect(other.publish('vote:now', { tea: 99 })).rejects.toMatchObject({ code: 1403 });
  await until({ tea: 1, coffee: 1 });
  other.disconnect();
  await until({ tea: 1, coffee: 0 });

  const response = await fetch(`${api}vote.reset`, {
    method: 'POST',
    headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
    body: '{}',
  });
  expect(await response.json()).toEqual({ result: {} });
  await until({ tea: 0, coffee: 0 });

  const visitor = new Centrifuge(clients, { token: await sign('') });
  visitor.connect();
  await expect(visitor.rpc('vote.cast', { choice: 'tea' })).rejects.toMatchObject({ code: 1403 });
  visitor.disconnect();
  client.disconnect();
});

function sign(sub: string): Promise<string> {
  return new SignJWT({ sub, iat: Date.now() / 1000 })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(tokenKey));
}
