import { openRedisQueue, type RedisQueue } from '@drupal-nodejs/drupal';
import { createClient } from '@redis/client';
import { expect, it, onTestFinished } from 'vitest';
import { onRedis } from '../../redis/test/servers/on-redis.ts';
import { RedisServer } from '../../redis/test/servers/redis-server.ts';
import { type TestedQueue, workQueueSuite } from './suites/work-queue.ts';

async function startRedis() {
  const server = await RedisServer.start();
  const { url } = server;
  const redis = createClient({ url });
  redis.on('error', () => undefined);
  await redis.connect();
  const queues: RedisQueue[] = [];
  onTestFinished(async () => {
    for (const queue of queues) await queue.close();
    redis.destroy();
    await server[Symbol.asyncDispose]();
  });
  const open = async (options: Partial<Parameters<typeof openRedisQueue>[1]> = {}, name = 'mails') => {
    const queue = await openRedisQueue(name, { url, ...options });
    queues.push(queue);
    return queue;
  };
  return { redis, open, server };
}

async function start(): Promise<TestedQueue> {
  const { redis, open } = await startRedis();
  const pusher = await open();
  return {
    open,
    push: (n) => pusher.push(n),
    read: Number,
    expireLease: async ({ id }) => {
      await redis.del(`drupal:queue:mails:lease:${id}`);
    },
    dead: () => redis.lLen('drupal:queue:mails.dead:avail'),
  };
}

onRedis('a queue in Redis', () => {
  workQueueSuite('shared by workers', start);

  it('holds records as the module writes and reads them', async () => {
    const { redis, open } = await startRedis();
    const queue = await open({ maxAttempts: 1 });
    expect(await queue.push({ to: 'älice' })).toBe(1);
    const record = await redis.hGet('drupal:queue:mails:items', '1');
    expect(record).toMatch(
      /^O:8:"stdClass":3:\{s:4:"data";a:1:\{s:2:"to";s:6:"älice";\}s:7:"item_id";i:1;s:9:"timestamp";i:\d+;\}$/,
    );
    // As PHP's createItem() leaves it, with an object of PHP's own in it.
    await redis.incr('drupal:queue:mails:counter');
    const php =
      'O:8:"stdClass":3:{s:4:"data";O:3:"Foo":1:{s:1:"a";i:1;}s:7:"item_id";i:2;s:9:"timestamp";i:1;}';
    await redis.hSet('drupal:queue:mails:items', '2', php);
    await redis.lPush('drupal:queue:mails:avail', '2');
    expect(await (await queue.claim())?.done()).toBe(true);
    const item = await queue.claim();
    expect(item?.data).toMatchObject({ className: 'Foo' });
    await item?.fail(new Error('no'));
    // Among the dead letters it is what it was.
    const dead = await redis.hGet('drupal:queue:mails.dead:items', '1');
    expect(dead).toContain('s:4:"data";O:3:"Foo":1:{s:1:"a";i:1;}s:7:"item_id";i:1;');
    expect(await redis.keys('drupal:queue:mails:*')).toEqual(['drupal:queue:mails:counter']);
  });

  it('skips an item whose record somebody deleted', async () => {
    const { redis, open } = await startRedis();
    const queue = await open();
    await queue.push(1);
    await queue.push(2);
    await redis.hDel('drupal:queue:mails:items', '1');
    expect((await queue.claim())?.data).toBe(2);
    expect(await queue.count()).toBe(1);
  });

  it('fails with a code while Redis is away', async () => {
    const { open, server } = await startRedis();
    const queue = await open();
    await server[Symbol.asyncDispose]();
    for (const ask of [() => queue.push(1), () => queue.claim(), () => queue.count()]) {
      await expect(ask()).rejects.toMatchObject({ code: 'DRUPAL_QUEUE_STORE' });
    }
  });
});
