import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Centrifuge, Options, Subscription } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import { backendKey, DrupalDouble } from '../backend/drupal-double.ts';
import { connectionToken, next, type RunningServer, startServer, type Wishes } from '../running-server.ts';

const now = (): number => Date.now() / 1000;
const history = { historySize: 10, historyTtl: '1m', recover: true } as const;

describe('a subscription that Drupal allowed for a while', () => {
  it('is asked for again by the server, and the client notices only when the answer is no', async () => {
    await using drupal = await DrupalDouble.start();
    let answer: () => object = () => ({ result: { expire_at: now() + 0.7 } });
    drupal.answers['/nodejs/subscribe'] = () => ({ body: answer() });
    await using server = await startProxied(drupal);
    const { subscription, heard, events } = await subscribed(server, 'doc:1');
    await drupal.until('/nodejs/subscribe', 3);
    await server.call('publish', { channel: 'doc:1', data: 1 });
    await until(() => heard.length === 1);
    expect(events).toEqual(['subscribed']);

    const end = next<{ code: number }>(subscription, 'unsubscribed');
    answer = () => ({ error: { code: 403, message: 'not any more' } });
    expect((await end).code).toBe(2000);
    await server.call('publish', { channel: 'doc:1', data: 2 });
    expect((await server.call('channels', {})).body.result.channels).toEqual({});
    expect(heard).toEqual([1]);
  });

  it('ends while Drupal is away, and goes on without a hole when it is back', async () => {
    await using drupal = await DrupalDouble.start();
    let isAway = false;
    drupal.answers['/nodejs/subscribe'] = () =>
      isAway ? { status: 503 } : { body: { result: { expire_at: now() + 0.7 } } };
    await using server = await startProxied(drupal);
    const { subscription, heard } = await subscribed(server, 'doc:1');
    const left = next<{ code: number }>(subscription, 'subscribing');
    isAway = true;
    expect((await left).code).toBe(2501);
    await server.call('publish', { channel: 'doc:1', data: 'meanwhile' });
    const back = next<{ recovered: boolean }>(subscription, 'subscribed');
    isAway = false;
    expect((await back).recovered).toBe(true);
    await until(() => heard.length === 1);
  });

  it('is refused when the answer is over before it came', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/subscribe'] = () => ({ body: { result: { expire_at: now() - 1 } } });
    await using server = await startProxied(drupal);
    const client = server.client({ token: await connectionToken('7') });
    const subscription = client.newSubscription('doc:1');
    const end = next<{ code: number }>(subscription, 'unsubscribed');
    subscription.subscribe();
    client.connect();
    expect((await end).code).toBe(110);
  });
});

describe('an identity that Drupal told for a while', () => {
  it('is asked for again by the server: the client stays, and hears what is still its own', async () => {
    await using drupal = await Teller.start(['user:7', 'role:editor']);
    await using server = await startServer(drupal.wishes);
    const client = server.client({ token: 'opaque' });
    const events: unknown[] = [];
    client.on('connected', () => events.push('connected'));
    client.on('connecting', () => events.push('connecting'));
    client.on('error', ({ error }) => events.push(error));
    client.connect();
    await client.ready();
    await until(() => drupal.questions >= 3);
    const end = next(client, 'unsubscribed');
    drupal.channels = ['user:7'];
    expect(await end).toMatchObject({ channel: 'role:editor' });
    const heard = next<{ data: unknown }>(client, 'publication');
    await server.call('broadcast', { channels: ['role:editor', 'user:7'], data: 1 });
    expect(await heard).toMatchObject({ channel: 'user:7' });
    expect(events).toEqual(['connecting', 'connected']);

    const ended = next<{ code: number }>(client, 'disconnected');
    drupal.isValid = false;
    expect((await ended).code).toBe(3500);
  });

  it('is asked for again, and not taken for over, where timers are early by a moment', async () => {
    await using drupal = await Teller.start(['user:7']);
    // Time goes on with each look: what is remembered at one of them is over at the next.
    let looks = 0;
    const early: Clock = {
      ...systemClock,
      now: () => systemClock.now() + looks++ / 5,
      schedule: (delayMs, task) => systemClock.schedule(Math.max(0, delayMs - 1.5), task),
    };
    await using server = await startServer(drupal.wishes, { clock: early });
    const client = server.client({ token: 'opaque' });
    const left: unknown[] = [];
    client.on('connecting', ({ code }) => left.push(code));
    client.connect();
    await client.ready();
    await until(() => drupal.questions >= 12);
    expect(left).toEqual([0]);
  });

  it('sends the client back while Drupal is away, and it comes back by itself', async () => {
    await using drupal = await Teller.start(['user:7']);
    await using server = await startServer(drupal.wishes);
    const client = server.client({ token: 'opaque' });
    client.connect();
    await client.ready();
    const left = next<{ code: number }>(client, 'connecting');
    drupal.isAway = true;
    expect((await left).code).toBe(3005);
    drupal.isAway = false;
    await client.ready();
  });
});

