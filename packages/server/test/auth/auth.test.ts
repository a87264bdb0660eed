import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/index.ts';
import {
  connectedSocket,
  connectionToken,
  next,
  origin,
  type RunningServer,
  sign,
  startServer,
  subscriptionToken,
  tokenSecret,
} from '../running-server.ts';

const serviceKey = 'service-key-of-the-tests-0123456789';
const anybody = '{"id":1,"connect":{}}';

describe('a token', () => {
  it.each([
    ['signed with another key', () => sign({ sub: '7' }, 'another-secret-0123456789-0123456789')],
    ['naming a key that is not there', () => sign({ sub: '7' }, tokenSecret, 'k9')],
    ['that is not signed', async () => new UnsecuredJWT({ sub: '7' }).encode()],
    [
      'signed by another algorithm',
      () =>
        new SignJWT({ sub: '7' })
          .setProtectedHeader({ alg: 'HS512', kid: 'k1' })
          .sign(new TextEncoder().encode(tokenSecret)),
    ],
    ['without a user', () => sign({ exp: 9_999_999_999 })],
    ['for a subscription', () => subscriptionToken('7', 'user:7')],
    ['of three parts that are none', async () => 'a.b.c'],
    ['that is no JWT while nobody else is asked', async () => 'constructor'],
  ])('%s is refused for good', async (_what, make) => {
    await using server = await startServer();
    const client = server.client({ token: await make() });
    const end = next<{ code: number }>(client, 'disconnected');
    client.connect();
    expect((await end).code).toBe(3500);
  });

  it('that is expired makes the client fetch a new one', async () => {
    await using server = await startServer();
    const client = server.client({
      token: await connectionToken('7', { exp: 1 }),
      getToken: () => connectionToken('7'),
    });
    client.connect();
    await client.ready();
  });

  it('for one channel or user is good for no other', async () => {
    await using server = await startServer();
    const client = server.client({ token: await connectionToken('7') });
    client.connect();
    await client.ready();
    for (const [channel, token] of [
      ['user:8', await subscriptionToken('7', 'user:7')],
      ['user:8', await subscriptionToken('8', 'user:8')],
      ['user:8', await connectionToken('7')],
      ['user:8', 'a.b.c'],
    ] as const) {
      const subscription = client.newSubscription(channel, { token });
      const end = next<{ code: number }>(subscription, 'unsubscribed');
      subscription.subscribe();
      expect((await end).code).toBe(103);
      client.removeSubscription(subscription);
    }
  });

  it('for subscribing is renewed in band', async () => {
    await using server = await startServer({ limits: { expiryGrace: '10s' } });
    const client = server.client({ token: await connectionToken('7') });
    const ends: unknown[] = [];
    const renewed = new Promise<void>((resolve) => {
      const subscription = client.newSubscription('user:7', {
        getToken: async () => {
          if (asked > 0) {
            resolve();
          }
          asked += 1;
          return subscriptionToken('7', 'user:7', { exp: Math.floor(Date.now() / 1000) + 2 });
        },
      });
      subscription.on('subscribing', ({ code }) => ends.push(code));
      subscription.subscribe();
    });
    let asked = 0;
    client.connect();
    await renewed;
    expect(ends).toEqual([0]);
  });

  it('for subscribing ends what it granted, where nobody renews it', async () => {
    await using server = await startServer({ limits: { expiryGrace: '50ms' } });
    const now = Date.now() / 1000;
    await using socket = await connectedSocket(server, '7');
    const token = await subscriptionToken('7', 'user:7', { exp: now + 0.2 });
    socket.send(JSON.stringify({ id: 2, subscribe: { channel: 'user:7', token } }));
    expect(await socket.replies(2)).toMatchObject([
      { id: 2, subscribe: { expires: true, ttl: 1 } },
      { push: { channel: 'user:7', unsubscribe: { code: 2501 } } },
    ]);
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
    socket.send(JSON.stringify({ id: 3, subscribe: { channel: 'user:7', token } }));
    expect(await socket.replies(1)).toMatchObject([{ id: 3, error: { code: 109 } }]);
  });
});

