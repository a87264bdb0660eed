import { randomUUID } from 'node:crypto';
import { DrupalError } from '../errors.ts';
import { inTime } from '../in-time.ts';
import { type PhpInput, PhpObject, type PhpValue, serialize, unserialize } from '../php-serialize/index.ts';
import { connectRedis, type RedisConnection } from '../redis/connect-redis.ts';
import { deadLetters } from './queue-item.ts';
import { type QueueEvent, type QueueOptions, QueuePolicy, unixNow } from './queue-policy.ts';
import { type QueueHandler, QueueWorker, type WorkOptions } from './queue-worker.ts';
import type { ClaimedItem, WorkQueue } from './work-queue.ts';

// Each script is one step for everybody else. KEYS: avail, claimed, items, attempts, lease (its beginning).

/** ARGV: lease in seconds, its fence. Gives id, record and attempt. */
const CLAIM = `
for _, id in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  if redis.call('EXISTS', KEYS[5] .. id) == 0 then
    redis.call('LREM', KEYS[2], -1, id)
    redis.call('LPUSH', KEYS[1], id)
  end
end
local id = redis.call('RPOPLPUSH', KEYS[1], KEYS[2])
if not id then return false end
redis.call('SETEX', KEYS[5] .. id, ARGV[1], ARGV[2])
local record = redis.call('HGET', KEYS[3], id)
if not record then
  redis.call('LREM', KEYS[2], -1, id)
  redis.call('DEL', KEYS[5] .. id)
  return {id}
end
return {id, record, redis.call('HINCRBY', KEYS[4], id, 1)}`;

const OURS = `if redis.call('GET', KEYS[5] .. ARGV[1]) ~= ARGV[2] then return 0 end\n`;

/** ARGV of all that follow: id, fence. */
const DONE = `${OURS}
redis.call('LREM', KEYS[2], -1, ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('DEL', KEYS[5] .. ARGV[1])
return 1`;

const RELEASE = `${OURS}
redis.call('LREM', KEYS[2], -1, ARGV[1])
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('HINCRBY', KEYS[4], ARGV[1], -1)
redis.call('DEL', KEYS[5] .. ARGV[1])
return 1`;

/** ARGV: also the seconds. Whoever claims next brings back what has no lease any more, and so does PHP. */
const LEASE = `${OURS}
redis.call('SETEX', KEYS[5] .. ARGV[1], ARGV[3], ARGV[4])
return 1`;

/** KEYS: also items, avail and counter of the dead letters. ARGV: also the record's two halves around its id. */
const BURY = `${OURS}
local id = redis.call('INCR', KEYS[8])
redis.call('HSET', KEYS[6], id, ARGV[3] .. id .. ARGV[4])
redis.call('LPUSH', KEYS[7], id)
redis.call('LREM', KEYS[2], -1, ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('HDEL', KEYS[4], ARGV[1])
redis.call('DEL', KEYS[5] .. ARGV[1])
return 1`;

/** KEYS: items, avail, counter. ARGV: the record's two halves around its id. */
const PUSH = `
local id = redis.call('INCR', KEYS[3])
redis.call('HSET', KEYS[1], id, ARGV[1] .. id .. ARGV[2])
redis.call('LPUSH', KEYS[2], id)
return id`;

/** How to reach a queue in Redis. */
export interface RedisQueueOptions extends QueueOptions {
  /** `redis://…` */
  readonly url: string;
  /** What stands before the queue's name in its keys; releases of the module may have another. @default 'drupal:queue:' */
  readonly prefix?: string;
}

/**
 * Opens a queue that Drupal's module `redis` keeps, shared with PHP's workers.
 *
 * Every step is one script, so a worker that dies loses nothing, and the lease holds a fence. PHP's workers know
 * neither: give them leases longer than their work takes.
 *
 * @throws DrupalError `DRUPAL_DRIVER_MISSING` or `DRUPAL_QUEUE_STORE`
 */
export async function openRedisQueue(
  name: string,
  { url, prefix = 'drupal:queue:', ...options }: RedisQueueOptions,
): Promise<RedisQueue> {
  return new RedisQueue(
    await connectRedis('DRUPAL_QUEUE_STORE', url),
    name,
    prefix,
    new QueuePolicy(options),
  );
}

/** A queue in Redis; made by `openRedisQueue`. */
export class RedisQueue implements WorkQueue {
  readonly name: string;
  readonly #redis: RedisConnection;
  readonly #prefix: string;
  readonly #policy: QueuePolicy;

  /** @internal */
  constructor(redis: RedisConnection, name: string, prefix: string, policy: QueuePolicy) {
    this.name = name;
    this.#redis = redis;
    this.#prefix = prefix;
    this.#policy = policy;
  }