describe('rights to one channel that changed', () => {
  it('are asked for again with the identity that lists it, and nothing is lost meanwhile', async () => {
    await using drupal = await Teller.start(['role:editor'], 300);
    await using server = await startServer(drupal.wishes);
    const { client, subscription, heard } = await subscribed(server, 'role:editor', {
      token: 'opaque',
      data: { clientSide: true },
    });
    const left = next<{ code: number }>(client, 'connecting');
    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'refresh', at: now() });
    await server.call('publish', { channel: 'role:editor', data: 'meanwhile' });
    expect((await left).code).toBe(3005);
    await until(() => heard.length === 1);
    expect(drupal.questions).toBe(2);

    const end = next<{ code: number }>(subscription, 'unsubscribed');
    drupal.channels = ['user:7'];
    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'refresh', at: now() });
    expect((await end).code).toBe(103);
    expect(drupal.questions).toBe(3);
  });

  it('are asked for again also by who subscribes only afterwards', async () => {
    await using drupal = await Teller.start(['role:editor'], 300);
    await using server = await startServer(drupal.wishes);
    const client = server.client({ token: 'opaque', data: { clientSide: true } });
    client.connect();
    await client.ready();
    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'refresh', at: now() });
    const subscription = client.newSubscription('role:editor');
    subscription.subscribe();
    await subscription.ready();
    expect(drupal.questions).toBe(2);
  });

  it('are renewed by the token that lists it', async () => {
    await using server = await startServer();
    const channels = ['role:editor'];
    const client = server.client({
      token: await connectionToken('7', { channels, iat: now() - 1 }),
      getToken: () => connectionToken('7', { channels: ['user:7'] }),
    });
    client.connect();
    await client.ready();
    const back = next(client, 'subscribed');
    await server.call('revoke', { user: '7', channel: 'role:editor', mode: 'refresh', at: now() });
    expect(await back).toMatchObject({ channel: 'user:7' });
  });

  it('are what they were where the namespace lets everybody in, until they are taken away', async () => {
    await using server = await startServer({
      channels: { namespaces: { open: { ...history, clientSubscribe: true } } },
    });
    const { client, subscription, heard, events } = await subscribed(server, 'open:1', {
      token: await connectionToken('7', { iat: now() - 1 }),
      getToken: () => connectionToken('7'),
    });
    await server.call('revoke', { user: '7', channel: 'open:1', mode: 'refresh', at: now() });
    await server.call('publish', { channel: 'open:1', data: 1 });
    await until(() => heard.length === 1);
    client.disconnect();
    client.connect();
    await subscription.ready();
    expect(events).toEqual(['subscribed', 'subscribing', 'subscribed']);

    const end = next<{ code: number }>(subscription, 'unsubscribed');
    await server.call('revoke', { user: '7', channel: 'open:1', mode: 'end', at: now() });
    expect((await end).code).toBe(2000);
    const refused = next<{ code: number }>(subscription, 'unsubscribed');
    subscription.subscribe();
    expect((await refused).code).toBe(103);
  });

  it('end with the token that doesn’t list it any more', async () => {
    await using server = await startServer({ limits: { expiryGrace: '5s' } });
    const client = server.client({
      token: await connectionToken('7', { channels: ['role:editor', 'user:7'], exp: Math.ceil(now()) + 1 }),
      getToken: () => connectionToken('7', { channels: ['user:7'] }),
    });
    client.connect();
    await client.ready();
    expect(await next(client, 'unsubscribed')).toMatchObject({ channel: 'role:editor' });
    expect((await server.call('channels', {})).body.result.channels).toEqual({
      'user:7': { num_clients: 1 },
    });
  });
});

/** A Drupal that tells who every token is, for a moment. */
class Teller implements AsyncDisposable {
  questions = 0;
  isValid = true;
  isAway = false;
  channels: readonly string[];
  readonly #lifeS: number;
  readonly #http = createServer((request, response) => {
    this.questions += 1;
    response.statusCode = this.isAway ? 503 : 200;
    const { isValid: nodejsValidAuthToken, channels } = this;
    const answer = { nodejsValidAuthToken, uid: 7, channels, expires: now() + this.#lifeS };
    request.resume().on('end', () => response.end(JSON.stringify(answer)));
  });

  private constructor(channels: readonly string[], lifeS: number) {
    this.channels = channels;
    this.#lifeS = lifeS;
  }

  static async start(channels: readonly string[], lifeS = 0.7): Promise<Teller> {
    const teller = new Teller(channels, lifeS);
    teller.#http.listen(0, '127.0.0.1');
    await once(teller.#http, 'listening');
    return teller;
  }

  get wishes(): Wishes {
    const url = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}/nodejs/message`;
    return { auth: { callback: { url, serviceKey: 'service-key-of-the-tests-0123456789' } } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    this.#http.close();
  }
}

async function startProxied(drupal: DrupalDouble): Promise<RunningServer> {
  const server = await startServer({
    channels: { namespaces: { doc: history } },
    backend: { url: drupal.url, keys: [backendKey], subscribe: { doc: {} } },
  });
  await drupal.until('/nodejs/flush', 1);
  return server;
}

async function subscribed(
  server: RunningServer,
  channel: string,
  options: Partial<Options> = {},
): Promise<{
  client: Centrifuge;
  subscription: Subscription;
  heard: unknown[];
  events: string[];
}> {
  const client = server.client({ token: await connectionToken('7'), ...options });
  const subscription = client.newSubscription(channel, { minResubscribeDelay: 10, maxResubscribeDelay: 50 });
  const heard: unknown[] = [];
  const events: string[] = [];
  subscription.on('publication', ({ data }) => heard.push(data));
  subscription.subscribe();
  for (const name of ['subscribed', 'subscribing', 'unsubscribed', 'error'] as const) {
    subscription.on(name, () => events.push(name));
  }
  client.connect();
  await subscription.ready();
  return { client, subscription, heard, events };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
