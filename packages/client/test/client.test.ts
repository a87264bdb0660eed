import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { Client, type ClientOptions } from '../src/client.ts';
import type { ClientError } from '../src/client-error.ts';
import type { State, StateChange } from '../src/connection.ts';
import { origin } from '../src/origin.ts';
import type { TokenAnswer } from '../src/token-route.ts';
import { Heard } from './heard.ts';
import { MemoryStorage } from './memory-storage.ts';
import { PushServer } from './push-server.ts';
import { StutteringServer } from './stuttering-server.ts';
import { TokenSite } from './token-site.ts';

const server = await PushServer.start({
  channels: { namespaces: { short: { historySize: 2, historyTtl: '5m', recover: true } } },
});
const uids = { next: 100 };

afterEach(() => expect.hasAssertions());
afterAll(() => server[Symbol.asyncDispose]());

/** A site whose token route knows one user and the channels that it may hear. */
async function site(channels: readonly string[], sid?: () => string) {
  const user = String(uids.next++);
  const answer = (): TokenAnswer => {
    const iat = Date.now() / 1000;
    const expires = iat + 300;
    const token = server.sign({ sub: user, iat, exp: expires, ...(sid && { sid: sid() }) });
    const names = [`user:${user}`, ...channels];
    return {
      token,
      expires,
      user,
      subscriptions: Object.fromEntries(
        names.map((channel) => [channel, server.sign({ sub: user, channel, iat, exp: expires })]),
      ),
    };
  };
  const route = await TokenSite.start(answer);
  onTestFinished(() => route.stop());
  return {
    user,
    own: `user:${user}`,
    route,
    storage: new MemoryStorage(),
    sharedStorage: new MemoryStorage(),
  };
}

/** A page of a tab; its errors are kept instead of printed. */
function load(
  { user, route, storage, sharedStorage }: Awaited<ReturnType<typeof site>>,
  options: Partial<ClientOptions> = {},
) {
  const client = new Client({
    url: server.url,
    tokenUrl: route.url,
    user,
    storage,
    sharedStorage,
    ...options,
  });
  const errors: ClientError[] = [];
  client.onError((error) => errors.push(error));
  onTestFinished(() => client.disconnect());
  return { client, errors, hear: (channel: string) => new Heard(client, channel) };
}

function state(client: Client, wanted: State, isFinal = false): Promise<StateChange> {
  return new Promise((resolve) => {
    client.onState((change) => {
      if (change.state === wanted && (change.final || !isFinal)) resolve(change);
    });
  });
}

test('what is published between two page loads reaches the second page, once and in order', async () => {
  const tab = await site([]);
  const first = load(tab);
  const before = first.hear(tab.own);
  await before.until('subscribed');
  await server.publish(tab.own, 1);
  await before.until(1);

  first.client.disconnect();
  for (const data of [2, 3, 4]) await server.publish(tab.own, data);
  const after = load(tab).hear(tab.own);
  await after.until(4);
  await server.publish(tab.own, 5);
  await after.until(5);

  expect(before.all).toEqual(['subscribed', 1]);
  expect(after.all).toEqual(['recovered', 2, 3, 4, 5]);
  expect(tab.route.requests).toBe(1);
});

test('what the server puts a connection into is heard by whoever hears everything', async () => {
  const tab = await site([]);
  const { client, errors } = load(tab);
  const any: unknown[] = [];
  client.onAny(({ channel, data }) => any.push([channel, data]));
  await client.ready();
  const heard = new Promise<unknown>((resolve) => client.onAny(({ data }) => data === 2 && resolve(data)));

  await server.call('subscribe', { user: tab.user, channel: 'given' });
  await server.publish('given', 1);
  await server.publish('given', 2);
  await heard;
  await server.call('unsubscribe', { user: tab.user, channel: 'given' });
  await server.publish('given', 3);
  await server.publish(tab.own, 'own');
  await vi.waitUntil(() => any.length >= 3);

  expect(any).toEqual([
    ['given', 1],
    ['given', 2],
    [tab.own, 'own'],
  ]);
  expect(errors).toEqual([]);
});

