import { DrupalError } from '../errors.ts';
import { inTime } from '../in-time.ts';
import { connectRedis, type RedisConnection } from '../redis/connect-redis.ts';
import { hashSessionId } from './session-id.ts';
import { uidOf } from './session-payload.ts';
import type { SessionSource, StoredSession } from './session-source.ts';

/** How to reach sessions in Redis. */
export interface RedisSessionsOptions {
  /** `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, with TLS `rediss://…`. */
  readonly url: string;
  /**
   * What stands before a session's id in its key.
   *
   * `sf_s` is Symfony's, which the module redis_sessions uses; its older releases, and PHP's own handler, have
   * `PHPREDIS_SESSION:`. @default 'sf_s'
   */
  readonly prefix?: string;
}

/**
 * Opens sessions that Drupal's module `redis_sessions` keeps in Redis; users stay in the database.
 *
 * Redis forgets idle sessions itself, so their keys' life is their age. Payloads must be of PHP's own serializers.
 *
 * @throws DrupalError `DRUPAL_DRIVER_MISSING` without the npm package `@redis/client`, or `DRUPAL_SESSION_SOURCE`
 */
export async function openRedisSessions({
  url,
  prefix = 'sf_s',
}: RedisSessionsOptions): Promise<SessionSource> {
  return new RedisSessions(await connectRedis('DRUPAL_SESSION_SOURCE', url), prefix);
}

class RedisSessions implements SessionSource {
  readonly #redis: RedisConnection;
  readonly #prefix: string;

  constructor(redis: RedisConnection, prefix: string) {
    this.#redis = redis;
    this.#prefix = prefix;
  }

  async find(cookieValues: readonly string[]): Promise<ReadonlyMap<string, StoredSession>> {
    const payloads = await inTime(
      this.#redis.mGet(cookieValues.map((value) => `${this.#prefix}${value}`)),
      () => new DrupalError('DRUPAL_SESSION_SOURCE', 'sessions: Redis does not answer'),
    );
    const found = new Map<string, StoredSession>();
    for (const [index, value] of cookieValues.entries()) {
      const payload = payloads[index];
      const uid = payload ? uidOf(payload) : undefined;
      if (payload && uid !== undefined) found.set(value, { id: hashSessionId(value), uid, payload });
    }
    return found;
  }

  async close(): Promise<void> {
    this.#redis.destroy();
  }
}
