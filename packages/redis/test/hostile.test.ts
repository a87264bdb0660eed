import type { Subscription } from 'centrifuge';
import { expect, it } from 'vitest';
import { connectionToken, next, type RunningServer } from '../../server/test/running-server.ts';
import { subscribed } from '../../server/test/subscribed.ts';
import { StallingProxy } from './chaos/stalling-proxy.ts';
import { LyingRedis } from './servers/lying-redis.ts';
import { onRedis } from './servers/on-redis.ts';
import { RedisServer } from './servers/redis-server.ts';
import { startOnRedis } from './servers/start-on-redis.ts';

/** Who is refused for a moment comes back soon. */
const atOnce = { minResubscribeDelay: 10, maxResubscribeDelay: 50 };

onRedis('a server on a Redis that others spoil', () => {
  it('publishes once what an ACL user could keep, but not push, whose rights came back', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    await own.send('ACL', 'SETUSER', 'push', 'on', '>secret', '~*', '&*', '+@all');
    await using server = await startOnRedis({ url: `redis://push:secret@127.0.0.1:${redis.port}` });
    const message = { channel: 'user:7', data: 1, idempotency_key: 'k' };
    await own.send('ACL', 'SETUSER', 'push', '-spublish');
    expect((await server.call('publish', message)).body.error.code).toBe(100);
    await own.send('ACL', 'SETUSER', 'push', '+spublish');
    expect((await server.call('publish', message)).body.result.offset).toBe(1);
    expect(await own.send('LLEN', 'test:0:h:{default:user:7}')).toBe(1);
  });

  it('goes on with every other channel where one is a key of somebody else’s', async () => {
    await using redis = await RedisServer.start({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    await using own = await redis.connect();
    await using server = await startOnRedis({ url: redis.url });
    const [spoiled, sound] = await Promise.all([
      subscribed(server, '7', 'user:7', atOnce),
      subscribed(server, '8', 'user:8', atOnce),
    ]);
    await published(server, spoiled, 'before');
    await published(server, sound, 'before');
    for (const key of ['test:0:m:{default:user:7}', 'test:0:h:{default:user:7}']) {
      await own.send('DEL', key);
      await own.send('SET', key, 'a foreign value');
    }
    const sentBack = next<{ code: number }>(spoiled, 'subscribing');
    const soundAgain = next(sound, 'subscribed');
    await redis.end();
    await redis.start();
    // It is told that something is missing, and is not answered before the key is gone.
    expect((await sentBack).code).toBe(2500);
    // Who comes back after another Redis began hears what is published from then on.
    await soundAgain;
    await published(server, sound, 'after');
    expect((await server.call('publish', { channel: 'user:7', data: 1 })).body.error.code).toBe(100);
    const back = next<{ recovered: boolean }>(spoiled, 'subscribed');
    await using again = await redis.connect();
    await again.send('DEL', 'test:0:m:{default:user:7}', 'test:0:h:{default:user:7}');
    expect((await back).recovered).toBe(false);
    await published(server, spoiled, 'after');
    const metrics = await (await fetch(`${server.api}/metrics`)).text();
    expect(metrics).toMatch(/lost_publications_total\{site="default"\} 1$/m);
  });

  it('keeps out whom the marks keep out, also where garbage stands among them', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    for (const text of ['garbage', 'null', '{}', '[7,null,null,"end"]', '["7",null,null,"maybe"]']) {
      await own.send('ZADD', 'test:0:s:{default}marks', '9999999999', text);
    }
    const mark = JSON.stringify(['8', null, null, 'end']);
    await own.send('ZADD', 'test:0:s:{default}marks', String(Date.now() / 1_000 + 1), mark);
    await using server = await startOnRedis({ url: redis.url });
    await subscribed(server, '7', 'user:7', atOnce);
    const refused = server.client({ token: await connectionToken('8') });
    refused.connect();
    expect((await next<{ code: number }>(refused, 'disconnected')).code).toBe(3500);
  });

  it('goes on, in order, when its scripts are flushed again and again', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    await using server = await startOnRedis({ url: redis.url });
    const subscription = await subscribed(server, '7', 'user:7', atOnce);
    const heard: unknown[] = [];
    const all = new Promise<void>((resolve) => {
      subscription.on('publication', ({ data }) => heard.push(data) === 50 && resolve());
    });
    const said = Array.from({ length: 50 }, (_, n) => n);
    for (const n of said) {
      const flushed = own.send('SCRIPT', 'FLUSH');
      const { body } = await server.call('publish', { channel: 'user:7', data: n });
      expect(body.result.offset).toBe(n + 1);
      await flushed;
    }
    await all;
    expect(heard).toEqual(said);
  });

  it('survives messages far larger than any of its own', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    await using server = await startOnRedis({ url: redis.url });
    const subscription = await subscribed(server, '7', 'user:7', atOnce);
    // Above it Redis itself would cut off who listens.
    const huge = 'x'.repeat(7 * 1_024 * 1_024);
    await own.send('SPUBLISH', 'test:0:c:{default:user:7}', huge);
    await own.send('SPUBLISH', 'test:0:s:{*}peers', huge);
    await own.send('SPUBLISH', 'test:0:s:{*}peers', `{"from":"x","ask":1,"site":"${huge}"}`);
    await published(server, subscription, 'still here');
  });

  it('hears only so much from an address that sends frames for connections that nobody has', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    const limits = { addressFrameRate: '5/h' };
    await using server = await startOnRedis({ url: redis.url }, { trustedProxies: ['127.0.0.1'], limits });
    const url = server.url.replace(/^ws(.*)connection\/websocket$/, 'http$1emulation');
    const post = async (session: string, address: string): Promise<number> => {
      const body = JSON.stringify({ session, data: '{}' });
      return (await fetch(url, { method: 'POST', body, headers: { 'x-forwarded-for': address } })).status;
    };
    await own.send('CONFIG', 'RESETSTAT');
    const statuses = [];
    for (let n = 0; n < 7; n += 1) {
      statuses.push(await post(`nobody${n}.x`, '203.0.113.7'));
    }
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429, 429]);
    // One for a connection at this server asks nobody else.
    expect(await post('x', '203.0.113.7')).toBe(204);
    expect(await post('nobody.x', '203.0.113.8')).toBe(204);
    expect(await own.send('INFO', 'commandstats')).toMatch(/^cmdstat_spublish:calls=6,/m);
    const metrics = await (await fetch(`${server.api}/metrics`)).text();
    expect(metrics).toMatch(/limited_total\{site="",limit="addressFrameRate"\} 2$/m);
  });

  it('lets nobody in while its connections to Redis lead nowhere and nobody says so', async () => {
    await using redis = await RedisServer.start();
    const proxy = await StallingProxy.start(redis.port);
    try {
      const url = `redis://127.0.0.1:${proxy.port}`;
      await using server = await startOnRedis({ url, timeout: '300ms' });
      const subscription = await subscribed(server, '7', 'user:7', atOnce);
      proxy.cut();
      await until(server, 503);
      const refused = await server.call('publish', { channel: 'user:7', data: 'never heard' });
      expect(refused.body.error.code).toBe(100);
      proxy.mend();
      await until(server, 200);
      await published(server, subscription, 'after');
    } finally {
      proxy.close();
    }
  });

  it('acknowledges nothing and stays up, whatever a Redis answers', async () => {
    await using redis = await LyingRedis.start();
    // There is this server, nobody is to be cleared up after, and no marks.
    redis.lies = (command) => (command === 'EVALSHA' ? '*3\r\n:1\r\n:0\r\n*0\r\n' : undefined);
    await using server = await startOnRedis({ url: redis.url });
    for (const lie of lies) {
      redis.lies = (command) => (command === 'EVALSHA' ? lie : undefined);
      for (const [name, body] of [
        ['publish', { channel: 'user:7', data: 1 }],
        ['history', { channel: 'user:7', limit: 10 }],
      ] as const) {
        const { status, body: answer } = await server.call(name, body);
        expect([name, lie, status, answer.error?.code]).toEqual([name, lie, 500, 100]);
      }
      // Who is here may be wrong on a Redis that lies.
      expect((await server.call('presence', { channel: 'presence:7' })).status).toBeOneOf([200, 500]);
    }
    expect((await fetch(`${server.api}/health/live`)).status).toBe(200);
  });

  it('trusts no connection that pushes what nobody asked for', async () => {
    await using redis = await LyingRedis.start();
    const clean = (command: string): string | undefined =>
      command === 'EVALSHA' ? '*3\r\n:1\r\n:0\r\n*0\r\n' : undefined;
    redis.lies = clean;
    await using server = await startOnRedis({ url: redis.url, timeout: '300ms' });
    for (const lie of ['+PONG\r\n+PONG\r\n', 'HTTP/1.1 400 Bad Request\r\n', '*1\r\n$8\r\nsmessage\r\n']) {
      redis.lies = (command) => (command === 'PING' ? lie : clean(command));
      await until(server, 503);
      redis.lies = clean;
      await until(server, 200);
    }
  });
});

/** Answers that no script of ours gives. */
const lies = [
  '+OK\r\n',
  ':-1\r\n',
  '$-1\r\n',
  '*0\r\n',
  '*1\r\n:1\r\n',
  '*2\r\n$1\r\nx\r\n:1\r\n',
  '*2\r\n:1\r\n*0\r\n',
  '*6\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n',
  '-NOSCRIPT again\r\n',
  '-WHATEVER\r\n',
];

async function published(server: RunningServer, subscription: Subscription, data: string): Promise<void> {
  const came = new Promise<void>((resolve) => {
    subscription.on('publication', (publication) => publication.data === data && resolve());
  });
  expect((await server.call('publish', { channel: subscription.channel, data })).status).toBe(200);
  await came;
}

async function until(server: RunningServer, status: number): Promise<void> {
  while ((await fetch(`${server.api}/health/ready`)).status !== status) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
