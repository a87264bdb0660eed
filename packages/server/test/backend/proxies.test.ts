import { describe, expect, it } from 'vitest';
import { type Plugin, PluginError } from '../../src/index.ts';
import {
  connectionToken,
  next,
  origin,
  type RunningServer,
  startServer,
  type Wishes,
} from '../running-server.ts';
import { backendKey, DrupalDouble } from './drupal-double.ts';

const channels = { namespaces: { doc: { historySize: 10, historyTtl: '1m', recover: true }, other: {} } };
const alice = { user: '7', sid: 's' };

describe('an rpc', () => {
  it('goes to Drupal where its name or prefix has a proxy, and to nobody else where not', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/rpc'] = ({ body }) => ({ body: { result: { data: { hits: [body.data] } } } });
    drupal.answers['/own/path'] = () => ({ body: { result: {} } });
    await using server = await start(drupal, { rpc: { search: {}, vote: { path: '/own/path' } } });
    const client = await connected(server);

    expect((await client.rpc('search.nodes', 'x')).data).toEqual({ hits: ['x'] });
    expect(await client.rpc('vote', 1)).toEqual({ data: undefined });
    await expect(client.rpc('search_nodes', 1)).rejects.toMatchObject({ code: 104 });
    await expect(client.rpc('__proto__', 1)).rejects.toMatchObject({ code: 104 });
    const [question] = await drupal.until('/nodejs/rpc', 1);
    expect(question?.body).toEqual({
      method: 'search.nodes',
      data: 'x',
      client: expect.any(String),
      ...alice,
    });
  });

  it('of a plugin stays with the plugin', async () => {
    await using drupal = await DrupalDouble.start();
    const plugin: Plugin = {
      name: 'chat',
      methods: {
        send: async () => {
          throw new PluginError(1400, 'no');
        },
      },
    };
    await using server = await start(drupal, { rpc: { chat: {} } }, [plugin]);
    const client = await connected(server);
    await expect(client.rpc('chat.send', 1)).rejects.toMatchObject({ code: 1400 });
    await expect(client.rpc('chat.other', 1)).rejects.toMatchObject({ code: 104 });
  });

  it.each([
    [
      'Drupal’s own error',
      { body: { error: { code: 1234, message: 'not today' } } },
      { code: 1234, message: 'not today' },
    ],
    ['a plain no', { body: { error: { code: 103, message: 'not you' } } }, { code: 103, message: 'not you' }],
    ['a crash', { status: 500 }, { code: 100, temporary: true }],
    ['nonsense', { body: { whatever: 1 } }, { code: 100, temporary: true }],
    ['no JSON', { body: '<h1>' }, { code: 100, temporary: true }],
  ])('answered with %s fails with that or a temporary error', async (_what, answer, error) => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/rpc'] = () => answer;
    await using server = await start(drupal, { rpc: { search: {} } });
    const client = await connected(server);
    await expect(client.rpc('search.nodes', 1)).rejects.toMatchObject(error);
  });

  it('that Drupal doesn’t answer in time fails with a temporary error', async () => {
    await using drupal = await DrupalDouble.start();
    const late = Promise.withResolvers<object>();
    drupal.answers['/nodejs/rpc'] = () => late.promise;
    await using server = await start(drupal, { rpc: { search: { timeout: '20ms' } } });
    const client = await connected(server);
    await expect(client.rpc('search.nodes', 1)).rejects.toMatchObject({ code: 100, temporary: true });
    late.resolve({});
  });

  it('is asked once for equal questions of one session at the same time, if the site says so', async () => {
    await using drupal = await DrupalDouble.start();
    const answer = Promise.withResolvers<object>();
    drupal.answers['/nodejs/rpc'] = () => answer.promise;
    await using server = await start(drupal, { rpc: { search: { coalesce: true } } });
    const [tab, other, stranger] = [
      await connected(server),
      await connected(server),
      await connected(server, '8'),
    ];
    const answers = [
      tab.rpc('search', 1),
      other.rpc('search', 1),
      other.rpc('search', 2),
      stranger.rpc('search', 1),
    ];
    const asked = await drupal.until('/nodejs/rpc', 3);
    answer.resolve({ body: { result: { data: 'found' } } });
    expect((await Promise.all(answers)).map(({ data }) => data)).toEqual([
      'found',
      'found',
      'found',
      'found',
    ]);
    expect(asked.map(({ body }) => [body.user, body.data])).toEqual([
      ['7', 1],
      ['7', 2],
      ['8', 1],
    ]);
  });

  it('of an anonymous visitor is answered with what Drupal says to no other', async () => {
    await using drupal = await DrupalDouble.start();
    const answer = Promise.withResolvers<void>();
    drupal.answers['/nodejs/subscribe'] = () => ({ body: { result: {} } });
    drupal.answers['/nodejs/rpc'] = async ({ body: { client } }) => {
      await answer.promise;
      return { body: { result: { data: client } } };
    };
    const proxies = { rpc: { basket: { coalesce: true } }, subscribe: { doc: {} } };
    await using server = await start(drupal, proxies, [], { auth: { anonymous: true } });
    const [a, b] = [await server.socket({ Origin: origin }), await server.socket({ Origin: origin })];
    const answers = [a, b].map(async (visitor) => {
      visitor.send('{"id":1,"connect":{}}');
      const [connected] = await visitor.replies(1);
      visitor.send('{"id":2,"rpc":{"method":"basket","data":1}}\n{"id":3,"subscribe":{"channel":"doc:1"}}');
      await visitor.replies(1);
      const [rpc] = await visitor.replies(1);
      return { ...Object(connected?.connect), ...Object(rpc?.rpc) };
    });
    await drupal.until('/nodejs/rpc', 2);
    await drupal.until('/nodejs/subscribe', 2);
    answer.resolve();
    for (const { client, data } of await Promise.all(answers)) {
      expect(data).toBe(client);
    }
  });
});