test('more missed publications than the channel keeps are an honest mark, not a silent hole', async () => {
  const tab = await site(['short:one']);
  const first = load(tab);
  await first.hear('short:one').until('subscribed');
  first.client.disconnect();

  for (const data of [1, 2, 3]) await server.publish('short:one', data);
  const second = load(tab).hear('short:one');
  await second.until('subscribed');
  await server.publish('short:one', 4);
  await second.until(4);

  expect(second.all).toEqual(['state lost', 'subscribed', 4]);
});

test('another user in the same tab starts anew', async () => {
  const tab = await site(['news']);
  const first = load(tab);
  await first.hear('news').until('subscribed');
  first.client.disconnect();
  await server.publish('news', 'missed');

  const other = { ...(await site(['news'])), storage: tab.storage };
  const second = load(other).hear('news');
  await second.until('subscribed');
  await server.publish('news', 'live');
  await second.until('live');

  expect(second.all).toEqual(['subscribed', 'live']);
});

test("this page's own echo is dropped and not handed to the next page either", async () => {
  const tab = await site([]);
  const first = load(tab);
  const before = first.hear(tab.own);
  await before.until('subscribed');

  await server.publish(tab.own, 'echo', { tags: { origin } });
  await server.publish(tab.own, { clientSocketId: origin });
  await server.publish(tab.own, "another's", { tags: { origin: 'another' } });
  await before.until("another's");
  first.client.disconnect();
  const after = load(tab).hear(tab.own);
  await after.until('recovered');
  await server.publish(tab.own, 'end');
  await after.until('end');

  expect(before.all).toEqual(['subscribed', "another's"]);
  expect(after.all).toEqual(['recovered', 'end']);
});

test('a user whose rights changed comes back with new tokens and misses nothing', async () => {
  const tab = await site([]);
  const { client, hear, errors } = load(tab);
  const heard = hear(tab.own);
  await heard.until('subscribed');

  await server.call('revoke', { user: tab.user, mode: 'refresh', at: Date.now() / 1000 });
  await state(client, 'connecting');
  await server.publish(tab.own, 1);
  await heard.until(1);

  expect(heard.all).toEqual(['subscribed', 'recovered', 1]);
  expect(tab.route.requests).toBe(2);
  expect(errors).toEqual([]);
});

test('a channel that the user may not hear any more is ended and said so', async () => {
  const tab = await site(['role:editor']);
  const { hear } = load(tab);
  const heard = hear('role:editor');
  await heard.until('subscribed');

  const answer = tab.route.answer;
  tab.route.answer = (request) => {
    const full = answer(request);
    return typeof full === 'number' ? full : { ...full, subscriptions: {} };
  };
  await server.call('revoke', { user: tab.user, mode: 'refresh', at: Date.now() / 1000 });
  await heard.until('subscription-refused');

  expect(heard.all).toEqual(['subscribed', 'subscription-refused']);
});

test('a session that ended stops the page for good', async () => {
  const tab = await site([], () => 'session-1');
  const { client, hear, errors } = load(tab);
  await hear(tab.own).until('subscribed');

  await server.call('revoke', { user: tab.user, sid: 'session-1', mode: 'end', at: Date.now() / 1000 });

  expect(await state(client, 'offline')).toMatchObject({ code: 3500, final: true });
  expect(errors).toMatchObject([{ code: 'connection-refused', status: 3500 }]);
});

test('the end of a session is no error on the console', async () => {
  const tab = await site([], () => 'session-1');
  const [warned, failed] = (['warn', 'error'] as const).map((level) =>
    vi.spyOn(console, level).mockReturnValue(),
  );
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const client = new Client({ url: server.url, tokenUrl: tab.route.url, ...tab });
  onTestFinished(() => client.disconnect());
  await new Heard(client, tab.own).until('subscribed');

  await server.call('revoke', { user: tab.user, sid: 'session-1', mode: 'end', at: Date.now() / 1000 });

  await state(client, 'offline', true);
  await vi.waitFor(() =>
    expect(warned).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ status: 3500 })),
  );
  expect(failed).not.toHaveBeenCalled();
});

