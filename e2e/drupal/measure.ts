// What the module adds to a request of a real Drupal: node --conditions=source e2e/drupal/measure.ts --docroot … --php …
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findFreePort } from './free-port.ts';
import { PushServer } from './push-server.ts';
import { makeSecrets } from './secrets.ts';
import { ThrowawaySite } from './throwaway-site.ts';

const rounds = 150;
const message = { channel: 'nodejs_notify', data: 'measured' };
const { values } = parseArgs({ options: { docroot: { type: 'string' }, php: { type: 'string' } } });
const { docroot, php } = values;
if (docroot === undefined || php === undefined) throw new Error('--docroot and --php are needed');

const secrets = makeSecrets();
const [sitePort, port, apiPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
const server = new PushServer({ port, apiPort, secrets });
const folder = (name: string) => join(import.meta.dirname, 'modules', name);
const site = new ThrowawaySite({
  docroot,
  php,
  port: sitePort,
  modules: {
    nodejs: join(import.meta.dirname, '../../modules/nodejs'),
    nodejs_e2e: folder('nodejs_e2e'),
  },
  secrets,
  nodejs: { apiUrl: server.apiUrl, publicUrl: server.publicUrl },
});
const slow = createServer(async (_request, response) => {
  await setTimeout(1_000);
  response.end('{"result":{"replies":[]}}');
}).listen(0, '127.0.0.1');

try {
  await site.install();
  await site.ask('install-module', 'nodejs', 'nodejs_e2e');
  await site.serve();
  await server.start(site);
  const versions = await site.ask<{ readonly drupal: string; readonly php: string }>('version');
  console.log(
    `Drupal ${versions.drupal}, PHP ${versions.php}; milliseconds to the first byte, ${rounds} pairs each\n`,
  );
  await report('server up');
  const address = slow.address();
  if (address === null || typeof address === 'string') throw new Error('the slow server has no port');
  site.changeSettings(`$settings['nodejs']['api_url'] = 'http://127.0.0.1:${address.port}';`);
  await report('server answers after 1 s');
  site.changeSettings(`$settings['nodejs']['api_url'] = 'http://127.0.0.1:9';`);
  await report('server down');
} finally {
  slow.closeAllConnections();
  slow.close();
  await server.remove();
  await site.remove();
}

/** Compares requests that publish with such that don't, one after the other so that both see the same machine. */
async function report(condition: string): Promise<void> {
  // The first one finds out that the server is away.
  await enqueue([message]);
  await setTimeout(2_500);
  const without: number[] = [];
  const withOne: number[] = [];
  for (let round = 0; round < rounds; round++) {
    without.push(await enqueue([]));
    withOne.push(await enqueue([message]));
  }
  const added = withOne.map((ms, index) => ms - (without[index] ?? 0));
  console.log(
    `${condition}: without ${median(without)}, with one message ${median(withOne)}, added ${median(added)}`,
  );
}

/** Milliseconds until the answer begins; what Drupal does after it has sent the answer isn't in them. */
function enqueue(messages: readonly object[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const sent = request(`${site.url}/nodejs-e2e/enqueue`, { method: 'POST', agent: false }, (response) => {
      const ms = performance.now() - start;
      response.resume().once('end', () => resolve(ms));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(messages));
  });
}

function median(numbers: readonly number[]): string {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(2);
}
