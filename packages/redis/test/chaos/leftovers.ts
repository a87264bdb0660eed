import type { RedisConnection } from '../servers/redis-server.ts';
import type { Rig } from './rig.ts';

/** How often it is looked whether all has gone, ten times a second. */
const looks = 600;

/** Sockets of a server that the test itself keeps open, to ask it. */
const ownSockets = 12;

/**
 * Sends all clients away, and resolves with the size of the heaps when nothing of them is left: no key in Redis that
 * does not end by itself, no subscription there, and no more open files of the servers than they had at first.
 *
 * @param nodes the masters
 * @throws Error that says what is left
 */
export async function untilNothingIsLeft(rig: Rig, nodes: readonly RedisConnection[]): Promise<string> {
  rig.sendAway();
  let left: readonly string[] = [];
  for (let look = 0; look < looks; look += 1) {
    left = [
      ...(await Promise.all(nodes.map((node) => keysThatStay(node)))).flat(),
      ...(await Promise.all(nodes.map((node) => connectionsTooMany(node, rig.taking.size)))).flat(),
      ...(await socketsTooMany(rig)),
    ];
    if (left.length === 0) {
      return heaps(rig);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`left behind: ${left.slice(0, 10).join(', ')}`);
}

/** Channels’ keys end by themselves, as all do that have an end; what is in use must be none. */
async function keysThatStay(node: RedisConnection): Promise<readonly string[]> {
  const keys = (await node.send('KEYS', 'chaos:*')) as string[];
  const stays = await Promise.all(
    keys
      // Which servers there are, and revocations.
      .filter((key) => !/:s:\{\*\}servers(:ending)?$|:s:\{default\}marks$/.test(key))
      .map(async (key) => (Number(await node.send('PTTL', key)) === -1 ? [`key ${key}`] : [])),
  );
  return [...stays.flat(), ...keys.filter((key) => /:[pq]:/.test(key))];
}

/** A server needs two of them, one for what is pushed. */
async function connectionsTooMany(node: RedisConnection, servers: number): Promise<readonly string[]> {
  const clients = String(await node.send('CLIENT', 'LIST', 'TYPE', 'normal'))
    .trim()
    .split('\n');
  const pushes = String(await node.send('CLIENT', 'LIST', 'TYPE', 'pubsub'))
    .trim()
    .split('\n');
  const channels = (await node.send('PUBSUB', 'SHARDCHANNELS', '*:c:*')) as string[];
  const found = [...clients, ...pushes].filter((line) => line !== '').length;
  // One is the test's own; a Sentinel asks by two.
  return [
    ...(found > 2 * servers + 1 + 2 * 3 ? [`${found} connections to Redis for ${servers} servers`] : []),
    ...channels.map((channel) => `listening to ${channel}`),
  ];
}

async function socketsTooMany(rig: Rig): Promise<readonly string[]> {
  return (
    await Promise.all(
      [...rig.taking].map(async (server) => {
        const open = (await server.own('process_open_fds')) - server.filesAtStart;
        return open > ownSockets ? [`${open} files more than at first`] : [];
      }),
    )
  ).flat();
}

/** Memory is told; a server that leaked would have ended, as its heap is small. */
async function heaps(rig: Rig): Promise<string> {
  const told = await Promise.all(
    [...rig.taking].map(async (server) => {
      const now = await server.own('nodejs_heap_size_used_bytes');
      return `${megabytes(server.heapAtStart)} → ${megabytes(now)}`;
    }),
  );
  return told.join(', ');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
