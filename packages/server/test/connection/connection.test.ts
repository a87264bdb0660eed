import { describe, expect, it } from 'vitest';
import {
  connectedSocket,
  connectionToken,
  next,
  origin,
  startServer,
  subscriptionToken,
} from '../running-server.ts';

describe('a connection of the official SDK', () => {
  it('hears in order what is published after it subscribed', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    const heard: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      subscription.on('publication', ({ data, offset }) => {
        heard.push([data, offset]);
        if (heard.length === 50) {
          resolve();
        }
      });
    });
    subscription.subscribe();
    client.connect();
    await subscription.ready();

    for (let n = 1; n <= 50; n += 1) {
      await server.call('publish', { channel: 'user:7', data: { n } });
    }
    await all;

    expect(heard).toEqual(Array.from({ length: 50 }, (_, i) => [{ n: i + 1 }, i + 1]));
  });

  it('is subscribed by the server to the channels of its token', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7', { channels: ['role:editor'] }) });
    const heard = next<{ channel: string; data: unknown }>(client, 'publication');
    client.connect();
    await client.ready();

    await server.call('publish', { channel: 'role:editor', data: 'hello' });

    expect(await heard).toMatchObject({ channel: 'role:editor', data: 'hello' });
  });

  it('learns who is there, who comes and who goes', async () => {
    await using server = await startServer();
    const alice = server.client({ token: await connectionToken('1', { info: { name: 'Alice' } }) });
    const room = alice.newSubscription('presence:page', {
      token: await subscriptionToken('1', 'presence:page'),
    });
    room.subscribe();
    alice.connect();
    await room.ready();
    const joined = new Promise((resolve) => {
      room.on('join', ({ info }) => info.user === '2' && resolve(info.connInfo));
    });
    const left = next<{ info: { user: string } }>(room, 'leave');
    const bob = server.client({ token: await connectionToken('2', { info: { name: 'Bob' } }) });
    const his = bob.newSubscription('presence:page', {
      token: await subscriptionToken('2', 'presence:page'),
    });
    his.subscribe();
    bob.connect();

    expect(await joined).toEqual({ name: 'Bob' });
    const { clients } = await room.presence();
    expect(
      Object.values(clients)
        .map(({ user }) => user)
        .sort(),
    ).toEqual(['1', '2']);
    expect(await room.presenceStats()).toEqual({ numClients: 2, numUsers: 2 });
    bob.disconnect();
    expect((await left).info.user).toBe('2');
    expect((await room.presenceStats()).numClients).toBe(1);
  });

  it('reads the history of a channel forwards, backwards and from a position', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    subscription.subscribe();
    client.connect();
    await subscription.ready();
    for (let n = 1; n <= 5; n += 1) {
      await server.call('publish', { channel: 'user:7', data: n });
    }

    const all = await subscription.history({ limit: 10 });
    expect(all.publications.map(({ data }) => data)).toEqual([1, 2, 3, 4, 5]);
    const since = await subscription.history({ limit: 2, since: { epoch: all.epoch, offset: 2 } });
    expect(since.publications.map(({ data }) => data)).toEqual([3, 4]);
    const back = await subscription.history({ limit: 2, reverse: true });
    expect(back.publications.map(({ data }) => data)).toEqual([5, 4]);
    expect(await subscription.history({ limit: 0 })).toEqual({
      publications: [],
      epoch: all.epoch,
      offset: 5,
    });
    await expect(
      subscription.history({ limit: 1, since: { epoch: 'another', offset: 1 } }),
    ).rejects.toMatchObject({
      code: 112,
    });
  });

  it('publishes where its namespace allows it, and is named as the publisher', async () => {
    await using server = await startServer({
      channels: { namespaces: { open: { clientSubscribe: true, clientPublish: true } } },
    });
    const client = server.client({ token: await connectionToken('7', { info: { name: 'Ann' } }) });
    const open = client.newSubscription('open:1');
    const closed = client.newSubscription('user:7', { token: await subscriptionToken('7', 'user:7') });
    open.subscribe();
    closed.subscribe();
    client.connect();
    await Promise.all([open.ready(), closed.ready()]);
    const heard = next<{ data: unknown; info: { user: string; connInfo: unknown } }>(open, 'publication');

    await open.publish({ typing: true });

    expect(await heard).toMatchObject({
      data: { typing: true },
      info: { user: '7', connInfo: { name: 'Ann' } },
    });
    await expect(closed.publish('no')).rejects.toMatchObject({ code: 103 });
  });

  it('gets a coded error for what it may not have', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7') });
    client.connect();
    await client.ready();

    await expect(client.rpc('nobody.here', {})).rejects.toMatchObject({ code: 104 });
    await expect(client.rpc('constructor', {})).rejects.toMatchObject({ code: 104 });
    await expect(client.history('user:8', { limit: 1 })).rejects.toMatchObject({ code: 103 });
    const refused = client.newSubscription('user:8');
    const left = next<{ code: number }>(refused, 'unsubscribed');
    refused.subscribe();
    expect(await left).toMatchObject({ code: 103 });
    const unknown = client.newSubscription('nowhere:1');
    const gone = next<{ code: number }>(unknown, 'unsubscribed');
    unknown.subscribe();
    expect(await gone).toMatchObject({ code: 102 });
  });

  it('hears nothing more of a channel that it left', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7') });
    const tokens = { a: await subscriptionToken('7', 'user:a'), b: await subscriptionToken('7', 'user:b') };
    const a = client.newSubscription('user:a', { token: tokens.a });
    const b = client.newSubscription('user:b', { token: tokens.b });
    const heard: string[] = [];
    a.on('publication', () => heard.push('a'));
    const last = next(b, 'publication');
    a.subscribe();
    b.subscribe();
    client.connect();
    await Promise.all([a.ready(), b.ready()]);
    a.unsubscribe();
    await client.rpc('any.thing', {}).catch((error) => expect(error.code).toBe(104));

    await server.call('broadcast', { channels: ['user:a', 'user:b'], data: 1 });

    await last;
    expect(heard).toEqual([]);
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:b': { num_clients: 1 },
    });
  });

  it('refreshes its token in band and stays; without a refresh it is closed and comes back', async () => {
    await using server = await startServer({ limits: { expiryGrace: '200ms' } });
    const soon = (): number => Math.floor(Date.now() / 1000) + 2;
    let asked = 0;
    const client = server.client({
      token: await connectionToken('7', { exp: soon() }),
      getToken: async () => {
        asked += 1;
        return connectionToken('7');
      },
    });
    const closed: unknown[] = [];
    client.on('connecting', ({ code }) => code !== 0 && closed.push(code));
    client.connect();
    await client.ready();
    const stays = server.client({
      token: await connectionToken('8', { exp: soon() }),
      getToken: () => new Promise(() => undefined),
    });
    const cut = new Promise((resolve) => {
      stays.on('connecting', ({ code }) => code !== 0 && resolve(code));
    });
    stays.connect();
    await stays.ready();

    expect(await cut).toBe(3005);
    expect(asked).toBe(1);
    expect(closed).toEqual([]);
    expect(client.state).toBe('connected');
  });

  it('is told why it is closed in whole characters, however long the reason', async () => {
    await using server = await startServer();
    await using socket = await connectedSocket(server);
    const reason = `x${'ж'.repeat(100)}`;
    await server.call('disconnect', { user: '7', code: 4500, reason });
    expect(await socket.closed()).toEqual({ code: 4500, reason: `x${'ж'.repeat(61)}` });
  });

  it('may come from a listed origin only, or from none with a token', async () => {
    await using server = await startServer({
      auth: { token: { keys: [{ id: 'k1', secret: 't'.repeat(32) }] }, anonymous: true },
    });

    expect((await server.socket({ Origin: origin })).statusLine).toBe('HTTP/1.1 101 Switching Protocols');
    expect((await server.socket({ Origin: 'https://evil.example' })).statusLine).toBe(
      'HTTP/1.1 403 Forbidden',
    );
    expect((await server.socket({ Origin: `${origin}.evil.example` })).statusLine).toBe(
      'HTTP/1.1 403 Forbidden',
    );
    expect((await server.socket({ Origin: 'null' })).statusLine).toBe('HTTP/1.1 403 Forbidden');
    const browser = await server.socket({ Origin: origin });
    browser.send('{"id":1,"connect":{}}');
    expect(await browser.read()).toMatchObject({ text: expect.stringContaining('"connect":{"client":') });
    const program = await server.socket();
    program.send('{"id":1,"connect":{}}');
    expect(await program.closed()).toMatchObject({ code: 3500 });
  });
});
