import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite } from '@drupal-nodejs/drupal/install';
import { build } from '../app.js';

// Drupal's tables in a file of their own: these tests need no Drupal.
const baseUrl = 'https://example.com';
const folder = mkdtempSync(join(tmpdir(), 'NAME-'));
const database = `sqlite://localhost/${join(folder, 'site.sqlite')}`;
let site;
let server;

before(async () => {
  site = await installSite(database);
  await site.createRole({ id: 'authenticated', label: 'Authenticated', permissions: ['access content'] });
  await site.createUser({ name: 'admin', passwordHash: '' });
  server = await build({ database, baseUrl, hashSalt: 'salt' });
});

after(async () => {
  await server.close();
  await site.close();
  rmSync(folder, { recursive: true });
});

async function logIn(name) {
  const uid = await site.createUser({ name, passwordHash: '' });
  const { cookieValue } = await site.createSession({ uid });
  return { cookie: `${sessionCookieName({ baseUrl })}=${encodeURIComponent(cookieValue)}` };
}

test('visitors are greeted, and sent to log in where they must', async () => {
  assert.match((await server.inject('/')).body, /does not know you/);
  const { statusCode, headers } = await server.inject({ url: '/members', headers: { accept: 'text/html' } });
  assert.deepEqual([statusCode, headers.location], [302, '/log-in?destination=%2Fmembers']);
  for (const elsewhere of [
    '//evil.example',
    '/%09/evil.example',
    '/%5Cevil.example',
    'https://evil.example',
  ]) {
    const { body } = await server.inject(`/log-in?destination=${elsewhere}`);
    assert.match(body, /data-destination="\/"/);
  }
});

test('users of Drupal’s are known', async () => {
  const headers = await logIn('Alice & Co');
  assert.match((await server.inject({ url: '/members', headers })).body, /For you, Alice &#38; Co/);
});

test('what changes something wants the token of the session', async () => {
  const headers = await logIn('Bob');
  const { csrfToken } = (await server.inject({ url: '/drupal/session', headers })).json();
  assert.equal((await server.inject({ method: 'POST', url: '/notes', headers })).statusCode, 403);
  const sent = { ...headers, 'x-csrf-token': csrfToken };
  assert.deepEqual((await server.inject({ method: 'POST', url: '/notes', headers: sent })).json(), {
    noted: true,
  });
});
