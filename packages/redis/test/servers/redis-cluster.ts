import { freePort } from '../../../server/test/free-ports.ts';
import { type RedisConnection, RedisServer, type RedisServerOptions } from './redis-server.ts';
import { until } from './until.ts';

/** Does nothing for so many microseconds, and keeps everybody waiting. */
const busy = `
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end
local till = now() + ARGV[1]
while now() < till do end`;

export interface RedisClusterOptions {
  readonly hasReplicas?: boolean;
  /** Where and how each node runs, masters first. */
  readonly place?: (
    node: number,
  ) => Pick<RedisServerOptions, 'args' | 'host' | 'namespace'> & { readonly busHost?: string };
}

/** A Redis Cluster of some masters, each with a replica where that is wanted. */
export class RedisCluster implements AsyncDisposable {
  readonly nodes: readonly RedisServer[];
  /** In the order of their masters. */
  readonly replicas: readonly RedisServer[];
  readonly #connections: readonly RedisConnection[];
  readonly #ids: readonly string[];

  private constructor(
    nodes: readonly RedisServer[],
    replicas: readonly RedisServer[],
    connections: readonly RedisConnection[],
    ids: readonly string[],
  ) {
    this.nodes = nodes;
    this.replicas = replicas;
    this.#connections = connections;
    this.#ids = ids;
  }

  static async start(
    masters: number,
    { hasReplicas = false, place = () => ({}) }: RedisClusterOptions = {},
  ): Promise<RedisCluster> {
    const all = await Promise.all(
      Array.from({ length: hasReplicas ? 2 * masters : masters }, async (_, n) => {
        const { args = [], ...where } = place(n);
        const bus = ['--cluster-port', String(await freePort())];
        return RedisServer.start({ ...where, args: [...args, '--cluster-enabled', 'yes', ...bus] });
      }),
    );
    const [nodes, replicas] = [all.slice(0, masters), all.slice(masters)];
    const connections = await Promise.all(nodes.map((node) => node.connect()));
    const share = Math.ceil(16_384 / masters);
    await Promise.all(
      connections.map((own, n) =>
        own.send(
          'CLUSTER',
          'ADDSLOTSRANGE',
          String(n * share),
          String(Math.min((n + 1) * share, 16_384) - 1),
        ),
      ),
    );
    const [first] = connections;
    for (const [n, node] of all.entries()) {
      const bus = node.args[node.args.indexOf('--cluster-port') + 1] ?? '';
      if (n > 0) {
        await first?.send('CLUSTER', 'MEET', place(n).busHost ?? node.host, String(node.port), bus);
      }
    }
    await Promise.all(connections.map((own) => until(own, ['CLUSTER', 'INFO'], /cluster_state:ok/)));
    const ids = await Promise.all(connections.map(async (own) => String(await own.send('CLUSTER', 'MYID'))));
    await Promise.all(
      replicas.map(async (replica, n) => {
        await using own = await replica.connect();
        await until(own, ['CLUSTER', 'NODES'], new RegExp(ids[n] ?? ''));
        await own.send('CLUSTER', 'REPLICATE', ids[n] ?? '');
        await until(own, ['INFO', 'replication'], /master_link_status:up/);
        await Promise.all(
          connections.map((other) =>
            until(other, ['CLUSTER', 'NODES'], new RegExp(`:${replica.port}@\\S+ slave`)),
          ),
        );
      }),
    );
    return new RedisCluster(nodes, replicas, connections, ids);
  }

  /** Ends the master that has a slot; resolves with its replica when that has taken over. */
  async failOver(slot: number): Promise<RedisServer> {
    const owner = await this.ownerOf(slot);
    await this.nodes[owner]?.end('SIGKILL');
    const replica = this.replicas[owner] as RedisServer;
    await using own = await replica.connect();
    await until(own, ['INFO', 'replication'], /role:master/);
    return replica;
  }

  get url(): string {
    return this.nodes.map(({ url }) => url).join(',');
  }

  /** Moves a slot with all its keys from the node that has it to another, as redis-cli does. */
  async move(slot: number): Promise<void> {
    const owner = await this.ownerOf(slot);
    const target = (owner + 1) % this.nodes.length;
    const [from, to] = [this.#connections[owner], this.#connections[target]];
    const { host = '', port = 0 } = this.nodes[target] ?? {};
    await to?.send('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', this.#ids[owner] ?? '');
    await from?.send('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', this.#ids[target] ?? '');
    for (;;) {
      const keys = (await from?.send('CLUSTER', 'GETKEYSINSLOT', String(slot), '100')) as string[];
      if (keys.length === 0) {
        break;
      }
      await from?.send('MIGRATE', host, String(port), '', '0', '5000', 'KEYS', ...keys);
    }
    for (const own of [to, from, ...this.#connections]) {
      await own?.send('CLUSTER', 'SETSLOT', String(slot), 'NODE', this.#ids[target] ?? '');
    }
  }

  /** Takes a slot from all nodes; whoever asks for it is told that it is nobody's. Returns what gives it back. */
  async disown(slot: number): Promise<() => Promise<void>> {
    const owner = await this.ownerOf(slot);
    await Promise.all(this.#connections.map((own) => own.send('CLUSTER', 'DELSLOTS', String(slot))));
    return async () => {
      await this.#connections[owner]?.send('CLUSTER', 'ADDSLOTS', String(slot));
    };
  }

  /** Tells a slot's node once more that the slot is its own, which ends all subscriptions there. */
  async claim(slot: number, { busyMs = 0 } = {}): Promise<void> {
    const owner = await this.ownerOf(slot);
    const own = this.#connections[owner];
    // Both go in one write: nobody else gets an answer between them.
    await Promise.all([
      own?.send('EVAL', busy, '0', String(busyMs * 1_000)),
      own?.send('CLUSTER', 'SETSLOT', String(slot), 'NODE', this.#ids[owner] ?? ''),
    ]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#connections.map((own) => own[Symbol.asyncDispose]()));
    await Promise.all([...this.nodes, ...this.replicas].map((node) => node[Symbol.asyncDispose]()));
  }

  /** Which of the nodes has a slot. */
  async ownerOf(slot: number): Promise<number> {
    const ranges = (await this.#connections[0]?.send('CLUSTER', 'SLOTS')) as [
      number,
      number,
      [string, number],
    ][];
    const port = ranges.find(([from, to]) => slot >= from && slot <= to)?.[2][1];
    return this.nodes.findIndex((node) => node.port === port);
  }
}