test('a session that ended stops a page with a kept token too, without asking for another', async () => {
  const tab = await site([], () => 'session-1');
  const first = load(tab);
  await first.hear(tab.own).until('subscribed');
  first.client.disconnect();
  const { client, hear } = load(tab);
  await hear(tab.own).until('recovered');

  await server.call('revoke', { user: tab.user, sid: 'session-1', mode: 'end', at: Date.now() / 1000 });

  expect(await state(client, 'offline', true)).toMatchObject({ code: 3500 });
  expect(tab.route.requests).toBe(1);
  expect(tab.sharedStorage.getItem('nodejs:default:token')).toBeNull();
});

test('a kept token whose session ended between two pages is replaced, and the page goes live', async () => {
  let session = 1;
  const tab = await site([], () => `session-${session}`);
  const first = load(tab);
  await first.hear(tab.own).until('subscribed');
  first.client.disconnect();
  await server.call('revoke', { user: tab.user, sid: 'session-1', mode: 'end', at: Date.now() / 1000 });
  session = 2;

  const second = load(tab);
  await second.hear(tab.own).until('recovered');

  expect(second.errors).toEqual([]);
  expect(tab.route.requests).toBe(2);
});

test('a visitor whom the site gives no token any more is told so once, and nobody is asked again', async () => {
  const tab = await site([], () => 'session-1');
  const first = load(tab);
  await first.hear(tab.own).until('subscribed');
  first.client.disconnect();
  await server.call('revoke', { user: tab.user, sid: 'session-1', mode: 'end', at: Date.now() / 1000 });
  tab.route.answer = () => 403;

  const { client, errors } = load(tab);
  client.connect();

  expect(await state(client, 'offline', true)).toMatchObject({ final: true });
  expect(errors).toMatchObject([{ code: 'token-refused', status: 403 }]);
  expect(tab.route.requests).toBe(2);
});

test('a page stops for good when somebody else has logged in', async () => {
  const tab = await site([]);
  const other = await site([]);
  const { client, hear, errors } = load(tab);
  const heard = hear(tab.own);
  await heard.until('subscribed');

  tab.route.answer = other.route.answer;
  await server.call('revoke', { user: tab.user, mode: 'refresh', at: Date.now() / 1000 });

  expect(await state(client, 'offline', true)).toMatchObject({ final: true });
  expect(errors).toMatchObject([{ code: 'user-changed' }]);
  expect(tab.storage.length).toBe(0);
});

test('a channel that the user may not hear is refused to its listener, others go on', async () => {
  const tab = await site([]);
  const { hear, errors } = load(tab);
  const mine = hear(tab.own);
  const refused = hear('user:1');
  await Promise.all([mine.until('subscribed'), refused.until('subscription-refused')]);

  expect(refused.all).toEqual(['subscription-refused']);
  expect(errors).toEqual([]);
});

test('a refusal that no listener takes is the client’s error', async () => {
  const tab = await site([]);
  const { client } = load(tab);
  const error = await new Promise<ClientError>((resolve) => {
    client.onError(resolve);
    client.on('user:1', () => undefined);
  });

  expect(error).toMatchObject({ code: 'subscription-refused', channel: 'user:1', status: 103 });
});

test('a listener that throws is reported, and neither it nor the others miss what follows', async () => {
  const tab = await site([]);
  const { client, hear, errors } = load(tab);
  let thrown = 0;
  client.on(tab.own, () => {
    thrown++;
    throw new Error('broken');
  });
  client.on(tab.own, async () => {
    throw new Error('broken later');
  });
  const heard = hear(tab.own);
  await heard.until('subscribed');

  await server.publish(tab.own, 1);
  await server.publish(tab.own, 2);
  await heard.until(2);

  expect(thrown).toBe(2);
  expect(errors.map(({ code, cause }) => `${code}: ${cause}`)).toEqual(
    expect.arrayContaining(['handler-failed: Error: broken', 'handler-failed: Error: broken later']),
  );
  expect(client.state).toBe('live');
});

