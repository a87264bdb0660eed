// What the module adds to a request of a real Drupal: node --conditions=source e2e/drupal/measure.ts --docroot … --php …
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { MeasuredSite } from './measured-site.ts';

const rounds = 150;
const warmUp = 20;
/** Where each message keeps a worker of PHP busy for a second after its answer. */
const slowRounds = 30;
const message = { channel: 'nodejs_notify', data: 'measured' };
await using measured = await MeasuredSite.fromCommandLine({ isDurable: true });
const { site, server } = measured;
const slow = createServer(async (_request, response) => {
  await setTimeout(1_000);
  response.end('{"result":{"replies":[]}}');
}).listen(0, '127.0.0.1');

/** A request that is compared: what it is called, and what PHP is asked. */
type Kind = readonly [label: string, path: () => string, body?: string];

const enqueue = (label: string, ...messages: readonly object[]): Kind => [
  label,
  () => '/nodejs-e2e/enqueue',
  JSON.stringify(messages),
];
const save = (label: string, publish: boolean): Kind => [
  label,
  () => '/nodejs-e2e/save',
  JSON.stringify({ publish }),
];
const publishing = [
  enqueue('nothing'),
  enqueue('hint', { ...message, durable: false }),
  enqueue('publication', { ...message, durable: true }),
  enqueue('classic message', message),
];
/** What is usual: a message about something that is saved. */
const saving = [save('saved', false), save('saved and published', true)];

try {
  await site.install();
  await site.serve({ costs: true });
  const versions = await site.ask<{ readonly drupal: string; readonly php: string }>('version');
  await site.ask('install-module', 'nodejs_e2e');
  await server.start(site);
  await measure('server up', publishing);
  await measure('server up', saving);
  const address = slow.address();
  if (address === null || typeof address === 'string') throw new Error('the slow server has no port');
  site.changeSettings(`$settings['nodejs']['api_url'] = 'http://127.0.0.1:${address.port}';`);
  await measure('server answers after 1 s', publishing, slowRounds);
  await measure('server answers after 1 s', saving, slowRounds);
  site.changeSettings(`$settings['nodejs']['api_url'] = 'http://127.0.0.1:9';`);
  await measure('server down', publishing);
  await measure('server down', saving);
  const kept = site.costs('server up: nothing').every(({ opcache }) => opcache);
  console.log(
    `\nDrupal ${versions.drupal}, PHP ${versions.php} ${kept ? 'with' : 'without'} opcache; medians of ${rounds} (${slowRounds} with the slow server), in milliseconds`,
  );
} finally {
  slow.closeAllConnections();
  slow.close();
}

/** Measures kinds of requests in turn, so that all see the same machine, and tells what each adds to the first. */
async function measure(condition: string, kinds: readonly Kind[], count = rounds): Promise<void> {
  for (let round = 0; round < warmUp + count; round++) {
    for (const [label, path, body] of kinds) {
      await ask(path(), round < warmUp ? 'warm-up' : `${condition}: ${label}`, body);
      // The first one that found the server away is still at it.
      if (round === 0) await setTimeout(2_500);
    }
  }
  await setTimeout(1_500);
  const [first] = kinds.map(([label]) => site.costs(`${condition}: ${label}`));
  for (const [label] of kinds) {
    const costs = site.costs(`${condition}: ${label}`);
    const cpu = median(costs.map(({ sent }) => sent.cpu));
    const wall = median(costs.map(({ sent }) => sent.wall));
    const after = median(costs.map(({ ended, sent }) => ended.cpu - sent.cpu));
    const added = median(costs.map(({ sent }, index) => sent.cpu - (first?.[index]?.sent.cpu ?? 0)));
    const addedWall = median(costs.map(({ sent }, index) => sent.wall - (first?.[index]?.sent.wall ?? 0)));
    console.log(
      `${condition}, ${label}: until the answer CPU ${cpu} (added ${added}), wall ${wall} (added ${addedWall}); afterwards CPU ${after}`,
    );
  }
}

async function ask(path: string, label: string, body: string | undefined): Promise<void> {
  const answer = await fetch(`${site.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'X-Test-Label': label },
    ...(body === undefined ? {} : { body }),
  });
  await answer.arrayBuffer();
}

function median(microseconds: readonly number[]): string {
  const sorted = [...microseconds].sort((a, b) => a - b);
  return ((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) / 1_000).toFixed(2);
}
