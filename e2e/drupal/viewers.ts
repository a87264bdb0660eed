// What a thousand viewers of one article and one change a minute cost PHP: polling, PHP that holds SSE open, and ours.
// node --conditions=source e2e/drupal/viewers.ts --docroot … --php …
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { cpuSeconds, descendants } from '../../benchmarks/drupal/processor.ts';
import { MeasuredSite } from './measured-site.ts';

const viewers = 1_000;
/** Seconds between two looks of a page that polls, and of PHP that holds a page. */
const every = 10;
const looksAMinute = (viewers * 60) / every;
/** Of these so many are made, and so many at a time; the rest is arithmetic. */
const sample = 600;
const atATime = 4;
/** Viewers that PHP holds, of whom each takes a process. */
const held = 30;
/** Seconds for which a user's tokens are good. */
const tokenLife = 300;
const seconds = 60;

await using measured = await MeasuredSite.fromCommandLine();
const { site, server, secrets } = measured;

/** What a minute costs. */
interface Minute {
  readonly way: string;
  readonly requests: number;
  readonly statements: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
  readonly processes: number;
}

await site.install();
for (const module of ['nodejs', 'nodejs_e2e', 'comment', 'nodejs_entity']) {
  await site.ask('install-module', module);
}
await site.ask('create-body-field');
await site.ask('create-type');
await site.ask('live-site');
await site.ask('create-accounts', {}, { alice: { password: 'wonderland', roles: [] } });
const values = { type: 'e2e_article', title: 'The match', status: 1, field_e2e_score: 0 };
const id = await site.ask<string>('save-content', 'node', null, values);
await site.serve({ costs: true, workers: held + 4 });
await server.start(site, asInit());
const cookie = await logIn('alice', 'wonderland');
const minutes: Minute[] = [];
const idle = megabytes(site.pid);
for (const [who, headers] of [
  ['visitors', {}],
  ['users', { Cookie: cookie }],
] as const) {
  const { channel } = await look(id, headers);
  const path = `/nodejs/live/${channel.slice('entity:live-'.length)}`;
  minutes.push(await many(`polling every ${every} s, ${who}`, path, headers, looksAMinute));
}
minutes.push(await hold(id, idle));
const ours = await listen(id);
minutes.push({ ...ours, way: 'ours, visitors' });
const tokens = await many('tokens', '/nodejs/token', { Cookie: cookie }, (viewers * 60) / tokenLife);
minutes.push({
  ...ours,
  way: 'ours, users',
  requests: ours.requests + tokens.requests,
  statements: ours.statements + tokens.statements,
  cpuSeconds: ours.cpuSeconds + tokens.cpuSeconds,
});
const versions = await site.ask<{ readonly drupal: string; readonly php: string }>('version');
console.log(`Drupal ${versions.drupal}, PHP ${versions.php}; ${viewers} viewers, one change a minute`);
console.table(minutes.map((minute) => rounded(minute)));

/** Some of the requests of a minute, and what all of them would cost. */
async function many(
  way: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  count: number,
): Promise<Minute> {
  const ask = async (more: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(site.url + path, { headers: { ...headers, ...more } });
    assert.equal(response.status, 200, path);
    await response.arrayBuffer();
  };
  for (let n = 0; n < 20; n++) await ask();
  for (let n = 0; n < 10; n++) await ask({ 'X-Test-Label': way, 'X-Test-Statements': '1' });
  const before = cpuSeconds(site.pid ?? 0);
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (let n = 0; n < sample / atATime; n++) await ask();
    }),
  );
  const each = (cpuSeconds(site.pid ?? 0) - before) / sample;
  const statements = middle(await counted(way));
  return {
    way,
    requests: count,
    statements: statements * count,
    cpuSeconds: each * count,
    // As many workers as these seconds of one processor keep busy, and the memory of each.
    processes: Math.max(1, Math.ceil((each * count) / seconds)),
    megabytes: (megabytes(site.pid) / (held + 5)) * Math.max(1, Math.ceil((each * count) / seconds)),
  };
}

/** PHP holds viewers, each with a process. */
async function hold(id: string, idle: number): Promise<Minute> {
  const before = cpuSeconds(site.pid ?? 0);
  const responses = await Promise.all(
    Array.from({ length: held }, () =>
      fetch(`${site.url}/nodejs-e2e/hold?id=${id}&seconds=${seconds}&every=${every}`),
    ),
  );
  const bodies = responses.map((response) => response.text());
  await setTimeout((seconds / 2) * 1_000);
  const share = (megabytes(site.pid) - idle) / held;
  const looks = (await Promise.all(bodies)).map((body) => body.split('\n\n').length - 1);
  assert.deepEqual(new Set(looks), new Set([seconds / every]));
  const each = (cpuSeconds(site.pid ?? 0) - before) / held;
  return {
    way: 'PHP holding SSE open',
    requests: viewers,
    statements: looksAMinute,
    cpuSeconds: each * viewers,
    processes: viewers,
    megabytes: share * viewers,
  };
}