  /** Queues data that PHP workers can read, and returns the item's id. @throws DrupalError `PHP_SERIALIZE_VALUE` */
  async push(data: PhpInput): Promise<number> {
    const keys = ['items', 'avail', 'counter'].map((key) => this.#key(key));
    return Number(await this.#run(PUSH, keys, record(serialize(data))));
  }

  async count(): Promise<number> {
    const [avail = 0, claimed = 0] = await told(
      Promise.all([this.#redis.lLen(this.#key('avail')), this.#redis.lLen(this.#key('claimed'))]),
    );
    return avail + claimed;
  }

  async claim(): Promise<RedisItem | undefined> {
    for (;;) {
      const fence = randomUUID();
      const answer = await this.#run(CLAIM, this.#keys(), [String(this.#policy.leaseSeconds), fence]);
      if (!Array.isArray(answer)) return undefined;
      const [id, data, attempt] = answer;
      // An item whose record somebody else deleted.
      if (!(data instanceof Uint8Array)) continue;
      const item = new RedisItem(
        { id: Number(id), record: data, attempt: Number(attempt), fence },
        this.#policy,
        (script, args, isBurial) => this.#change(script, args, isBurial),
      );
      if (item.attempt <= this.#policy.maxAttempts) return item;
      await item.fail(new Error('the lease ran out; its worker may have died'));
    }
  }

  /** Works the queue until `stop`. */
  work(handler: QueueHandler, options: WorkOptions = {}): QueueWorker {
    return new QueueWorker(this, this.#policy, handler, options);
  }

  async close(): Promise<void> {
    this.#redis.destroy();
  }

  async #change(script: string, args: readonly (string | Buffer)[], isBurial = false): Promise<boolean> {
    const dead = ['items', 'avail', 'counter'].map((key) => this.#key(key, deadLetters(this.name)));
    return Number(await this.#run(script, [...this.#keys(), ...(isBurial ? dead : [])], args)) === 1;
  }

  #keys(): string[] {
    return ['avail', 'claimed', 'items', 'attempts', 'lease:'].map((key) => this.#key(key));
  }

  #key(key: string, name = this.name): string {
    return `${this.#prefix}${name}:${key}`;
  }

  async #run(script: string, keys: string[], args: readonly (string | Buffer)[]): Promise<unknown> {
    return await told(this.#redis.eval(script, { keys, arguments: [...args] }));
  }
}

type Change = (script: string, args: readonly (string | Buffer)[], isBurial?: boolean) => Promise<boolean>;

/** An item that is ours till its lease ends. */
export class RedisItem implements ClaimedItem {
  readonly id: number;
  readonly attempt: number;
  readonly #record: Uint8Array;
  readonly #fence: string;
  readonly #policy: QueuePolicy;
  readonly #change: Change;

  /** @internal */
  constructor(
    item: {
      readonly id: number;
      readonly record: Uint8Array;
      readonly attempt: number;
      readonly fence: string;
    },
    policy: QueuePolicy,
    change: Change,
  ) {
    this.id = item.id;
    this.attempt = item.attempt;
    this.#record = item.record;
    this.#fence = item.fence;
    this.#policy = policy;
    this.#change = change;
  }

  get data(): PhpValue {
    const stored = unserialize(this.#record);
    return (stored instanceof PhpObject ? stored.properties.get('data') : undefined) ?? null;
  }

  async done(): Promise<boolean> {
    return await this.#tell({ type: 'done', id: this.id, attempt: this.attempt }, DONE, []);
  }

  async release(): Promise<boolean> {
    return await this.#tell({ type: 'released', id: this.id }, RELEASE, []);
  }

  async renew(): Promise<boolean> {
    return await this.#lease({ type: 'renewed', id: this.id }, this.#policy.leaseSeconds, this.#fence);
  }

  async fail(error: unknown): Promise<boolean> {
    const { id, attempt } = this;
    if (attempt >= this.#policy.maxAttempts) {
      const halves = record(dataOf(this.#record));
      return await this.#tell({ type: 'dead', id, attempt, error }, BURY, halves, true);
    }
    const delay = this.#policy.retryAt(attempt) - unixNow();
    const event = { type: 'retry', id, attempt, error } as const;
    return await this.#lease(event, Math.max(1, delay), 'put off');
  }

  async #lease(event: QueueEvent, seconds: number, fence: string): Promise<boolean> {
    return await this.#tell(event, LEASE, [String(seconds), fence]);
  }

  async #tell(
    event: QueueEvent,
    script: string,
    args: readonly (string | Buffer)[],
    isBurial = false,
  ): Promise<boolean> {
    const isOurs = await this.#change(script, [String(this.id), this.#fence, ...args], isBurial);
    this.#policy.report(isOurs ? event : { type: 'lost', id: this.id });
    return isOurs;
  }
}

/** The record as PHP writes it, in two halves around the id that Redis gives. */
function record(data: Buffer): [Buffer, string] {
  const begin = Buffer.concat([
    Buffer.from('O:8:"stdClass":3:{s:4:"data";'),
    data,
    Buffer.from('s:7:"item_id";i:'),
  ]);
  return [begin, `;s:9:"timestamp";i:${unixNow()};}`];
}

const DATA_KEY = Buffer.from('{s:4:"data";');

/** The bytes of what was pushed, whatever objects of PHP are in them. */
function dataOf(stored: Uint8Array): Buffer {
  const bytes = Buffer.from(stored);
  const from = bytes.indexOf(DATA_KEY);
  const to = Math.max(bytes.lastIndexOf('s:7:"item_id";'), bytes.lastIndexOf('s:3:"qid";'));
  return from >= 0 && to > from ? bytes.subarray(from + DATA_KEY.length, to) : serialize(null);
}

async function told<T>(answer: Promise<T>): Promise<T> {
  try {
    return await inTime(answer, () => new Error('no answer in time'));
  } catch (cause) {
    throw DrupalError.from('DRUPAL_QUEUE_STORE', 'queue: Redis', cause);
  }
}