describe('a subscription without a token', () => {
  it('is Drupal’s to decide in the namespaces that have a proxy', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/subscribe'] = ({ body }) => ({
      body:
        body.channel === 'doc:1'
          ? { result: { info: { role: 'editor' } } }
          : { error: { code: 403, message: 'no access' } },
    });
    await using server = await start(drupal, { subscribe: { doc: {} } });
    const client = await connected(server);
    const mine = client.newSubscription('doc:1');
    mine.subscribe();
    await mine.ready();
    expect(await refused(client, 'doc:2')).toBe(403);
    expect(await refused(client, 'other:1')).toBe(103);
    const asked = await drupal.until('/nodejs/subscribe', 2);
    expect(asked[0]?.body).toEqual({ channel: 'doc:1', client: expect.any(String), ...alice });
  });

  it('is asked once for all tabs, and refused to all when rights change while Drupal answers', async () => {
    await using drupal = await DrupalDouble.start();
    const answers = [Promise.withResolvers<object>(), Promise.withResolvers<object>()];
    let asked = 0;
    drupal.answers['/nodejs/subscribe'] = () => {
      asked += 1;
      return answers[asked - 1]?.promise ?? { body: { error: { code: 403, message: 'no access' } } };
    };
    await using server = await start(drupal, { subscribe: { doc: {} } });
    const tabs = [await connected(server), await connected(server)];
    const subscriptions = tabs.map((tab) => tab.newSubscription('doc:1'));
    const ends = subscriptions.map((subscription) => next<{ code: number }>(subscription, 'unsubscribed'));
    for (const subscription of subscriptions) {
      subscription.subscribe();
    }
    await drupal.until('/nodejs/subscribe', 1);
    // A round trip of each tab: by now both are waiting for the one answer.
    await Promise.all(tabs.map((tab) => tab.rpc('nothing', 1).catch(() => undefined)));
    expect(drupal.questions.filter(({ path }) => path === '/nodejs/subscribe')).toHaveLength(1);
    await server.call('revoke', { user: '7', channel: 'doc:1', mode: 'end', at: Date.now() / 1000 });
    answers[0]?.resolve({ body: { result: {} } });
    expect((await Promise.all(ends)).map(({ code }) => code)).toEqual([103, 103]);
  });
});

describe('a client’s publication', () => {
  it('is published as Drupal says, where the namespace has a proxy', async () => {
    await using drupal = await DrupalDouble.start();
    drupal.answers['/nodejs/publish'] = ({ body }) => {
      const answers: Record<string, object> = {
        asIs: { result: {} },
        changed: { result: { data: { text: 'clean' } } },
        own: { result: { published: true } },
      };
      return { body: answers[String(body.data)] ?? { error: { code: 1403, message: 'read only' } } };
    };
    await using server = await start(drupal, { subscribe: { doc: {} }, publish: { doc: {} } });
    drupal.answers['/nodejs/subscribe'] = () => ({ body: { result: {} } });
    const client = await connected(server);
    const subscription = client.newSubscription('doc:1');
    const heard: unknown[] = [];
    subscription.on('publication', ({ data, info }) => heard.push([data, info?.user]));
    subscription.subscribe();
    await subscription.ready();
    await subscription.publish('asIs');
    await subscription.publish('changed');
    await subscription.publish('own');
    await expect(subscription.publish('bad')).rejects.toMatchObject({ code: 1403 });
    await server.call('publish', { channel: 'doc:1', data: 'end' });
    await next(subscription, 'publication');

    expect(heard).toEqual([
      ['asIs', '7'],
      [{ text: 'clean' }, '7'],
      ['end', undefined],
    ]);
    const [question] = await drupal.until('/nodejs/publish', 1);
    expect(question?.body).toEqual({ channel: 'doc:1', data: 'asIs', client: expect.any(String), ...alice });
  });
});

async function start(
  drupal: DrupalDouble,
  proxies: object,
  plugins: readonly Plugin[] = [],
  wishes: Wishes = {},
) {
  const server = await startServer(
    { channels, backend: { url: drupal.url, keys: [backendKey], ...proxies }, ...wishes },
    { plugins },
  );
  await drupal.until('/nodejs/flush', 1);
  return server;
}

async function connected(server: RunningServer, user = '7') {
  const client = server.client({ token: await connectionToken(user, { sid: 's' }) });
  client.connect();
  await client.ready();
  return client;
}

async function refused(client: Awaited<ReturnType<typeof connected>>, channel: string): Promise<number> {
  const subscription = client.newSubscription(channel);
  const end = next<{ code: number }>(subscription, 'unsubscribed');
  subscription.subscribe();
  return (await end).code;
}
