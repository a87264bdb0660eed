import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { createSessionAuthenticator, sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  origin,
  type RawSocket,
  type RunningServer,
  startServer,
  temporaryFolder,
} from '../running-server.ts';

/** A real Drupal database, and a server that lets its users in by their cookies. */
async function siteWithServer(grace = '1m') {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const path = join(folder.path, 'site.sqlite');
  const site = await installSite(`sqlite://localhost/${path}`);
  onTestFinished(() => site.close());
  await site.createUser({ name: 'admin', passwordHash: '' });
  const options = {
    database: `sqlite://localhost/${path}`,
    schema: 'auto' as const,
    baseUrl: origin,
    channels: ['user:{uid}', 'role:{rid}'],
  };
  const session = await createSessionAuthenticator(options);
  onTestFinished(() => session.close());
  const server = await startServer({ auth: { session: { ...options, sweep: '20ms', grace } } }, { session });
  onTestFinished(() => server.stop());
  return { site, server, path };
}

const connect = '{"id":1,"connect":{}}';

async function logIn(site: Site, server: RunningServer, name: string, roles: string[] = []) {
  const uid = await site.createUser({ name, passwordHash: '', roles });
  const { cookieValue, sid } = await site.createSession({ uid });
  const cookie = `${sessionCookieName({ baseUrl: origin })}=${encodeURIComponent(cookieValue)}`;
  const open = (): Promise<RawSocket> => server.socket({ Origin: origin, Cookie: cookie });
  const socket = await open();
  socket.send(connect);
  expect(await socket.read()).toMatchObject({ text: expect.stringContaining(`user:${uid}`) });
  return { uid, sid, socket, open };
}

describe('a connection by session cookie', () => {
  it('ends when its session does, and no other', async () => {
    const { site, server } = await siteWithServer();
    const alice = await logIn(site, server, 'Alice');
    const bob = await logIn(site, server, 'Bob');
    await site.db.deleteFrom('sessions').where('sid', '=', alice.sid).execute();
    expect(await alice.socket.closed()).toMatchObject({ code: 3500 });
    await site.db.updateTable('users_field_data').set({ status: 0 }).where('uid', '=', bob.uid).execute();
    expect(await bob.socket.closed()).toMatchObject({ code: 3500 });
  });

  it('is asked to come back when the roles of its user change, and then has other channels', async () => {
    const { site, server } = await siteWithServer();
    const { uid, socket, open } = await logIn(site, server, 'Alice', ['editor']);
    await site.db.deleteFrom('user__roles').where('entity_id', '=', uid).execute();
    expect(await socket.closed()).toMatchObject({ code: 3005 });
    const again = await open();
    again.send(connect);
    const answer = JSON.stringify(await again.read());
    expect(answer).toContain(`user:${uid}`);
    expect(answer).not.toContain('role:editor');
  });

  it('stays no longer than the grace when the database is away, and is let in again when it is back', async () => {
    const { site, server, path } = await siteWithServer('200ms');
    const { uid, socket, open } = await logIn(site, server, 'Alice');
    renameSync(path, `${path}.away`);
    expect(await socket.closed()).toMatchObject({ code: 3005 });
    const early = await open();
    early.send(connect);
    expect(await early.read()).toMatchObject({ text: expect.stringContaining('"code":100') });
    renameSync(`${path}.away`, path);
    early.send(connect);
    expect(await early.read()).toMatchObject({ text: expect.stringContaining(`user:${uid}`) });
  });
});