/** A thousand connections listen, and one article is changed. */
async function listen(id: string): Promise<Minute> {
  const { channel, token } = await look(id, {});
  const rest = megabytes(server.pid);
  const heard = Array.from({ length: viewers }, () => Promise.withResolvers<void>());
  const sockets = await Promise.all(heard.map(({ resolve }) => subscribe(channel, token, resolve)));
  await server.waitForListeners(channel, viewers);
  const full = megabytes(server.pid);
  const requests = site.requestCount;
  const cpu = () => cpuSeconds(site.pid ?? 0) + cpuSeconds(server.pid ?? 0);
  const before = cpu();
  const end = setTimeout(seconds * 1_000);
  const label = 'the change';
  await fetch(`${site.url}/nodejs-e2e/change`, {
    method: 'POST',
    headers: { 'X-Test-Label': label, 'X-Test-Statements': '1' },
    body: JSON.stringify({ id, score: 1 }),
  });
  await Promise.all(heard.map(({ promise }) => promise));
  await end;
  const spent = cpu() - before;
  for (const socket of sockets) socket.close();
  console.log(`push server: ${rest.toFixed(0)} MB at rest, ${full.toFixed(0)} MB with ${viewers} listeners`);
  return {
    way: 'ours',
    requests: site.requestCount - requests,
    statements: middle(await counted(label)),
    cpuSeconds: spent,
    processes: 1,
    megabytes: full,
  };
}

/** The channel of the article's score, as its page names it, and a visitor's token for it. */
async function look(
  id: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly channel: string; readonly token: string }> {
  const page = await (await fetch(`${site.url}/node/${id}`, { headers })).text();
  const channel = /data-nodejs-live="(entity:live-[\w-]+)"/.exec(page)?.[1];
  const json = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(page)?.[1];
  assert.ok(channel && json, 'the page is live');
  const { nodejs } = JSON.parse(json) as { nodejs: { tokens: Readonly<Record<string, string>> } };
  return { channel, token: nodejs.tokens[channel] ?? '' };
}

/** A bare connection: what a browser costs is not what is measured. */
async function subscribe(channel: string, token: string, heard: () => void): Promise<WebSocket> {
  const options = { headers: { Origin: site.url } };
  const socket = new WebSocket(server.webSocketUrl, options as never);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener('error', () => reject(new Error('a connection failed')));
  socket.addEventListener('open', () => socket.send('{"id":1,"connect":{}}'));
  socket.addEventListener('message', ({ data }: MessageEvent) => {
    for (const line of String(data).split('\n')) {
      const { id, push, error } = JSON.parse(line);
      if (error) reject(new Error(line));
      else if (line === '{}') socket.send('{}');
      else if (id === 1) socket.send(JSON.stringify({ id: 2, subscribe: { channel, token } }));
      else if (id === 2) resolve();
      else if (push?.pub) heard();
    }
  });
  await promise;
  return socket;
}

async function logIn(name: string, pass: string): Promise<string> {
  const response = await fetch(`${site.url}/user/login?_format=json`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, pass }),
  });
  assert.equal(response.status, 200, 'logged in');
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** What each request with a label asked of the database; written after its answer has gone. */
async function counted(label: string): Promise<readonly number[]> {
  for (;;) {
    const found = site.costs(label).flatMap(({ statements }) => statements ?? []);
    if (found.length > 0) return found;
    await setTimeout(100);
  }
}

/** Memory of a process and of those it started, each shared page counted once. */
function megabytes(pid: number | undefined): number {
  const kilobytes = descendants(pid ?? 0).map((each) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, 'utf8'))?.[1]),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

function middle(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function rounded(minute: Minute): object {
  const { way, requests, statements, processes } = minute;
  return {
    way,
    'PHP requests': requests,
    'SQL statements': statements,
    'CPU seconds': Number(minute.cpuSeconds.toFixed(1)),
    processes,
    MB: Math.round(minute.megabytes),
  };
}

/** What `drupal-nodejs init` writes, as far as it matters here; the stories' server tells Drupal of each connection. */
function asInit(): Readonly<Record<string, unknown>> {
  return {
    auth: {
      token: { keys: [{ id: 'k1', algorithm: 'HS256', secret: secrets.tokenKey }] },
      anonymous: true,
    },
    backend: {
      url: site.url,
      keys: [{ id: 'b1', secret: secrets.backendKey }],
      events: ['online', 'offline'],
    },
  };
}