describe('asking Drupal who a token is', () => {
  it('happens once for all tabs, and again after the rights changed', async () => {
    await using drupal = await fakeDrupal(() => ({
      nodejsValidAuthToken: true,
      uid: 7,
      channels: ['user:7', 'role:editor'],
      sid: 's',
      info: { name: 'Ann' },
    }));
    await using server = await startServer({
      auth: { callback: { url: drupal.url, serviceKey, remember: '5m' } },
    });
    const tabs = Array.from({ length: 5 }, () => server.client({ token: 'tab-token' }));
    for (const tab of tabs) {
      tab.connect();
    }
    await Promise.all(tabs.map((tab) => tab.ready()));

    expect(drupal.asked).toHaveLength(1);
    expect(drupal.asked[0]).toMatchObject({
      serviceKey,
      message: { messageType: 'authenticate', authToken: 'tab-token' },
    });
    expect((await server.call('info', {})).body.result.nodes).toMatchObject([
      { num_clients: 5, num_users: 1 },
    ]);
    const backs = tabs.map((tab) => next(tab, 'connected'));
    await server.call('revoke', { user: '7', mode: 'refresh', at: Date.now() / 1000 });
    await Promise.all(backs);
    expect(drupal.asked).toHaveLength(2);
  });

  it('happens once more for all tabs when the rights change while Drupal answers', async () => {
    const answers = [Promise.withResolvers<unknown>(), Promise.withResolvers<unknown>()];
    await using drupal = await fakeDrupal(() => answers[drupal.asked.length - 1]?.promise);
    await using server = await startServer({
      auth: { callback: { url: drupal.url, serviceKey, remember: '5m' } },
    });
    const tabs = await Promise.all(Array.from({ length: 5 }, () => server.socket()));
    for (const tab of tabs) {
      tab.send('{"id":1,"connect":{"token":"tab-token"}}');
    }
    await drupal.question;
    await server.call('revoke', { user: '7', mode: 'refresh', at: Date.now() / 1000 });

    for (const { resolve } of answers) {
      resolve({ nodejsValidAuthToken: true, uid: 7 });
    }

    await Promise.all(tabs.map((tab) => tab.replies(1)));
    expect(drupal.asked).toHaveLength(2);
  });

  it('happens again for a remembered answer that lists a channel which was taken away since', async () => {
    const answers = [['user:7', 'role:editor'], ['user:7']];
    await using drupal = await fakeDrupal(() => ({
      nodejsValidAuthToken: true,
      uid: 7,
      channels: answers.shift(),
    }));
    await using server = await startServer({
      auth: { callback: { url: drupal.url, serviceKey, remember: '5m' } },
    });
    const client = server.client({ token: 'tab-token' });
    client.connect();
    await client.ready();
    client.disconnect();
    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'end', at: Date.now() / 1000 });
    client.connect();
    await client.ready();
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
  });

  it('makes its channels rights when the page subscribes by itself, so that positions survive page loads', async () => {
    await using drupal = await fakeDrupal(() => ({
      nodejsValidAuthToken: true,
      uid: '7',
      channels: ['user:7'],
    }));
    await using server = await startServer({
      auth: { callback: { url: drupal.url, serviceKey, remember: '5m' } },
    });
    const client = server.client({ token: 'page', data: { clientSide: true } });
    const own = client.newSubscription('user:7');
    const others = client.newSubscription('user:8');
    const refused = next<{ code: number }>(others, 'unsubscribed');
    own.subscribe();
    others.subscribe();
    client.connect();
    await own.ready();
    expect((await refused).code).toBe(103);
  });

  it('refuses whom Drupal does not know, and asks again only after a while', async () => {
    await using drupal = await fakeDrupal(() => ({ nodejsValidAuthToken: false }));
    let later = 0;
    const clock = { ...systemClock, now: () => systemClock.now() + later };
    await using server = await startServer(
      { auth: { callback: { url: drupal.url, serviceKey, rememberRefused: '10s' } } },
      { clock },
    );
    const client = server.client({ token: 'nobody' });
    const refused = async () => {
      const end = next<{ code: number }>(client, 'disconnected');
      client.connect();
      return (await end).code;
    };
    expect([await refused(), await refused(), await refused()]).toEqual([3500, 3500, 3500]);
    expect(drupal.asked).toHaveLength(1);
    later = 10_001;
    expect(await refused()).toBe(3500);
    expect(drupal.asked).toHaveLength(2);
  });

  it('lets the client try again while Drupal is away or talks nonsense', async () => {
    const answers: unknown[] = [
      '<h1>Service unavailable</h1>',
      { uid: 7 },
      { nodejsValidAuthToken: true, uid: 7 },
    ];
    await using drupal = await fakeDrupal(() => answers.shift());
    await using server = await startServer({
      auth: { callback: { url: drupal.url, serviceKey, remember: '5m' } },
    });
    const client = server.client({ token: 'patient' });
    client.connect();
    await client.ready();
    expect(drupal.asked).toHaveLength(3);
  });

  it('does not mind a client that leaves before the answer', async () => {
    let answer: (value: unknown) => void = () => undefined;
    await using drupal = await fakeDrupal(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await using server = await startServer({
      auth: { callback: { url: drupal.url, serviceKey, remember: '5m' } },
    });
    const socket = await server.socket();
    socket.send('{"id":1,"connect":{"token":"hasty"}}');
    await drupal.question;
    socket.socket.destroy();
    answer({ nodejsValidAuthToken: false });
    const still = server.client({ token: 'other' });
    const end = next(still, 'disconnected');
    still.connect();
    await drupal.question;
    answer({ nodejsValidAuthToken: false });
    await end;
    expect(await clients(server)).toBe(0);
  });
});

