import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Subscription } from 'centrifuge';
import { expect, it } from 'vitest';
import { backendKey, DrupalDouble, type Question } from '../../server/test/backend/drupal-double.ts';
import { connectionToken, next, type RunningServer } from '../../server/test/running-server.ts';
import { subscribed } from '../../server/test/subscribed.ts';
import { onRedis } from './servers/on-redis.ts';
import { type RedisConnection, RedisServer } from './servers/redis-server.ts';
import { startOnRedis } from './servers/start-on-redis.ts';

// What the documentation says the user of Redis needs, with the prefix of these tests.
const scaling = readFileSync(new URL('../../../docs/scaling.md', import.meta.url), 'utf8');
const acl = (/^~example:.*$/m.exec(scaling)?.[0] ?? '').replaceAll('example:', 'test:');

onRedis('the Redis engine', () => {
  it('needs no more of an ACL user than the documentation says', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    await own.send('ACL', 'SETUSER', 'push', 'on', '>a-password/of:it', ...acl.split(' '));
    await own.send('ACL', 'SETUSER', 'default', 'off');
    const address = `127.0.0.1:${redis.port}`;
    await expect(startOnRedis({ url: `redis://push:wrong@${address}` })).rejects.toMatchObject({
      code: 'ENGINE',
      message: expect.stringContaining('WRONGPASS'),
    });
    await using server = await startOnRedis({ url: `redis://push:a-password%2Fof%3Ait@${address}` });
    await hears(server);
    await using elsewhere = await startOnRedis({ url: `redis://push:a-password%2Fof%3Ait@${address}/1` });
    await hears(elsewhere);
  });

  it('speaks TLS, and only with a Redis whose certificate it knows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost'],
        ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ],
      { stdio: 'ignore' },
    );
    await using redis = await RedisServer.start({
      args: [
        '--tls-cert-file',
        cert,
        '--tls-key-file',
        key,
        '--tls-ca-cert-file',
        cert,
        '--tls-auth-clients',
        'no',
        '--tls-port',
      ],
      isTls: true,
    });
    const url = `rediss://127.0.0.1:${redis.tlsPort}`;
    await expect(startOnRedis({ url, timeout: '1s' })).rejects.toMatchObject({ code: 'ENGINE' });
    await using server = await startOnRedis({ url, ca: cert });
    await hears(server);
  });

  it('tells clients of a channel that Redis evicted', async () => {
    await using redis = await RedisServer.start({ args: ['--maxmemory-policy', 'allkeys-random'] });
    await using own = await redis.connect();
    await using server = await startOnRedis({ url: redis.url }, { limits: { positionCheck: '200ms' } });
    const subscription = await subscribed(server, '7', 'user:7');
    await published(server, subscription, 'before');
    const told = next<{ wasRecovering: boolean; recovered: boolean }>(subscription, 'subscribed');
    await evict(own, 'test:0:m:{default:user:7}');
    expect(await told).toMatchObject({ wasRecovering: true, recovered: false });
    await published(server, subscription, 'after');
    const metrics = await (await fetch(`${server.api}/metrics`)).text();
    expect(metrics).toMatch(/lost_publications_total\{site="default"\} 1$/m);
  });

  it('acknowledges nothing while Redis is full and may not evict, and goes on when there is room', async () => {
    await using redis = await RedisServer.start({ args: ['--maxmemory-policy', 'noeviction'] });
    await using own = await redis.connect();
    await using server = await startOnRedis({ url: redis.url });
    const subscription = await subscribed(server, '7', 'user:7');
    await published(server, subscription, 'before');
    await own.send('CONFIG', 'SET', 'maxmemory', '1');
    const refused = await server.call('publish', { channel: 'user:7', data: 'never' });
    expect(refused.body.error.code).toBe(100);
    await own.send('CONFIG', 'SET', 'maxmemory', '0');
    const { body } = await server.call('publish', { channel: 'user:7', data: 'after' });
    expect(body.result.offset).toBe(2);
  });

  it('keeps no more than it is told to, and nothing for ever', async () => {
    await using redis = await RedisServer.start();
    await using own = await redis.connect();
    await using server = await startOnRedis({ url: redis.url });
    const data = 'x'.repeat(1_000);
    for (let n = 0; n < 300; n += 1) {
      await server.call('publish', { channel: 'user:7', data });
    }
    const list = 'test:0:h:{default:user:7}';
    expect(await own.send('LLEN', list)).toBe(100);
    expect(await own.send('MEMORY', 'USAGE', list, 'SAMPLES', '0')).toBeLessThan(100 * 1_200);
    const keys = (await own.send('KEYS', '*user:7*')) as string[];
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(await own.send('PTTL', key)).toBeGreaterThan(0);
    }
  });

  it('acknowledges nothing that no replica has, where it is told to wait for one', async () => {
    await using redis = await RedisServer.start();
    await using server = await startOnRedis({ url: redis.url, replicas: 1, timeout: '500ms' });
    const refused = await server.call('publish', { channel: 'user:7', data: 1, idempotency_key: 'k' });
    expect(refused.body.error.code).toBe(100);
    await using _replica = await RedisServer.start({ args: ['--replicaof', redis.host, String(redis.port)] });
    let status = 0;
    while (status !== 200) {
      const answer = await server.call('publish', { channel: 'user:7', data: 1, idempotency_key: 'k' });
      ({ status } = answer);
      expect(answer.body.result?.offset ?? 1).toBe(1);
    }
  });

  it('lets nobody in by a token, and is not ready, while it can’t know of revocations', async () => {
    await using redis = await RedisServer.start();
    await using server = await startOnRedis({ url: redis.url, timeout: '500ms' });
    await redis.end();
    const client = server.client({ token: await connectionToken('7') });
    const refused = next<{ error: { code: number } }>(client, 'error');
    client.connect();
    expect((await refused).error.code).toBe(100);
    expect((await fetch(`${server.api}/health/ready`)).status).toBe(503);
    expect((await server.call('publish', { channel: 'user:7', data: 1 })).body.error.code).toBe(100);
    await redis.start();
    await client.ready();
    while ((await fetch(`${server.api}/health/ready`)).status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('tells Drupal once who is online and which channels have listeners, whichever servers they use', async () => {
    await using redis = await RedisServer.start();
    await using drupal = await DrupalDouble.start();
    const wishes = {
      backend: { url: drupal.url, keys: [backendKey], events: ['online', 'offline', 'occupied', 'vacated'] },
      limits: { eventDelay: '10ms', leaveGrace: '50ms' },
    };
    const engine = { url: redis.url, lease: '1s' };
    await using one = await startOnRedis(engine, wishes);
    await using other = await startOnRedis(engine, wishes);
    const first = await subscribed(one, '7', 'user:7');
    await drupal.until('/nodejs/events', (asked) => events(asked).length === 2);
    const second = await subscribed(other, '7', 'user:7');
    expect((await other.call('occupancy', {})).body.result.channels).toEqual(['user:7']);
    first.unsubscribe();
    // A server that is stopped leaves what it had to the others, who tell what nobody took up.
    await subscribed(one, '8', 'user:8');
    await one.stop();
    second.unsubscribe();
    const asked = await drupal.until(
      '/nodejs/events',
      (some) => events(some).includes('offline 8') && events(some).includes('vacated user:7'),
    );
    expect(
      events(asked)
        .filter((text) => text !== 'vacated user:8')
        .toSorted(),
    ).toEqual(
      [
        'offline 8',
        'occupied user:7',
        'occupied user:8',
        'online 7',
        'online 8',
        'vacated user:7',
      ].toSorted(),
    );
  });
});

function events(asked: readonly Question[]): string[] {
  return asked
    .flatMap(({ body }) => body.events as Record<string, string>[])
    .map(({ type, user, channel }) => `${type} ${user ?? channel}`);
}

async function published(server: RunningServer, subscription: Subscription, data: string): Promise<void> {
  const came = next<{ data: unknown }>(subscription, 'publication');
  await server.call('publish', { channel: subscription.channel, data });
  expect((await came).data).toBe(data);
}

async function hears(server: RunningServer): Promise<void> {
  const subscription = await subscribed(server, '7', 'presence:7');
  await published(server, subscription, 'hello');
  expect((await server.call('presence_stats', { channel: 'presence:7' })).body.result).toMatchObject({
    num_clients: 1,
  });
  expect((await server.call('history', { channel: 'presence:7', limit: 5 })).body.result.offset).toBe(1);
  await server.call('revoke', { user: '9', mode: 'end', at: 1 });
  expect((await server.call('occupancy', {})).body.result.channels).toEqual(['presence:7']);
  await server.call('history_remove', { channel: 'presence:7' });
}

/** Makes Redis run out of memory until it throws a key away. */
async function evict(own: RedisConnection, key: string): Promise<void> {
  const memory = String(await own.send('INFO', 'memory'));
  const used = Number(/^used_memory:(\d+)/m.exec(memory)?.[1]);
  await own.send('CONFIG', 'SET', 'maxmemory', String(used + 100_000));
  for (let n = 0; (await own.send('EXISTS', key)) === 1; n += 1) {
    await own.send('SET', `filler${n}`, 'x'.repeat(10_000));
  }
  await own.send('CONFIG', 'SET', 'maxmemory', '0');
}
