import { describe, expect, it } from 'vitest';
import { type Caller, type Plugin, PluginError, Plugins } from '../../src/index.ts';
import { apiKey, connectionToken, next, type RunningServer, startServer } from '../running-server.ts';

const wishes = { channels: { namespaces: { vote: {}, free: { clientPublish: true } } } };

function server(plugin: Partial<Plugin>, ...more: Plugin[]): Promise<RunningServer> {
  return startServer(wishes, { plugins: [{ name: 'vote', methods: {}, ...plugin }, ...more] });
}

/** A plugin all of whose functions throw. */
const broken: Plugin = {
  name: 'broken',
  namespaces: ['free'],
  methods: { boom: () => Promise.reject(new Error('secret of the plugin')) },
  calls: { boom: () => Promise.reject(new Error('secret of the plugin')) },
  subscribe: () => Promise.reject(new Error('secret of the plugin')),
  publish: () => Promise.reject(new Error('secret of the plugin')),
  disconnect: () => {
    throw new Error('secret of the plugin');
  },
};

describe('a plugin', () => {
  it('has a client hear channels and know data from the start, and is told when it goes', async () => {
    const gone = Promise.withResolvers<[Caller, number]>();
    await using running = await server({
      connect: async ({ user }, data) => ({ channels: ['vote:now', `user:${user}`], data: { echo: data } }),
      disconnect: (caller, code) => gone.resolve([caller, code]),
    });
    const client = running.client({
      token: await connectionToken('7', { channels: ['user:7'], info: { name: 'Ann' } }),
      data: { a: 1 },
    });
    const connected = next<{ data: unknown; client: string }>(client, 'connected');
    const channels: string[] = [];
    client.on('subscribed', ({ channel }) => channels.push(channel));
    client.connect();
    const { data, client: id } = await connected;
    expect(data).toEqual({ vote: { echo: { a: 1 } } });
    const heard = next<{ channel: string }>(client, 'publication');
    await running.call('publish', { channel: 'vote:now', data: 1 });
    expect((await heard).channel).toBe('vote:now');
    expect(channels.toSorted()).toEqual(['user:7', 'vote:now']);

    await running.call('disconnect', { user: '7', code: 4500 });
    const [caller, code] = await gone.promise;
    expect(code).toBe(4500);
    expect(caller).toEqual({ site: 'default', client: id, user: '7', info: { name: 'Ann' } });
  });

  it('may begin to welcome clients when it starts', async () => {
    const late: Plugin = {
      name: 'late',
      methods: {},
      start: async () => {
        late.connect = async ({ user }) => ({ data: user });
      },
    };
    await using running = await server({}, late);
    const client = running.client({ token: await connectionToken('7') });
    const connected = next<{ data: unknown }>(client, 'connected');
    client.connect();
    expect((await connected).data).toEqual({ late: '7' });
  });

  it('refuses a client for good, or, when it breaks, for now', async () => {
    let refusal: Error | undefined = new PluginError(1403, 'not on Sundays');
    await using running = await server({
      connect: async () => {
        if (refusal !== undefined) {
          throw refusal;
        }
        return undefined;
      },
    });
    const refused = running.client({ token: await connectionToken('7') });
    const end = next(refused, 'disconnected');
    refused.connect();
    expect(await end).toMatchObject({ code: 3507, reason: 'not on Sundays' });

    refusal = new Error('secret of the plugin');
    await using socket = await running.socket();
    socket.send(JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } }));
    expect(await socket.closed()).toEqual({ code: 3004, reason: 'internal server error' });
    const client = running.client({ token: await connectionToken('7') });
    client.connect();
    refusal = undefined;
    await client.ready();
  });

  it('leaves nothing behind of a client that goes while it is being asked', async () => {
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<{ channels: string[] }>();
    const gone = Promise.withResolvers<void>();
    await using running = await server({
      connect: () => {
        asked.resolve();
        return answer.promise;
      },
      disconnect: () => gone.resolve(),
    });
    const socket = await running.socket();
    socket.send(JSON.stringify({ id: 1, connect: { token: await connectionToken('7') } }));
    await asked.promise;
    socket.socket.destroy();
    await gone.promise;
    answer.resolve({ channels: ['vote:now'] });
    await running.call('info', {});
    expect((await running.call('channels', {})).body.result).toEqual({ channels: {} });
  });

  it('lets publications through, changes them, takes them over or refuses them', async () => {
    await using running = await server({
      namespaces: ['vote'],
      subscribe: async () => true,
      publish: async (_channel, data) => {
        if (data === 'refuse') {
          throw new PluginError(1403, 'not that');
        }
        return data === 'mine' ? { published: true } : data === 'leave' ? undefined : { data: `<${data}>` };
      },
    });
    const client = running.client({ token: await connectionToken('7') });
    const channel = client.newSubscription('vote:now');
    const heard: unknown[] = [];
    channel.on('publication', ({ data }) => heard.push(data));
    channel.subscribe();
    client.connect();
    await channel.ready();
    await expect(channel.publish('refuse')).rejects.toMatchObject({ code: 1403, message: 'not that' });
    // The namespace has no clientPublish.
    await expect(channel.publish('leave')).rejects.toMatchObject({ code: 103 });
    await channel.publish('mine');
    await channel.publish('change');
    await running.call('publish', { channel: 'vote:now', data: 'end' });
    await client.rpc('none.such', {}).catch(() => undefined);
    expect(heard).toEqual(['<change>', 'end']);
  });

  it('answers calls of the API with the site of the key, alone and in a batch', async () => {
    await using running = await server({
      calls: {
        double: async (body, site) => ({ site, twice: Number(body) * 2 }),
        silent: async () => undefined,
        refuse: () => Promise.reject(new PluginError(1409, 'too late')),
      },
    });
    expect(await running.call('vote.double', 21)).toEqual({
      status: 200,
      body: { result: { site: 'default', twice: 42 } },
    });
    expect(await running.call('vote.silent', {})).toEqual({ status: 200, body: { result: {} } });
    const late = { error: { code: 1409, message: 'too late' } };
    expect(await running.call('vote.refuse', {})).toEqual({ status: 422, body: late });
    for (const name of ['vote.none', 'vote.', 'vote.constructor', 'none.double', '.double', 'vote']) {
      expect(await running.call(name, {})).toMatchObject({ status: 404, body: { error: { code: 104 } } });
    }
    expect((await running.call('vote.double', 1, {})).status).toBe(401);
    const commands = [{ 'vote.double': 4 }, { 'vote.refuse': {} }, { 'vote.none': {} }, { batch: {} }];
    expect((await running.call('batch', { commands })).body).toMatchObject({
      replies: [{ 'vote.double': { twice: 8 } }, late, { error: { code: 104 } }, { error: { code: 104 } }],
    });
  });

  it('that breaks harms nobody, and tells nobody why but the log', async () => {
    await using running = await server({}, broken);
    const client = running.client({ token: await connectionToken('7', { channels: ['free:1'] }) });
    client.connect();
    await client.ready();
    const internal = { code: 100, message: 'internal server error' };
    await expect(client.rpc('broken.boom', {})).rejects.toMatchObject(internal);
    await expect(client.publish('free:1', 1)).rejects.toMatchObject(internal);
    expect(await running.call('broken.boom', {})).toEqual({ status: 500, body: { error: internal } });
    const socket = await running.socket();
    socket.send(JSON.stringify({ id: 1, connect: { token: await connectionToken('8') } }));
    await socket.replies(1);
    socket.send(JSON.stringify({ id: 2, subscribe: { channel: 'free:2' } }));
    expect(await socket.replies(1)).toMatchObject([{ id: 2, error: { code: 100 } }]);
    const left = next(client, 'disconnected');
    await running.call('disconnect', { user: '7' });
    await left;
    expect(await running.call('info', {}, { 'x-api-key': apiKey })).toMatchObject({
      body: { result: { nodes: [{ num_clients: 1 }] } },
    });
  });

  it('is known by a name and namespaces that no other has', () => {
    const plugin = (name: string, ...namespaces: string[]): Plugin => ({ name, namespaces, methods: {} });
    expect(() => new Plugins([plugin('a'), plugin('a')])).toThrow('one plugin per name, found two with "a"');
    expect(() => new Plugins([plugin('a', 'x'), plugin('b', 'x')])).toThrow('one plugin per namespace');
    expect(() => new Plugins([plugin('a.b')])).toThrow('found a.b');
  });

  it('may throw the PluginError of another copy of the package', () => {
    class Other extends Error {
      override readonly name = 'PluginError';
      readonly code = 1400;
    }
    expect(new Other()).toBeInstanceOf(PluginError);
    expect(new Error('x')).not.toBeInstanceOf(PluginError);
    expect(Object.assign(new Other(), { code: 100 })).not.toBeInstanceOf(PluginError);
  });
});
