import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { installSite } from '@drupal-nodejs/drupal/install';
import { expect, it, onTestFinished } from 'vitest';
import { drupalLegs } from '../../src/cli/drupal-legs.ts';
import { sitesOf } from '../../src/options.ts';
import { temporaryFolder, testOptions } from '../running-server.ts';

const key = { id: 'b1', secret: 'a backend key of at least 32 bytes' };

/** What the doctor sees of a Drupal's data, on a database of its own. */
async function look(session: object = {}) {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const database = `sqlite://localhost/${join(folder.path, 'site.sqlite')}`;
  await (await installSite(database)).close();
  const options = testOptions({
    auth: { session: { database, baseUrl: 'https://example.com', ...session } },
  });
  const [site] = sitesOf(options).values();
  return (await (site && drupalLegs(site))?.())?.map(({ state, code, found, remedy }) => ({
    state,
    code,
    found,
    remedy,
  }));
}

/** Drupal's module, as far as the doctor asks it. */
async function introspected(): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, time] = /t=(\d+)/.exec(String(request.headers['x-nodejs-signature'])) ?? [];
    const mac = createHmac('sha256', key.secret).update(`${time}.POST.${request.url}.${body}`).digest('hex');
    const isGood = request.headers['x-nodejs-signature'] === `k=${key.id},t=${time},v=${mac}`;
    response.writeHead(isGood ? 200 : 403).end('{"sessions":{},"users":{},"tokens":{}}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('the doctor says that Drupal’s tables are there, and what it can’t compare', async () => {
  expect(await look()).toMatchObject([
    {
      state: 'ok',
      found: expect.stringMatching(/tables are there \(sqlite\); the session cookie is SSESS\w+$/),
    },
    { state: 'warning', code: 'CONTAINER' },
  ]);
});

it('the doctor says what is wrong with the database, without a secret', async () => {
  const found = await look({ database: 'mysql://drupal:very-secret@127.0.0.1:1/drupal' });
  expect(found).toMatchObject([{ state: 'failed', code: 'DRUPAL_DATABASE_UNREACHABLE' }]);
  expect(JSON.stringify(found)).not.toContain('very-secret');
});

it('the doctor asks the store where sessions are kept elsewhere', async () => {
  const url = await introspected();
  const stranger = { ...key, secret: 'x'.repeat(32) };
  expect((await look({ introspection: { url, key } }))?.at(-1)).toMatchObject({
    state: 'ok',
    found: expect.stringContaining('Drupal answers'),
  });
  expect((await look({ introspection: { url, key: stranger } }))?.at(-1)).toMatchObject({
    state: 'failed',
    code: 'SESSION_STORE',
    found: expect.stringContaining('403'),
    remedy: expect.stringContaining('backend_key'),
  });
  expect((await look({ redis: { url: 'redis://127.0.0.1:1' } }))?.at(-1)).toMatchObject({
    state: 'failed',
    code: 'SESSION_STORE',
    remedy: expect.stringContaining('auth.session.redis'),
  });
});
