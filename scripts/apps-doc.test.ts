import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { DrupalDouble } from '../packages/app/test/drupal-double.ts';
import { connectionToken, startServer } from '../packages/server/test/running-server.ts';

const page = readFileSync(new URL('../docs/apps.md', import.meta.url), 'utf8');
const [fastify = '', express = '', browser = '', content = '', talk = ''] = [
  ...page.matchAll(/^```js\n(.*?)^```$/gms),
].map(([, text = '']) => text);

const hashSalt = 'salt of settings.php';
const id = '11111111-2222-4333-8444-555555555555';

let folder: string;
let database: string;
let site: Site;
let double: DrupalDouble;
let alice: number;

beforeAll(async () => {
  folder = await mkdtemp(fileURLToPath(new URL('../node_modules/.apps-example-', import.meta.url)));
  database = `sqlite://localhost/${join(folder, 'site.sqlite')}`;
  site = await installSite(database);
  double = await DrupalDouble.start(site);
  await site.createRole({ id: 'editor', label: 'Editor', permissions: ['place orders', 'read the talk'] });
  await site.createUser({ name: 'admin', passwordHash: '' });
  alice = await site.createUser({ name: 'Alice', passwordHash: '', roles: ['editor'] });
});

afterAll(async () => {
  await double.close();
  await site.close();
  await rm(folder, { recursive: true });
});

async function logIn(uid: number): Promise<{ cookie: string }> {
  const { cookieValue } = await site.createSession({ uid });
  return { cookie: `${sessionCookieName({ baseUrl: double.url })}=${encodeURIComponent(cookieValue)}` };
}

/** Starts an example as the page shows it; resolves with its address. */
async function run(name: string, code: string): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  await writeFile(file, code);
  const env = {
    DRUPAL_DATABASE: database,
    DRUPAL_BASE_URL: double.url,
    DRUPAL_HASH_SALT: hashSalt,
    PORT: '0',
  };
  const app: ChildProcess = spawn(process.execPath, ['--conditions=source', file], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    const ended = once(app, 'exit');
    app.kill();
    await ended;
  });
  for await (const line of createInterface(app.stdout ?? process.stdin)) return line;
  throw new Error('the example said nothing');
}

describe('docs/apps.md', () => {
  test('shows a Fastify app that runs, and how its pages change something', async () => {
    const url = await run('fastify', fastify);
    const headers = await logIn(alice);
    expect(await (await fetch(url)).json()).toEqual({ hello: 'visitor' });
    expect(await (await fetch(url, { headers })).json()).toEqual({ hello: 'Alice' });
    expect((await fetch(`${url}/orders`)).status).toBe(401);
    expect(await (await fetch(`${url}/orders`, { headers })).json()).toEqual({ of: alice });
    expect((await fetch(`${url}/orders`, { method: 'POST', headers })).status).toBe(403);

    // As a browser would: addresses of the page's own host, with its cookie.
    const answers: Response[] = [];
    const ofPage = async (path: string, init: RequestInit = {}) => {
      const sent = new Headers(init.headers);
      sent.set('cookie', headers.cookie);
      const answer = await fetch(`${url}${path}`, { ...init, headers: sent });
      answers.push(answer);
      return answer;
    };
    await asyncFunction('fetch', browser)(ofPage);
    expect(await answers.at(-1)?.json()).toEqual({ placed: true });
  });

  test('shows an Express app that runs', async () => {
    const url = await run('express', express);
    expect((await fetch(`${url}/desk`)).status).toBe(401);
    const answer = await fetch(`${url}/desk`, { headers: await logIn(alice) });
    expect(await answer.json()).toEqual({ desk: 'Alice', mayPublish: false });
  });

  test('shows what is done with content', async () => {
    const { createApp } = await import('@drupal-nodejs/app');
    const app = await createApp({ database, baseUrl: double.url, hashSalt });
    onTestFinished(() => app.close());
    double.drupal = app.drupal;
    const nid = await site.createNode({ type: 'page', title: 'About', uid: 1, body: 'x' });
    const { uuid } = await site.db.selectFrom('node').select('uuid').executeTakeFirstOrThrow();
    const resource = { type: 'node--page', id: uuid, attributes: {} };
    const made = { type: 'node--article', id, attributes: {} };
    const answers = {
      'GET /jsonapi/node/article': { body: { data: [made] } },
      [`GET /jsonapi/node/page/${uuid}`]: { body: { data: resource } },
      'GET /system/menu/main/linkset': { body: { linkset: [] } },
      'GET /nodejs/access': { body: { access: true } },
      'POST /jsonapi/node/article': { status: 201, body: { data: made } },
      [`PATCH /jsonapi/node/article/${id}`]: { body: { data: made } },
      [`DELETE /jsonapi/node/article/${id}`]: { status: 204 },
    };
    for (const [request, answer] of Object.entries(answers)) double.answers.set(request, () => answer);
    const headers = await logIn(alice);
    const drupal = await app.visit({ method: 'GET', url: '/', headers, address: '' });
    // The page's alias: without the table of aliases a page has its own path alone.
    const code = content.replace('/about', `/node/${nid}`);
    await asyncFunction('request', code)({ drupal });
    const asked = double.asked.map(({ method, url }) => `${method} ${url.split('?')[0]}`);
    expect(asked.toSorted()).toEqual([...Object.keys(answers), `GET /jsonapi/node/page/${uuid}`].toSorted());
  });

  test('shows a plugin that goes by Drupal’s accounts', async () => {
    const file = join(folder, 'talk.mjs');
    await writeFile(file, talk);
    const { createPlugin } = await import(pathToFileURL(file).href);
    await using server = await startServer(
      { channels: { namespaces: { talk: {} } } },
      { plugins: [createPlugin({ database })] },
    );
    await site.createRole({
      id: 'speaker',
      label: 'Speaker',
      permissions: ['join the talk', 'read the talk'],
    });
    const bob = await site.createUser({ name: 'Bob', passwordHash: '', roles: ['speaker'] });
    const [asAlice, asBob] = [alice, bob].map(async (uid) => {
      const client = server.client({ token: await connectionToken(String(uid)) });
      client.connect();
      return client;
    });
    const listening = (await asAlice)?.newSubscription('talk:all');
    const heard = new Promise((resolve) => listening?.once('publication', ({ data }) => resolve(data)));
    const subscribed = new Promise((resolve) => listening?.once('subscribed', resolve));
    listening?.subscribe();
    await subscribed;
    await (await asBob)?.rpc('talk.say', 'hello');
    expect(await heard).toEqual({ from: 'Bob', text: 'hello' });
    await expect((await asAlice)?.rpc('talk.say', 'hello')).rejects.toMatchObject({ code: 1403 });
  });
});

function asyncFunction(argument: string, code: string): (value: unknown) => Promise<void> {
  const AsyncFunction = (async () => undefined).constructor as new (
    ...parts: string[]
  ) => (value: unknown) => Promise<void>;
  return new AsyncFunction(argument, code);
}
