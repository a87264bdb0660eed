import { join } from 'node:path';
import { sessionCookieName } from '@drupal-nodejs/drupal';
import { installSite, type Site } from '@drupal-nodejs/drupal/install';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { DatabaseServer, isInstalled } from '../../../drupal/test/servers/database-server.ts';
import { mariadb } from '../../../drupal/test/servers/mariadb.ts';
import { origin, RawSocket, temporaryFolder } from '../running-server.ts';
import { ServeProcess } from '../serve-process.ts';

/** An empty place for a site, until the test is over. */
type Place = () => Promise<string>;

/** A site's own database, and a server in a process of its own that lets its users in by their cookies. */
async function siteWithServer(place: Place, sweep: string) {
  const database = await place();
  const site = await installSite(database);
  onTestFinished(() => site.close());
  await site.createUser({ name: 'admin', passwordHash: '' });
  const session = { database, baseUrl: origin, channels: ['user:{uid}', 'role:{rid}'], sweep };
  const server = await ServeProcess.start({
    auth: { session },
    channels: { namespaces: { role: { presence: true } } },
    // These sockets answer no ping.
    limits: { ping: '10m' },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { site, server };
}

async function logIn(site: Site, server: ServeProcess, name: string, roles: string[] = []) {
  const uid = await site.createUser({ name, passwordHash: '', roles });
  const { cookieValue, sid } = await site.createSession({ uid });
  const Cookie = `${sessionCookieName({ baseUrl: origin })}=${encodeURIComponent(cookieValue)}`;
  const url = new URL(`ws://${server.clients}/connection/websocket`);
  const socket = await RawSocket.open(url, { Origin: origin, Cookie });
  socket.send('{"id":1,"connect":{}}');
  const [answer] = await socket.replies(1);
  return { uid, sid, socket, answer };
}

function suite(place: Place): void {
  it('keep their accounts: what is published to them, and to their roles, still comes', async () => {
    const { site, server } = await siteWithServer(place, '1h');
    const { uid, socket, answer } = await logIn(site, server, 'Alice', ['editor']);
    expect(answer).toMatchObject({ connect: { subs: { 'role:editor': {} } } });
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    for (const channel of [`user:${uid}`, 'role:editor']) {
      await server.call('publish', { channel, data: 'hello' });
      expect(await socket.replies(1)).toMatchObject([{ push: { channel, pub: { data: 'hello' } } }]);
    }
    socket.send('{"id":2,"presence":{"channel":"role:editor"}}');
    expect(JSON.stringify(await socket.replies(1))).toContain(`"user":"${uid}"`);
    const info = (await (await server.call('info', {})).json()) as { result: { nodes: object[] } };
    expect(info.result.nodes).toMatchObject([{ num_clients: 1, num_users: 1 }]);
  });

  it('are ended by the sweep of the next process when their sessions are, and by no other end', async () => {
    const { site, server } = await siteWithServer(place, '100ms');
    const [alice, bob, carol] = [
      await logIn(site, server, 'Alice'),
      await logIn(site, server, 'Bob', ['editor']),
      await logIn(site, server, 'Carol'),
    ];
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    await site.db.deleteFrom('sessions').where('sid', '=', alice.sid).execute();
    expect(await alice.socket.closed()).toMatchObject({ code: 3500 });
    await site.db.deleteFrom('user__roles').where('entity_id', '=', bob.uid).execute();
    expect(await bob.socket.closed()).toMatchObject({ code: 3005 });
    carol.socket.send('{"id":2,"ping":{}}');
    expect(await carol.socket.replies(1)).toMatchObject([{ id: 2, ping: {} }]);
  });

  it('are revoked at once, and stay revoked, whoever of the two processes was told', async () => {
    const { site, server } = await siteWithServer(place, '1h');
    const [alice, bob] = [await logIn(site, server, 'Alice'), await logIn(site, server, 'Bob')];
    await server.call('revoke', { user: String(bob.uid), mode: 'end', at: Date.now() / 1000 });
    expect(await bob.socket.closed()).toMatchObject({ code: 3500 });
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    await server.call('revoke', { user: String(alice.uid), mode: 'end', at: Date.now() / 1000 });
    expect(await alice.socket.closed()).toMatchObject({ code: 3500 });
  });

  it('that ended, or have other roles, since the last process looked are closed by the next at once', async () => {
    const { site, server } = await siteWithServer(place, '1h');
    const [alice, bob, carol] = [
      await logIn(site, server, 'Alice'),
      await logIn(site, server, 'Bob', ['editor']),
      await logIn(site, server, 'Carol', ['editor']),
    ];
    await site.db.deleteFrom('sessions').where('sid', '=', alice.sid).execute();
    await site.db.deleteFrom('user__roles').where('entity_id', '=', bob.uid).execute();
    expect(await server.upgrade()).toMatchObject({ msg: 'the successor took over' });
    expect(await alice.socket.closed()).toMatchObject({ code: 3500 });
    expect(await bob.socket.closed()).toMatchObject({ code: 3005 });
    carol.socket.send('{"id":2,"ping":{}}');
    expect(await carol.socket.replies(1)).toMatchObject([{ id: 2, ping: {} }]);
  });
}

// Each test starts several processes: on a busy machine that takes its time.
describe('log-ins by cookie, over an upgrade in place', { timeout: 60_000 }, () => {
  describe('with SQLite', () => {
    suite(async () => {
      const folder = await temporaryFolder();
      onTestFinished(() => folder[Symbol.asyncDispose]());
      return `sqlite://localhost/${join(folder.path, 'site.sqlite')}`;
    });
  });

  describe.skipIf(!isInstalled(mariadb) && process.env.CI !== 'true')('with MariaDB', () => {
    let server: DatabaseServer;
    beforeAll(async () => {
      server = await DatabaseServer.install(mariadb);
    });
    afterAll(() => server?.remove());
    suite(async () => {
      const { url, drop } = await server.create();
      onTestFinished(drop);
      return url;
    });
  });
});
