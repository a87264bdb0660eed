// A thread with one PHP in it. It answers one request after the other and does the fetch for PHP's HTTP transport.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { getPHPLoaderModule } from '@php-wasm/node-8-3';
import { loadPHPRuntime, PHP, setPhpIniEntries } from '@php-wasm/universal';
import { halfFolder, moduleFolder } from './half-folder.ts';
import { phpIni } from './php-ini.ts';
import type { WorkerData, WorkerMessage } from './wasm-php.ts';

const { apiUrl } = workerData as WorkerData;
const port = parentPort;
if (port === null) throw new TypeError('this file is started as a worker thread');

const php = new PHP(await loadPHPRuntime(await getPHPLoaderModule()));
await setPhpIniEntries(php, phpIni);
copy(halfFolder, '/half');
copy(join(moduleFolder, 'src/Core'), '/module/src/Core');
php.writeFile('/module/nodejs.legacy.inc', readFileSync(join(moduleFolder, 'nodejs.legacy.inc')));

let answer: object | null = null;
php.onMessage(async (text) => {
  const message = JSON.parse(text) as {
    type: string;
    answer?: object;
    url?: string;
    headers?: object;
    body?: string;
  };
  if (message.type === 'answer') answer = message.answer ?? null;
  return message.type === 'post' ? JSON.stringify(await post(message)) : '';
});
port.on('message', (request: object) => void run(request));
send({ type: 'ready', version: (await php.run({ code: '<?php echo PHP_VERSION;' })).text });

async function run(request: object): Promise<void> {
  answer = null;
  let output: Uint8Array = new Uint8Array();
  try {
    const body = new TextEncoder().encode(JSON.stringify({ ...request, module: '/module' }));
    output = (await php.run({ scriptPath: '/half/main.php', method: 'POST', body })).bytes;
  } catch (error) {
    // A fatal error of PHP is an exception here; what the script reported at its end counts.
    const { response } = error as { response?: { bytes?: Uint8Array } };
    output =
      response?.bytes ?? new TextEncoder().encode(error instanceof Error ? error.message : String(error));
  }
  send({ type: 'answer', answer, output });
}

/** One POST for PHP, to the push server's API and nowhere else; null stands for "no answer". */
async function post(request: { url?: string; headers?: object; body?: string }): Promise<object | null> {
  if (!request.url?.startsWith(`${apiUrl}/`)) return null;
  try {
    const response = await fetch(request.url, {
      method: 'POST',
      headers: { ...request.headers },
      body: request.body ?? '',
      redirect: 'manual',
      signal: AbortSignal.timeout(3000),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return null;
  }
}

function copy(from: string, to: string): void {
  php.mkdirTree(to);
  for (const entry of readdirSync(from, { withFileTypes: true }))
    if (entry.isDirectory()) copy(join(from, entry.name), `${to}/${entry.name}`);
    else php.writeFile(`${to}/${entry.name}`, readFileSync(join(from, entry.name)));
}

function send(message: WorkerMessage): void {
  port?.postMessage(message);
}
