import { expect, it } from 'vitest';
import { Crowd, lossless, upgradeTwice, type Way } from '../../server/test/handover/crowd.ts';
import { ServeProcess } from '../../server/test/serve-process.ts';
import { onRedis } from './servers/on-redis.ts';
import { RedisServer } from './servers/redis-server.ts';

const webSockets = Array.from({ length: 10 }, (): Way => ['websocket', 'json']);

onRedis('an upgrade in place of one of two servers on a Redis', () => {
  it('closes no WebSocket, and loses nothing of what the other one publishes meanwhile', async () => {
    await using redis = await RedisServer.start();
    const options = { engine: { type: 'redis', url: redis.url, prefix: 'upgrade' }, channels: lossless };
    await using server = await ServeProcess.start({ ...options, limits: { recovery: 100_000 } });
    await using other = await ServeProcess.start(options);
    const crowd = await Crowd.connect(server, webSockets);
    const published = await upgradeTwice(server, crowd, other);
    expect(crowd.logs).toEqual(crowd.logs.map(() => published));
    // A subscription may find that it missed something, and recovers it.
    expect(crowd.interruptions.filter((what) => !what.includes('sub 2500'))).toEqual([]);
    crowd.disconnect();
  }, 120_000);
});