describe('a visitor without a token', () => {
  it('is who the session says, else anonymous, else refused', async () => {
    const session = {
      authenticate: async ({ cookie }: { readonly cookie?: string }) =>
        cookie === 'SESS=alice'
          ? {
              user: '1',
              issuedAt: Date.now() / 1000,
              channels: ['user:1'],
              channelsAre: 'subscriptions' as const,
            }
          : undefined,
    };
    const auth = {
      session: {
        database: 'sqlite://x',
        baseUrl: origin,
        schema: 'auto',
        cookieDomain: '',
        nameSuffix: '',
        channels: [],
      },
    };
    await using server = await startServer({ auth: { ...auth, anonymous: true } }, { session });
    const alice = await server.socket({ Origin: origin, Cookie: 'SESS=alice' });
    alice.send(anybody);
    expect(await alice.read()).toMatchObject({
      text: expect.stringContaining('"subs":{"user:1":{"recoverable":true'),
    });
    const stranger = await server.socket({ Origin: origin, Cookie: 'SESS=stranger' });
    stranger.send(anybody);
    expect(await stranger.read()).toMatchObject({ text: expect.not.stringContaining('subs') });
    // Without an Origin it is no browser: the cookie is not looked at.
    const script = await server.socket({ Cookie: 'SESS=alice' });
    script.send(anybody);
    expect(await script.closed()).toMatchObject({ code: 3500 });

    await using strict = await startServer({ auth }, { session });
    const refused = await strict.socket({ Origin: origin, Cookie: 'SESS=stranger' });
    refused.send(anybody);
    expect(await refused.closed()).toMatchObject({ code: 3500 });
  });
});

async function clients(server: RunningServer): Promise<unknown> {
  const { nodes } = (await server.call('info', {})).body.result as { nodes: { num_clients: number }[] };
  return nodes[0]?.num_clients;
}

/** Drupal's side of the callback, as small as it can be: it answers what the test says. */
async function fakeDrupal(answer: () => unknown) {
  const asked: { serviceKey: string | null; message: unknown }[] = [];
  let question = Promise.withResolvers<void>();
  const server: Server = createServer(async (request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    asked.push({
      serviceKey: form.get('serviceKey'),
      message: JSON.parse(form.get('messageJson') ?? 'null'),
    });
    question.resolve();
    question = Promise.withResolvers();
    const body = await answer();
    response.setHeader('content-type', 'application/json');
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    get question(): Promise<void> {
      return question.promise;
    },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/nodejs/message`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