test('a channel is left with its last listener, and a later one hears what it missed', async () => {
  const tab = await site([]);
  const { hear } = load(tab);
  const [one, two] = [hear(tab.own), hear(tab.own)];
  await Promise.all([one.until('subscribed'), two.until('subscribed')]);

  one.off();
  await server.publish(tab.own, 1);
  await two.until(1);
  two.off();
  await server.publish(tab.own, 2);
  const later = hear(tab.own);
  await later.until(2);

  expect(one.all).toEqual(['subscribed']);
  expect(two.all).toEqual(['subscribed', 1]);
  expect(later.all).toEqual(['recovered', 2]);
});

test('a listener that joins a live channel is told that it is', async () => {
  const tab = await site([]);
  const { hear } = load(tab);
  const first = hear(tab.own);
  await first.until('subscribed');

  const second = hear(tab.own);
  await second.until('subscribed');

  expect(first.all).toEqual(['subscribed']);
  expect(second.all).toEqual(['subscribed']);
});

test('once() hears one publication', async () => {
  const tab = await site([]);
  const { client, hear } = load(tab);
  const heard = hear(tab.own);
  const once: unknown[] = [];
  client.once(tab.own, ({ data }) => once.push(data));
  await heard.until('subscribed');

  await server.publish(tab.own, 1);
  await server.publish(tab.own, 2);
  await heard.until(2);

  expect(once).toEqual([1]);
});

test('onAny() hears the channels of the token route, of the page, and those that come later', async () => {
  const tab = await site(['role:editor', 'content:9', 'nodejs_notify']);
  const { client, hear } = load(tab, { channels: ['nodejs_notify'] });
  const any: unknown[] = [];
  client.onAny(({ channel, data }) => any.push(`${channel} ${data}`));
  const later = `content:later-${tab.user}`;
  const token = server.sign({ sub: tab.user, channel: later, iat: Date.now() / 1000 });
  client.extend({ subscriptionTokens: { [later]: token } });
  const heard = await Promise.all(
    ['role:editor', 'content:9', 'nodejs_notify', later].map(async (channel) => {
      const listener = hear(channel);
      await listener.until('subscribed');
      return [channel, listener] as const;
    }),
  );

  for (const [channel, listener] of heard) {
    await server.publish(channel, 'hello');
    await listener.until('hello');
  }

  expect(any).toEqual(['role:editor hello', 'content:9 hello', 'nodejs_notify hello', `${later} hello`]);
});

test('a call that the server refuses rejects with its code', async () => {
  const tab = await site([]);
  const { client, hear } = load(tab);
  await hear(tab.own).until('subscribed');

  await expect(client.rpc('nobody.method', {})).rejects.toMatchObject({ name: 'RequestError', code: 104 });
  await expect(client.presence('user:1')).rejects.toMatchObject({ name: 'RequestError', code: 103 });
});

test('history and presence of a heard channel can be asked for', async () => {
  const tab = await site(['presence:page']);
  const { client, hear } = load(tab);
  await Promise.all([hear(tab.own).until('subscribed'), hear('presence:page').until('subscribed')]);
  await server.publish(tab.own, 1);

  expect(await client.history(tab.own, { limit: 10 })).toMatchObject({
    publications: [{ data: 1, offset: 1 }],
    offset: 1,
  });
  expect(Object.values(await client.presence('presence:page'))).toMatchObject([{ user: tab.user }]);
});

