import type { Subscription } from 'centrifuge';
import { describe, expect, it } from 'vitest';
import { plain } from '../listener.ts';
import { connectionToken, next, startServer, subscriptionToken } from '../running-server.ts';
import { echo } from './rfc6455/frame-socket.ts';

const wires = [
  ['websocket', 'json'],
  ['websocket', 'protobuf'],
  ['http_stream', 'json'],
  ['http_stream', 'protobuf'],
  ['sse', 'json'],
] as const;

const now = (): number => Date.now() / 1000;
const namespaces = {
  room: {
    historySize: 10,
    historyTtl: '1m',
    recover: true,
    presence: true,
    joinLeave: true,
    clientPublish: true,
  },
};

describe.each(wires)('the whole protocol over %s in %s', (transport, codec) => {
  it('is there for the SDK: every command, and every push', async () => {
    await using server = await startServer(
      { limits: { ping: '1s', pong: '900ms', leaveGrace: '0s' }, channels: { namespaces } },
      { plugins: [echo] },
    );
    const write = (data: unknown): unknown =>
      codec === 'json' ? data : new TextEncoder().encode(JSON.stringify(data));
    let tokens = 0;
    let renewals = 0;
    // Both end within two seconds, so they are refreshed in band.
    const client = server.client(
      {
        getToken: async () => {
          tokens += 1;
          return connectionToken('7', { channels: ['user:7'], exp: Math.ceil(now()) + 1 });
        },
      },
      transport,
      codec,
    );
    const subscription = client.newSubscription('room:1', {
      getToken: async () => {
        renewals += 1;
        return subscriptionToken('7', 'room:1', { exp: Math.ceil(now()) + 1, info: { seat: 4 } });
      },
    });
    const heard: unknown[] = [];
    subscription.on('publication', ({ data, info }) => heard.push([plain(data), info?.user]));
    client.on('publication', ({ channel, data }) => heard.push([channel, plain(data)]));
    let cuts = -1;
    client.on('connecting', () => {
      cuts += 1;
    });

    // connect, subscribe; subscribe pushes of the token's channels
    subscription.subscribe();
    client.connect();
    await subscription.ready();

    // join
    const joined = ofUser8(subscription, 'join');
    const other = server.client({ token: await connectionToken('8') });
    const there = other.newSubscription('room:1', { token: await subscriptionToken('8', 'room:1') });
    there.subscribe();
    other.connect();
    await joined;

    // presence, presence_stats
    const { clients } = await subscription.presence();
    expect(Object.values(clients).map(({ user }) => user)).toEqual(expect.arrayContaining(['7', '8']));
    expect(await subscription.presenceStats()).toMatchObject({ numClients: 2, numUsers: 2 });

    // publish, pub, history
    await subscription.publish(write({ text: 'Zoë' }));
    await there.publish('from the other');
    await server.call('publish', { channel: 'user:7', data: 'from the site' });
    const { publications } = await subscription.history({ limit: 9, reverse: true });
    expect(publications.map(({ data }) => plain(data))).toEqual(['from the other', { text: 'Zoë' }]);

    // rpc, send
    expect(plain((await client.rpc('echo.say', write(['x']))).data)).toEqual(['x']);
    await client.send(write({ seen: 41 }));

    // leave
    const left = ofUser8(subscription, 'leave');
    there.unsubscribe();
    await left;

    // subscribe, unsubscribe pushes
    const begun = next<{ channel: string }>(client, 'subscribed');
    await server.call('subscribe', { user: '7', channel: 'role:editor' });
    expect((await begun).channel).toBe('role:editor');
    await server.call('publish', { channel: 'role:editor', data: 1 });
    const ended = next<{ channel: string }>(client, 'unsubscribed');
    await server.call('unsubscribe', { user: '7', channel: 'role:editor' });
    expect((await ended).channel).toBe('role:editor');

    // refresh, sub_refresh, and what the API says about the connection's life
    while (tokens < 3 || renewals < 3) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const before = tokens;
    await server.call('refresh', { user: '7', expire_at: now() + 1 });
    while (tokens === before) {
      await new Promise((resolve) => setImmediate(resolve));
    }

    // unsubscribe
    subscription.unsubscribe();
    await client.rpc('echo.say', write(1));
    await server.call('publish', { channel: 'room:1', data: 'unheard' });

    // disconnect push or close frame; pings were answered all the while
    expect(cuts).toBe(0);
    const end = next<{ code: number; reason: string }>(client, 'disconnected');
    await server.call('disconnect', { user: '7', code: 4500, reason: 'enough' });
    expect(await end).toMatchObject({ code: 4500, reason: 'enough' });
    expect(heard).toEqual(
      expect.arrayContaining([
        [{ text: 'Zoë' }, '7'],
        ['from the other', '8'],
        ['user:7', 'from the site'],
        ['role:editor', 1],
      ]),
    );
    expect(heard).toHaveLength(4);
  });
});

/** Resolves when the other user comes or goes; who subscribes may hear of itself as well. */
function ofUser8(subscription: Subscription, name: 'join' | 'leave'): Promise<void> {
  return new Promise((resolve) => {
    subscription.on(name, ({ info }) => info.user === '8' && resolve());
  });
}
