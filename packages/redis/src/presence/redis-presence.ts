import type { ClientInfo } from '@drupal-nodejs/protocol';
import type { Clock, Presence, PresenceStats, Timer } from '@drupal-nodejs/server';
import type { FastifyBaseLogger } from 'fastify';
import { toClientInfo } from '../client-info.ts';
import type { Keys } from '../keys.ts';
import { script } from '../store/script.ts';
import type { Store } from '../store/store.ts';

/**
 * Renews a server's lease on its clients in a channel, and adds some, or says anew who they all are.
 *
 * KEYS: the server's clients, servers. ARGV: generation, server, lease ms, 'all' or '', client, info, … Returns how
 * many there are.
 */
const stay = script(`
if ARGV[4] == 'all' then redis.call('DEL', KEYS[1]) end
for n = 5, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[n], ARGV[n + 1])
end
local now = redis.call('TIME')
local ms = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', ms))
-- Nobody has a longer lease, unless the clock was set back.
local latest = string.format('%.0f', ms + tonumber(ARGV[3]))
for _, server in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. latest, '+inf')) do
  redis.call('ZADD', KEYS[2], latest, server)
end
local clients = redis.call('HLEN', KEYS[1])
if clients > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('ZADD', KEYS[2], latest, ARGV[2])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return clients
`);

/** KEYS: the server's clients, servers. ARGV: generation, server, client. */
const leave = script(`
redis.call('HDEL', KEYS[1], ARGV[3])
if redis.call('HLEN', KEYS[1]) == 0 then
  redis.call('ZREM', KEYS[2], ARGV[2])
end
`);

/** KEYS: servers. ARGV: generation, what stands before and behind a server in the name of its clients' key. */
const list = script(`
local now = redis.call('TIME')
local found = {}
local servers = redis.call(
  'ZRANGEBYSCORE', KEYS[1], string.format('(%.0f', now[1] * 1000 + math.floor(now[2] / 1000)), '+inf'
)
for _, server in ipairs(servers) do
  for _, info in ipairs(redis.call('HVALS', ARGV[2] .. server .. ARGV[3])) do
    found[#found + 1] = info
  end
end
return found
`);

export interface RedisPresenceParts {
  readonly store: Store;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
  /** Names this server. */
  readonly server: string;
  /** How long clients are there without their server saying so again. */
  readonly leaseMs: number;
}

/**
 * Presence in Redis. Each server has a lease on its own clients, which ends by itself when the server does: nobody
 * has to notice, and nothing stays behind.
 */
export class RedisPresence implements Presence {
  readonly #parts: RedisPresenceParts;
  readonly #here = new Map<string, Map<string, ClientInfo>>();
  #nextRenewal: Timer;

  constructor(parts: RedisPresenceParts) {
    this.#parts = parts;
    this.#nextRenewal = parts.clock.schedule(parts.leaseMs / 3, () => this.#renew());
  }

  async add(channel: string, info: ClientInfo): Promise<void> {
    const clients = this.#here.get(channel) ?? new Map<string, ClientInfo>();
    this.#here.set(channel, clients.set(info.client, info));
    await this.#stay(channel, [info]);
  }

  async remove(channel: string, client: string): Promise<void> {
    const clients = this.#here.get(channel);
    if (clients?.delete(client) && clients.size === 0) {
      this.#here.delete(channel);
    }
    const { store, server } = this.#parts;
    await store.run(leave, this.#keys(channel), [server, client]);
  }

  async list(channel: string): Promise<ReadonlyMap<string, ClientInfo>> {
    const { store, keys } = this.#parts;
    const { value } = await store.run(list, [keys.present(channel)], keys.presentParts(channel));
    return new Map((value as readonly unknown[]).flatMap((json) => this.#read(String(json))));
  }

  async stats(channel: string): Promise<PresenceStats> {
    const clients = await this.list(channel);
    return { clients: clients.size, users: new Set([...clients.values()].map(({ user }) => user)).size };
  }

  /** Says again who is here, where the store may have lost it. */
  renew(): void {
    this.#nextRenewal.cancel();
    this.#renew();
  }

  close(): void {
    this.#nextRenewal.cancel();
  }

  #renew(): void {
    const { clock, leaseMs, log } = this.#parts;
    this.#nextRenewal = clock.schedule(leaseMs / 3, () => this.#renew());
    for (const channel of this.#here.keys()) {
      this.#confirm(channel).catch((error: Error) => {
        log.warn({ channel, reason: error.message }, 'presence could not be renewed');
      });
    }
  }

  async #confirm(channel: string): Promise<void> {
    const known = await this.#stay(channel, []);
    const clients = this.#here.get(channel);
    // Fewer where Redis lost some, more where it was not told that somebody left.
    if (clients !== undefined && known !== clients.size) {
      await this.#stay(channel, [...clients.values()], 'all');
    }
  }

  async #stay(channel: string, infos: readonly ClientInfo[], which: 'all' | '' = ''): Promise<number> {
    const { store, server, leaseMs } = this.#parts;
    const pairs = infos.flatMap((info) => [info.client, JSON.stringify(info)]);
    const { value } = await store.run(stay, this.#keys(channel), [server, leaseMs, which, ...pairs]);
    return value as number;
  }

  /** Whoever can write to Redis must still not be able to hide who is here. */
  #read(json: string): [client: string, info: ClientInfo][] {
    try {
      const info = toClientInfo(JSON.parse(json));
      return [[info.client, info]];
    } catch {
      this.#parts.log.error('Redis holds a client that no server wrote');
      return [];
    }
  }

  #keys(channel: string): string[] {
    const { keys, server } = this.#parts;
    return [keys.presentAt(channel, server), keys.present(channel)];
  }
}
