import { loadDriver } from '../database/load-driver.ts';
import { DrupalError, type DrupalErrorCode } from '../errors.ts';

const CONNECT_TIMEOUT_MS = 5000;
/** Longest pause between two tries to reach a Redis that went away. */
const RECONNECT_MS = 1000;

const connect = (client: typeof import('@redis/client'), url: string) =>
  client
    .createClient({
      url,
      // Who asks while Redis is away is told so at once, instead of waiting for its return.
      disableOfflineQueue: true,
      socket: {
        connectTimeout: CONNECT_TIMEOUT_MS,
        reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, RECONNECT_MS),
      },
    })
    .withTypeMapping({ [client.RESP_TYPES.BLOB_STRING]: Buffer });

/** A connection whose strings are bytes, for PHP's are. */
export type RedisConnection = ReturnType<typeof connect>;

/** @throws DrupalError `DRUPAL_DRIVER_MISSING`, or one of the given code when Redis can't be reached */
export async function connectRedis(code: DrupalErrorCode, url: string): Promise<RedisConnection> {
  const client = await loadDriver('@redis/client', () => import('@redis/client'));
  if (!/^rediss?:\/\//.test(url)) {
    throw new DrupalError(code, 'Redis: expected an address like redis://localhost:6379, found another');
  }
  const redis = connect(client, url);
  const { promise: broken, reject } = Promise.withResolvers<never>();
  // Without a listener the error of a broken connection would end the process; it comes back by itself.
  redis.on('error', reject);
  broken.catch(() => undefined);
  try {
    await Promise.race([redis.connect(), broken]);
    return redis;
  } catch (cause) {
    redis.destroy();
    throw DrupalError.from(code, `Redis ${new URL(url).host}`, cause);
  }
}