test('a server that crashed is waited for, and its lost memory is an honest mark', async () => {
  await using own = await PushServer.start();
  const iat = Date.now() / 1000;
  const channel = 'nodejs_notify';
  const client = new Client({
    url: own.url,
    user: '7',
    storage: new MemoryStorage(),
    getToken: () => own.sign({ sub: '7', iat }),
    subscriptionTokens: { [channel]: own.sign({ sub: '7', channel, iat }) },
  });
  const errors: string[] = [];
  client.onError(({ code, temporary }) => errors.push(`${code} ${temporary}`));
  onTestFinished(() => client.disconnect());
  const heard = new Heard(client, channel);
  await heard.until('subscribed');

  await own.kill();
  expect(await state(client, 'offline')).toMatchObject({ final: false });
  await own.start();
  await heard.until('state lost');
  await own.publish(channel, 1);
  await heard.until(1);

  expect(heard.all).toEqual(['subscribed', 'state lost', 'subscribed', 1]);
  expect(new Set(errors)).toEqual(new Set(['connection-lost true']));
});

test('getToken() that fails is asked again', async () => {
  let asked = 0;
  const client = new Client({
    url: server.url,
    user: '7',
    storage: new MemoryStorage(),
    getToken: () => {
      asked++;
      if (asked === 1) throw new Error('not yet');
      return server.sign({ sub: '7', iat: Date.now() / 1000 });
    },
  });
  const errors: string[] = [];
  client.onError(({ code }) => errors.push(code));
  onTestFinished(() => client.disconnect());

  client.connect();
  await state(client, 'live');

  expect(errors).toEqual(['token-unreachable']);
});

test('what the wire brings twice is delivered once', async () => {
  await using stutterer = await StutteringServer.start([
    { data: 'a', offset: 1 },
    { data: 'b', offset: 2 },
    { data: 'end', offset: 3 },
  ]);
  const client = new Client({ url: stutterer.url, storage: new MemoryStorage() });
  const heard = new Heard(client, 'news');
  await heard.until('end');
  client.disconnect();

  expect(heard.all).toEqual(['subscribed', 'a', 'b', 'end']);
});

test('channels that the site hands out as rights are heard without subscription tokens', async () => {
  const asked: string[] = [];
  const drupal = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (body: string) => {
      asked.push(new URLSearchParams(body).get('messageJson') ?? '');
      const identity = { uid: '9', nodejsValidAuthToken: true, channels: ['user:9'] };
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(identity));
    });
  });
  drupal.listen(0, '127.0.0.1');
  onTestFinished(() => void drupal.close());
  await once(drupal, 'listening');
  const { port } = drupal.address() as AddressInfo;
  const serviceKey = 'a service key of at least 32 characters';
  await using own = await PushServer.start({
    auth: { callback: { url: `http://127.0.0.1:${port}/nodejs/message`, serviceKey } },
  });
  const client = new Client({
    url: own.url,
    user: '9',
    storage: new MemoryStorage(),
    getToken: () => 'classic.token',
  });
  onTestFinished(() => client.disconnect());

  const mine = new Heard(client, 'user:9');
  const others = new Heard(client, 'user:8');
  await Promise.all([mine.until('subscribed'), others.until('subscription-refused')]);
  await own.publish('user:9', 'hello');
  await mine.until('hello');

  expect(mine.all).toEqual(['subscribed', 'hello']);
  expect(others.all).toEqual(['subscription-refused']);
  expect(asked.map((message) => JSON.parse(message))).toMatchObject([
    { messageType: 'authenticate', authToken: 'classic.token', clientSide: true },
  ]);
});

test('a visitor whom the server wants a token of gets one, and the next page brings it at once', async () => {
  const visitor = { ...(await site([])), user: '' };
  visitor.route.answer = () => {
    const iat = Date.now() / 1000;
    return {
      token: server.sign({ sub: '', iat, exp: iat + 300 }),
      expires: iat + 300,
      user: '',
      subscriptions: {},
    };
  };
  const publicTokens = { news: server.sign({ sub: '', channel: 'news' }) };
  const first = load(visitor, { anonymous: true, publicTokens });
  const heard = first.hear('news');
  await heard.until('subscribed');
  await server.publish('news', 'for all');
  await heard.until('for all');
  first.client.disconnect();
  const second = load(visitor, { anonymous: true, publicTokens });
  await second.hear('news').until('recovered');

  expect(visitor.route.requests).toBe(1);
  expect([...first.errors, ...second.errors]).toEqual([]);
});
