import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { PluginError } from '../../src/index.ts';
import { apiKey, next, startServer } from '../running-server.ts';
import { EventReader } from '../transport/event-reader.ts';
import { ClassicSite } from './classic-site.ts';

const ann = '0cc175b9c0f1b6a831c399e269772661';
const bob = '92eb5ffee6ae2fec3ad71c777531578f';
const accounts = { [ann]: { uid: 7 }, [bob]: { uid: 8, presenceUids: ['7'] } };
const success = { status: 200, body: { status: 'success' } };

describe('a Drupal with the classic module', () => {
  it('finds a server of a version that it trusts', async () => {
    await using site = await ClassicSite.start(accounts);
    await site.page(ann);
    expect(await site.request('GET', 'health/check')).toEqual({
      status: 200,
      body: {
        status: 'success',
        version: '1.1.0',
        authenticatedClients: 1,
        sockets: 1,
        onlineUsers: 1,
        tokenChannels: 0,
        contentTokens: {},
      },
    });
  });

  it('sends messages to users, channels and everybody, as they are, and learns how many get them', async () => {
    await using site = await ClassicSite.start(accounts);
    const [annsPage, annsTab, bobsPage] = [await site.page(ann), await site.page(ann), await site.page(bob)];
    const message = {
      channel: 'nodejs_user_7',
      broadcast: false,
      callback: 'nodejsNotify',
      data: { subject: 'Hello', body: 'Ann' },
      clientSocketId: 'tab-1',
      anything: [1],
    };
    expect(await site.request('POST', 'publish', message)).toEqual({
      status: 200,
      body: { status: 'success', sent: 2 },
    });
    expect(await annsPage.hears({ callback: 'nodejsNotify' })).toEqual(message);
    await annsTab.hears({ callback: 'nodejsNotify' });

    const broadcast = { broadcast: true, data: { subject: 'All' } };
    expect((await site.request('POST', 'publish', broadcast)).body).toEqual({ status: 'success', sent: 3 });
    for (const page of [annsPage, annsTab, bobsPage]) {
      await page.hears({ broadcast: true });
    }
    expect((await site.request('POST', 'publish', { channel: 'nobody_here' })).body).toEqual({
      status: 'success',
      sent: 0,
    });
    expect(bobsPage.heard).toHaveLength(1);
  });

  it('puts a user into channels and takes it out, for later pages too', async () => {
    await using site = await ClassicSite.start(accounts);
    expect(await site.request('POST', 'user/channel/add/club/7')).toEqual({
      status: 404,
      body: { status: 'failed', error: 'No active sessions for uid.' },
    });
    const page = await site.page(ann);
    expect(await site.request('POST', 'user/channel/add/club/7')).toEqual(success);
    expect(await site.request('POST', 'user/channel/add/club/7')).toEqual(success);
    const later = await site.page(ann);
    expect((await site.request('POST', 'publish', { channel: 'club', n: 1 })).body.sent).toBe(2);
    await page.hears({ n: 1 });
    await later.hears({ n: 1 });
    expect(await site.request('POST', 'user/channel/remove/club/7')).toEqual(success);
    expect((await site.request('POST', 'publish', { channel: 'club', n: 2 })).body.sent).toBe(0);
    expect((await site.request('POST', 'user/channel/remove/club/7')).status).toBe(404);
  });

  it('makes, looks for and removes channels', async () => {
    await using site = await ClassicSite.start(accounts);
    const page = await site.page(ann);
    const check = async (name: string) => (await site.request('GET', `channel/check/${name}`)).body;
    expect(await check('club')).toEqual({ status: 'success', result: false });
    expect(await site.request('POST', 'channel/add/club')).toEqual(success);
    expect(await check('club')).toEqual({ status: 'success', result: true });
    expect(await site.request('POST', 'channel/add/club')).toEqual({
      status: 409,
      body: { status: 'failed', error: "Channel name 'club' already exists." },
    });
    await site.request('POST', 'user/channel/add/club/7');
    const left = next<{ channel: string }>(page.client, 'unsubscribed');
    expect(await site.request('POST', 'channel/remove/club')).toEqual(success);
    expect((await left).channel).toBe('club');
    expect(await check('club')).toEqual({ status: 'success', result: false });
    expect((await site.request('POST', 'channel/remove/club')).status).toBe(404);
    // The classic server found these names to exist already; in the SDK they would.
    for (const path of ['channel/add/constructor', 'channel/add/__proto__']) {
      expect(await site.request('POST', path)).toEqual({
        status: 400,
        body: { status: 'failed', error: 'Invalid channel name.' },
      });
    }
  });

  it('kicks a user, who is gone at once, and comes back with the next page', async () => {
    await using site = await ClassicSite.start(accounts);
    const page = await site.page(ann);
    const end = next<{ code: number }>(page.client, 'disconnected');
    expect(await site.request('POST', 'user/kick/7')).toEqual(success);
    expect((await end).code).toBe(3503);
    await site.page(ann);
  });

  it('logs a session out by its token, and only that one', async () => {
    const phone = '4a8a08f09d37b73795649038408b5f33';
    await using site = await ClassicSite.start({ ...accounts, [phone]: { uid: 7 } });
    const page = await site.page(ann);
    await site.page(phone);
    const end = next<{ code: number }>(page.client, 'disconnected');
    site.accounts.delete(ann);
    expect(await site.request('POST', `user/logout/${ann}`)).toEqual(success);
    expect((await end).code).toBe(3500);
    expect((await site.request('GET', 'health/check')).body.sockets).toBe(1);
    // What was remembered of the token is gone with it: Drupal is asked, and says no.
    const again = site.server.client({ token: ann });
    const refused = next<{ code: number }>(again, 'disconnected');
    again.connect();
    expect((await refused).code).toBe(3500);
    expect(await site.request('POST', 'user/logout/nobody')).toEqual(success);
  });

  it('logs a listener out whom the server has forgotten, though its cursor says who it is', async () => {
    await using site = await ClassicSite.start(accounts, {
      limits: { leaveGrace: '50ms', rememberedTokens: 1 },
    });
    const url = new URL(`uni_sse?token=${ann}`, site.server.url.replace('ws:', 'http:')).href;
    const reader = await EventReader.open(url);
    await reader.take(1);
    await reader[Symbol.asyncDispose]();
    await expect.poll(async () => (await site.request('GET', 'health/check')).body.sockets).toBe(0);
    await site.page(bob);
    site.accounts.delete(ann);
    expect(await site.request('POST', `user/logout/${ann}`)).toEqual(success);
    await using again = await EventReader.open(url, { 'Last-Event-ID': reader.lastEventId });
    expect(again.status).toBe(401);
  });

  it('adds the pages of a token to a channel', async () => {
    await using site = await ClassicSite.start(accounts);
    const page = await site.page(ann);
    expect(await site.request('POST', `authtoken/channel/add/club/${ann}`)).toEqual(success);
    await site.request('POST', 'publish', { channel: 'club', n: 1 });
    await page.hears({ n: 1 });
    expect(await site.request('POST', `authtoken/channel/remove/club/${ann}`)).toEqual(success);
    expect((await site.request('POST', 'publish', { channel: 'club', n: 2 })).body.sent).toBe(0);
    expect((await site.request('POST', 'authtoken/channel/add/club/nobody')).status).toBe(404);
  });

  it('tells those who may know, and Drupal, when a user comes and goes, once over tabs and page loads', async () => {
    await using site = await ClassicSite.start(accounts);
    const page = await site.page(ann);
    const bobs = [await site.page(bob), await site.page(bob)];
    expect(await page.hears({ presenceNotification: { uid: '8', event: 'online' } })).toBeDefined();
    for (const { client } of bobs) {
      client.disconnect();
    }
    await page.hears({ presenceNotification: { uid: '8', event: 'offline' } });
    expect(page.heard).toHaveLength(2);
    expect(await site.message('userOffline')).toEqual({ uid: '8', messageType: 'userOffline' });
    const ofBob = site.messages.filter(({ uid }) => uid === '8').map(({ messageType }) => messageType);
    expect(ofBob).toEqual(['userOnline', 'userOffline']);
  });

  it('keeps a user online whose listener ends while a page of the same user is open', async () => {
    await using site = await ClassicSite.start(accounts);
    await site.page(ann);
    const url = new URL(`uni_sse?token=${ann}`, site.server.url.replace('ws:', 'http:')).href;
    const reader = await EventReader.open(url);
    await reader.take(1);
    await reader[Symbol.asyncDispose]();
    await expect.poll(async () => (await site.request('GET', 'health/check')).body.sockets).toBe(1);
    // Whoever leaves later is said to be offline later.
    const other = await site.page(bob);
    other.client.disconnect();
    await site.message('userOffline');
    const offline = site.messages.filter(({ messageType }) => messageType === 'userOffline');
    expect(offline.map(({ uid }) => uid)).toEqual(['8']);
  });

  it('says anew who may know of a user', async () => {
    await using site = await ClassicSite.start({ ...accounts, [bob]: { uid: 8 } });
    const page = await site.page(ann);
    expect((await site.request('GET', 'user/presence-list/8/7')).status).toBe(404);
    const { client } = await site.page(bob);
    expect(await site.request('GET', 'user/presence-list/8/7,9')).toEqual(success);
    client.disconnect();
    await page.hears({ presenceNotification: { uid: '8', event: 'offline' } });
    expect(page.heard).toHaveLength(1);
  });

  it('opens a content channel by token to its page, to its next ones, and to nobody else', async () => {
    await using site = await ClassicSite.start(accounts);
    const token = {
      channel: 'watchdog_dblog',
      token: 'T1',
      notifyOnDisconnect: true,
      userData: { name: 'Ann' },
    };
    expect(await site.request('POST', 'content/token', token)).toEqual(success);
    const page = await site.page(ann, { watchdog_dblog: 'T1', other: 'T1' });
    const thief = await site.page(bob, { watchdog_dblog: 'T1' });
    const message = {
      channel: 'watchdog_dblog',
      callback: 'nodejsWatchdog',
      commands: [{ command: 'insert' }],
    };
    expect(await site.request('POST', 'content/token/message', message)).toEqual(success);
    expect(await page.hears({ callback: 'nodejsWatchdog' })).toEqual(message);
    expect(await site.request('POST', 'content/token/users', { channel: 'watchdog_dblog' })).toEqual({
      status: 200,
      body: { users: { uids: ['7'], authTokens: [] } },
    });
    // A reconnect, which the classic server turned away.
    page.client.disconnect();
    const back = await site.page(ann, { watchdog_dblog: 'T1' });
    await site.request('POST', 'content/token/message', { ...message, n: 2 });
    await back.hears({ n: 2 });
    expect(thief.heard).toEqual([]);
    expect(await site.request('POST', 'content/token/users', { channel: 'nobody' })).toEqual({
      status: 200,
      body: { users: { uids: [], authTokens: [] } },
    });
  });

  it('has a page join a content channel later, and tells the others of it and of its end', async () => {
    await using site = await ClassicSite.start(accounts);
    const token = (token: string) => ({
      channel: 'page_1',
      token,
      notifyOnDisconnect: true,
      userData: { n: token },
    });
    await site.request('POST', 'content/token', token('T1'));
    await site.request('POST', 'content/token', token('T2'));
    const page = await site.page(ann, { page_1: 'T1' });
    const { client } = await site.page(bob);
    await client.rpc('nodejs.join-token-channel', { channel: 'page_1', contentToken: 'T2' });
    expect(await page.hears({ callback: 'clientJoinedTokenChannel' })).toEqual({
      callback: 'clientJoinedTokenChannel',
      data: { channel: 'page_1', notifyOnDisconnect: true, userData: { n: 'T2' } },
    });
    await expect(
      client.rpc('nodejs.join-token-channel', { channel: 'page_1', contentToken: 'T1' }),
    ).rejects.toMatchObject({ code: 1403 });
    client.disconnect();
    expect(await page.hears({ contentChannelNotification: true })).toEqual({
      channel: 'page_1',
      contentChannelNotification: true,
      data: { uid: '8', type: 'disconnect' },
    });
  });

  it('is told by the status what was wrong, in the classic words', async () => {
    await using site = await ClassicSite.start(accounts);
    const refused = { status: 401, body: { status: 'failed', error: 'Invalid service key.' } };
    for (const key of ['', 'wrong', apiKey.slice(1)]) {
      expect(await site.request('POST', 'publish', { channel: 'a' }, key)).toEqual(refused);
    }
    const missing = { status: 400, body: { status: 'failed', error: 'Required parameters are missing.' } };
    for (const path of [
      'publish',
      'content/token',
      'content/token/users',
      'content/token/message',
      'debug/toggle',
    ]) {
      expect(await site.request('POST', path, {})).toEqual(missing);
      expect(await site.request('POST', path)).toEqual(missing);
      for (const body of ['{broken', '[]', 'null', '1']) {
        expect((await site.request('POST', path, body)).status).toBe(400);
      }
    }
    expect((await site.request('POST', 'publish', { channel: 'nowhere:1' })).status).toBe(404);
    expect((await site.request('POST', 'publish', { channel: 'a b' })).status).toBe(400);
    expect((await site.request('POST', 'user/kick/ann')).body).toEqual({
      status: 'failed',
      error: 'Invalid uid.',
    });
    expect((await site.request('POST', `channel/add/${encodeURIComponent('a b')}`)).body).toEqual({
      status: 'failed',
      error: 'Invalid channel name.',
    });
    expect((await site.request('GET', 'nothing')).status).toBe(404);
    expect((await site.request('POST', 'publish', { channel: 'a', pad: 'x'.repeat(1_100_000) })).status).toBe(
      413,
    );
    expect((await site.request('GET', 'user/presence-list/7/8,x')).status).toBe(400);
  });

  it('can switch its log on, for its own site, and off again', async () => {
    const keys = { a: 'api-key-of-site-a-0123456789-abcdefgh', b: 'api-key-of-site-b-0123456789-abcdefgh' };
    const siteOf = (secret: string): object => ({
      api: { keys: [{ id: 'main', secret }] },
      auth: { anonymous: true },
    });
    const lines: unknown[] = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    await using server = await startServer(
      {
        origins: [],
        api: { listen: '127.0.0.1:0', keys: [] },
        auth: {},
        sites: { a: siteOf(keys.a), b: siteOf(keys.b) },
        legacy: true,
      },
      { log },
    );
    const post = async (key: string, path: string, body: object): Promise<object> =>
      (
        await fetch(`${server.api}/nodejs/${path}`, {
          method: 'POST',
          headers: { NodejsServiceKey: key, 'Content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json() as Promise<object>;
    expect(await post(keys.a, 'debug/toggle', { debug: true })).toEqual({ status: 'success', debug: true });
    await post(keys.a, `user/logout/${ann}`, {});
    await post(keys.b, `user/logout/${ann}`, {});
    expect(await post(keys.a, 'debug/toggle', { debug: false })).toEqual({ status: 'success', debug: false });
    await post(keys.a, `user/logout/${ann}`, {});
    expect(lines.filter((line) => (line as { route?: string }).route !== undefined)).toMatchObject([
      { site: 'a', method: 'POST', route: '/nodejs/debug/toggle', status: 200 },
      { site: 'a', method: 'POST', route: '/nodejs/user/logout/:authtoken', status: 200 },
    ]);
    expect(JSON.stringify(lines)).not.toContain(ann);
  });

  it('counts nobody as online whom a plugin then refused', async () => {
    await using site = await ClassicSite.start(accounts, {}, [
      {
        name: 'door',
        methods: {},
        connect: () => Promise.reject(new PluginError(1403, 'closed today')),
      },
    ]);
    const client = site.server.client({ token: ann, data: { contentTokens: {} } });
    const refused = next<{ code: number }>(client, 'disconnected');
    client.connect();
    expect((await refused).code).toBe(3507);
    expect(await site.request('GET', 'health/check')).toMatchObject({
      body: { authenticatedClients: 0, sockets: 0, onlineUsers: 0, tokenChannels: 0 },
    });
  });
});

describe('the classic routes', () => {
  it('are not there unless they are configured', async () => {
    await using server = await startServer();
    const response = await fetch(`${server.api}/nodejs/health/check`, {
      headers: { NodejsServiceKey: apiKey },
    });
    expect(response.status).toBe(404);
  });
});

// Each ended the classic server's process: nodejs-module §1.7.
describe('what killed the classic server', () => {
  it.each([
    ['a connect of null', '{"id":1,"connect":null}'],
    ['a token named like a member of every object', '{"id":1,"connect":{"token":"constructor"}}'],
    ['another such token', '{"id":1,"connect":{"token":"__proto__"}}'],
    ['content tokens that are none', `{"id":1,"connect":{"token":"${ann}","data":{"contentTokens":null}}}`],
    [
      'content tokens of strange names',
      `{"id":1,"connect":{"token":"${ann}","data":{"contentTokens":{"__proto__":"T","constructor":[1]}}}}`,
    ],
    ['data that is no object', `{"id":1,"connect":{"token":"${ann}","data":"contentTokens"}}`],
  ])('%s: it goes on', async (_what, frame) => {
    await using site = await ClassicSite.start(accounts);
    await using socket = await site.server.socket({ origin: 'https://example.com' });
    socket.send(frame);
    await socket.read();
    await site.page(bob);
  });

  it('a client that leaves before Drupal has answered: it goes on', async () => {
    await using site = await ClassicSite.start({});
    const socket = await site.server.socket();
    socket.send(JSON.stringify({ id: 1, connect: { token: 'unknown' } }));
    await site.message('authenticate');
    socket.socket.destroy();
    site.accounts.set(bob, { uid: 8 });
    await site.page(bob);
  });

  it('a client that connects again with a bad token, or joins with null: it goes on', async () => {
    await using site = await ClassicSite.start(accounts);
    await using socket = await site.server.socket();
    socket.send(JSON.stringify({ id: 1, connect: { token: ann } }));
    await socket.replies(1);
    for (const data of ['null', '1', '{}', '{"channel":"__proto__","contentToken":"constructor"}']) {
      socket.send(`{"id":2,"rpc":{"method":"nodejs.join-token-channel","data":${data}}}`);
      expect(await socket.replies(1)).toMatchObject([{ id: 2, error: { code: expect.any(Number) } }]);
    }
    socket.send(JSON.stringify({ id: 3, connect: { token: 'bad' } }));
    expect((await socket.closed()).code).toBe(3501);
    await site.page(bob);
  });

  it('a question about a content channel after a kick: it is answered', async () => {
    await using site = await ClassicSite.start(accounts);
    await site.request('POST', 'content/token', { channel: 'page_1', token: 'T1' });
    const { client } = await site.page(ann, { page_1: 'T1' });
    const end = next(client, 'disconnected');
    await site.request('POST', 'user/kick/7');
    await end;
    expect((await site.request('POST', 'content/token/users', { channel: 'page_1' })).body).toEqual({
      users: { uids: [], authTokens: [] },
    });
  });
});
