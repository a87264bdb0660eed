import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { tokenSecret } from '../packages/server/test/keys.ts';
import { ServeProcess } from '../packages/server/test/serve-process.ts';

const page = readFileSync(new URL('../docs/sdk.md', import.meta.url), 'utf8');
const [, program = ''] = /^```js\n(.*?)^```$/ms.exec(page) ?? [];

// Where the program finds the SDK.
async function save(): Promise<string> {
  const folder = await mkdtemp(fileURLToPath(new URL('../node_modules/.sdk-example-', import.meta.url)));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'listen.mjs');
  await writeFile(file, program);
  return file;
}

/** The program as the page says it is started, line by line. */
function start(file: string, server: ServeProcess, secret: string, ...args: readonly string[]) {
  const env = {
    ...process.env,
    NODEJS_URL: `ws://${server.clients}/connection/websocket`,
    NODEJS_KEY: secret,
    // Since 25 Node warns whoever looks for `localStorage`, as the SDK does.
    NODE_NO_WARNINGS: '1',
  };
  const listener = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void listener.kill('SIGKILL'));
  const lines = (stream: typeof listener.stdout) => createInterface(stream)[Symbol.asyncIterator]();
  return { listener, said: lines(listener.stdout), complained: lines(listener.stderr) };
}

test('the program of docs/sdk.md listens, recovers over a restart, and ends', async () => {
  await using first = await ServeProcess.start();
  const { listener, said } = start(await save(), first, tokenSecret, 'user:7', '7');
  expect((await said.next()).value).toBe('listening to user:7');
  await first.call('publish', { channel: 'user:7', data: { hello: 'world' } });
  expect((await said.next()).value).toBe('1 {"hello":"world"}');

  process.kill(first.pid, 'SIGTERM');
  await first.exited;
  await using second = await first.again();
  await second.call('publish', { channel: 'user:7', data: 'missed' });
  const back = [(await said.next()).value, (await said.next()).value];
  expect(back.toSorted()).toEqual(['2 "missed"', 'listening to user:7']);

  listener.kill('SIGINT');
  expect(await once(listener, 'exit')).toEqual([0, null]);
}, 60_000);

test('it says why it may not listen', async () => {
  await using server = await ServeProcess.start();
  const { complained } = start(await save(), server, 'a key that the server does not have, 0123456789');
  expect((await complained.next()).value).toBe('over: invalid token (3500)');
  const other = start(await save(), server, tokenSecret, 'nowhere:1');
  expect((await other.complained.next()).value).toBe('may not listen: unknown channel (102)');
}, 60_000);
