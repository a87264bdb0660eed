import { expect, it } from 'vitest';
import { Keys } from '../../src/keys.ts';
import { slotOf } from '../../src/store/slot.ts';
import { onRedis } from '../servers/on-redis.ts';
import { RedisCluster } from '../servers/redis-cluster.ts';
import { RedisServer } from '../servers/redis-server.ts';
import { SentinelGroup } from '../servers/sentinels.ts';
import { until } from '../servers/until.ts';
import { untilNothingIsLeft } from './leftovers.ts';
import { canPartition, NetworkNamespace } from './namespace.ts';
import { type Account, channels, Rig } from './rig.ts';
import { StallingProxy } from './stalling-proxy.ts';

// How much is published before and after each fault; `npm run soak chaos` takes more.
const enough = Number(process.env.CHAOS_PUBLICATIONS ?? 60);
const pauseMs = Number(process.env.CHAOS_PAUSE_MS ?? 2_500);
// These start servers again and again, which takes its time.
const isLong = process.env.CHAOS_LONG === '1';
const limitMs = isLong ? 300_000 : 120_000;
const quickFailover = ['--cluster-node-timeout', '1000', '--cluster-replica-validity-factor', '0'];
const aof = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

onRedis('three servers under load', () => {
  it('lose nothing when one of them is killed', { timeout: limitMs }, async () => {
    await using redis = await RedisServer.start();
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    await Promise.all(rig.servers.slice(0, 1).map((victim) => rig.endServer(victim, 'SIGKILL')));
    await rig.acknowledged(enough);
    await rig.addServer();
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('kill -9 of a server', account);
    expect(account).toMatchObject({ marks: 0, missed: 0, lost: 0 });
    await over(rig, redis);
  });

  it('tell every client of it when Redis comes back with nothing', { timeout: limitMs }, async () => {
    await using redis = await RedisServer.start();
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    await redis.end('SIGKILL');
    await redis.start();
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('kill -9 of Redis, nothing kept', account);
    expect(account.marks).toBe(rig.listeners.length);
    // Servers count what each of them acknowledged, so that a busy channel's window is a little wider to them.
    expect(account.lost - account.gone).toBeLessThanOrEqual(isLong ? 100 : 0);
    await over(rig, redis);
  });

  it('lose nothing when Redis stands still for a while', { timeout: limitMs }, async () => {
    await using redis = await RedisServer.start();
    await using rig = await Rig.start({ url: redis.url });
    await rig.acknowledged(enough);
    redis.signal('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    redis.signal('SIGCONT');
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report(`Redis paused for ${pauseMs} ms`, account);
    expect(account).toMatchObject({ marks: 0, missed: 0, lost: 0 });
    await over(rig, redis);
  });

  const partition = 'hide no loss when the network between one of them and Redis breaks';
  if (canPartition()) {
    it(partition, { timeout: limitMs }, async () => {
      await using namespace = NetworkNamespace.create();
      const bind = ['--bind', '127.0.0.1', namespace.redisHost, '--protected-mode', 'no'];
      await using redis = await RedisServer.start({ args: bind });
      await using rig = await Rig.start({ url: redis.url });
      const url = `redis://${namespace.redisHost}:${redis.port}`;
      const server = await rig.addServer({ url }, { host: namespace.host, namespace: namespace.name });
      // One of the others goes, so that some of its clients are at the one that will be cut off.
      await Promise.all(rig.servers.slice(0, 1).map((victim) => rig.endServer(victim, 'SIGKILL')));
      await rig.acknowledged(enough);
      namespace.cut();
      rig.taking.delete(server);
      await rig.acknowledged(enough);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      namespace.mend();
      await rig.acknowledged(enough);
      rig.taking.add(server);
      const account = await rig.settle();
      report('network of a server cut off from Redis', account);
      // More is published meanwhile than a channel keeps: who listened there is told so. Nothing acknowledged is gone.
      expect(account).toMatchObject({ gone: 0, lost: 0 });
      await over(rig, redis);
    });
  } else {
    it.skip(`${partition} (needs root and /usr/sbin/ip, to make a network namespace)`, () => undefined);
  }

  it('tell every client of it when the Sentinels take another master', { timeout: limitMs }, async () => {
    await using group = await SentinelGroup.start();
    await using rig = await Rig.start({ url: group.url, mode: 'sentinel', master: 'main' });
    await rig.acknowledged(enough);
    await group.master.end('SIGKILL');
    await group.failedOver();
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('failover by Sentinel', account);
    expect(account.marks).toBe(rig.listeners.length);
    await over(rig, group.replica);
  });

  it('tell those clients of it whose channels a replica of a Cluster takes over', {
    timeout: limitMs,
  }, async () => {
    await using cluster = await RedisCluster.start(3, {
      hasReplicas: true,
      place: () => ({ args: quickFailover }),
    });
    await using rig = await Rig.start({ url: cluster.url, mode: 'cluster' });
    await rig.acknowledged(enough);
    const keys = new Keys('chaos', 0, 'default');
    const [name = ''] = channels;
    const home = await cluster.ownerOf(slotOf(keys.meta(name)));
    const homes = await Promise.all(channels.map((channel) => cluster.ownerOf(slotOf(keys.meta(channel)))));
    const replica = await cluster.failOver(slotOf(keys.meta(name)));
    await rig.acknowledged(enough);
    const account = await rig.settle();
    report('failover in a Cluster', account);
    const there = channels.filter((_, n) => homes[n] === home);
    expect(account.marks).toBe(rig.listeners.filter(({ channel }) => there.includes(channel)).length);
    await over(rig, replica, ...cluster.nodes.filter((_, n) => n !== home));
  });

  const minority = 'go with the majority of a Cluster when one of its masters is cut off from the others';
  if (canPartition()) {
    it(minority, { timeout: limitMs }, async () => {
      await using namespace = NetworkNamespace.create();
      const { host, redisHost, nodeHost, name } = namespace;
      // All of them say by which of their addresses servers reach them, which is not the one that they use among themselves.
      const args = (own: string, bus: string): readonly string[] => [
        ...['--bind', own, bus, '--bind-source-addr', bus, '--protected-mode', 'no', ...quickFailover],
        ...['--cluster-announce-ip', bus, '--cluster-announce-hostname', own],
        ...['--cluster-preferred-endpoint-type', 'hostname'],
      ];
      await using cluster = await RedisCluster.start(3, {
        hasReplicas: true,
        place: (n) =>
          n === 0
            ? { host, namespace: name, busHost: nodeHost, args: args(host, nodeHost) }
            : { busHost: redisHost, args: args('127.0.0.1', redisHost) },
      });
      await using rig = await Rig.start({ url: cluster.url, mode: 'cluster' });
      await rig.acknowledged(enough);
      namespace.cut();
      const [replica] = cluster.replicas as [RedisServer];
      await using own = await replica.connect();
      await until(own, ['INFO', 'replication'], /role:master/);
      await rig.acknowledged(enough);
      report('minority of a Cluster', await rig.settle());
      namespace.mend();
    });
  } else {
    it.skip(`${minority} (needs root and /usr/sbin/ip, to make a network namespace)`, () => undefined);
  }

  if (isLong) {
    it('follow the channels of a Cluster when their slots move', { timeout: limitMs }, async () => {
      await using cluster = await RedisCluster.start(3);
      await using rig = await Rig.start({ url: cluster.url, mode: 'cluster' });
      await rig.acknowledged(enough);
      const keys = new Keys('chaos', 0, 'default');
      for (const channel of channels) {
        await cluster.move(slotOf(keys.meta(channel)));
        await rig.acknowledged(enough / 4);
      }
      const account = await rig.settle();
      report('slots of a Cluster moved', account);
      await over(rig, ...cluster.nodes);
    });

    it('hide no loss when one of them is cut off from Redis in silence', { timeout: limitMs }, async () => {
      await using redis = await RedisServer.start();
      const proxy = await StallingProxy.start(redis.port);
      try {
        await using rig = await Rig.start({ url: redis.url });
        const server = await rig.addServer({ url: `redis://127.0.0.1:${proxy.port}` });
        // The others go, so that everybody is at the one that will be cut off.
        for (const other of rig.servers.filter((each) => each !== server)) {
          await rig.endServer(other, 'SIGKILL');
        }
        await rig.acknowledged(enough);
        await rig.addServer();
        proxy.cut();
        rig.taking.delete(server);
        await rig.acknowledged(enough);
        proxy.mend();
        await rig.acknowledged(enough);
        rig.taking.add(server);
        const account = await rig.settle();
        report('partition between a server and Redis', account);
        // As above: what is published meanwhile may be more than a channel keeps.
        expect(account).toMatchObject({ gone: 0, lost: 0 });
        await over(rig, redis);
      } finally {
        proxy.close();
      }
    });

    it('tell every client of it when Redis comes back with what it wrote to its file', {
      timeout: limitMs,
    }, async () => {
      await using redis = await RedisServer.start({ args: aof });
      await using rig = await Rig.start({ url: redis.url });
      await rig.acknowledged(enough);
      await redis.end('SIGKILL');
      await redis.start();
      await rig.acknowledged(enough);
      const account = await rig.settle();
      report('kill -9 of Redis, append file', account);
      expect(account.marks).toBe(rig.listeners.length);
      await over(rig, redis);
    });

    it('lose nothing when they are replaced one by one', { timeout: limitMs }, async () => {
      await using redis = await RedisServer.start();
      await using rig = await Rig.start({ url: redis.url });
      for (const server of [...rig.servers]) {
        await rig.acknowledged(enough / 2);
        await rig.addServer();
        expect(await rig.endServer(server, 'SIGTERM')).toBe(0);
      }
      await rig.acknowledged(enough / 2);
      const account = await rig.settle();
      report('rolling restart', account);
      expect(account).toMatchObject({ marks: 0, missed: 0, lost: 0 });
      await over(rig, redis);
    });
  }
});

/** What has to hold after each of them: presence is right, and when everybody leaves nothing stays behind. */
async function over(rig: Rig, ...nodes: readonly RedisServer[]): Promise<void> {
  await untilPresent(rig);
  const connections = await Promise.all(nodes.map((node) => node.connect()));
  try {
    console.log(`  nothing left; heaps: ${await untilNothingIsLeft(rig, connections)}`);
  } finally {
    await Promise.all(connections.map((connection) => connection[Symbol.asyncDispose]()));
  }
}

/** Presence is right within a lease; until then it may say more. */
async function untilPresent(rig: Rig): Promise<void> {
  while ((await rig.present()).num_clients !== rig.clientsInRoom) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function report(name: string, account: Account): void {
  console.log(`${name}: ${JSON.stringify(account)}`);
}
