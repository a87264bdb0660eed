import { readFile } from 'node:fs/promises';
import { type ServerOptions, StartError, toMilliseconds } from '@drupal-nodejs/server';
import type { Access, Address } from './store/access.ts';

type EngineOptions = ServerOptions['engine'];

/** The configuration of the engine, read. */
export interface RedisOptions {
  readonly mode: EngineOptions['mode'];
  /** Where to begin: the Redis, some nodes of the Cluster, the Sentinels. */
  readonly addresses: readonly Address[];
  readonly access: Access;
  /** How the Sentinels are asked. */
  readonly sentinelAccess: Access;
  /** What the Sentinels call the master. */
  readonly master: string;
  readonly prefix: string;
  readonly leaseMs: number;
  /** Replicas that must have a publication before it is acknowledged. */
  readonly replicas: number;
}

/** Reads the engine's block of the configuration. @throws StartError CONFIG_VALUE, ENGINE */
export async function readOptions(engine: EngineOptions): Promise<RedisOptions> {
  const urls = engine.url.split(',').map((text) => new URL(text.trim()));
  const [first] = urls;
  if (first === undefined) {
    throw new StartError('CONFIG_VALUE', 'engine.url: expected an address, found none');
  }
  const database = Number(first.pathname.slice(1) || 0);
  if (engine.mode === 'cluster' && database !== 0) {
    throw new StartError('CONFIG_VALUE', `engine.url: expected database 0 in a Cluster, found ${database}`);
  }
  const timeoutMs = toMilliseconds(engine.timeout);
  const tls = first.protocol === 'rediss:' ? { tls: await readTls(engine) } : {};
  const access = { ...credentials(first), ...tls, database, timeoutMs };
  return {
    mode: engine.mode,
    addresses: urls.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port || (engine.mode === 'sentinel' ? 26_379 : 6_379)),
    })),
    access,
    sentinelAccess: {
      ...(engine.sentinelPassword === '' ? {} : { password: engine.sentinelPassword }),
      ...tls,
      database: 0,
      timeoutMs,
    },
    master: engine.master,
    prefix: engine.prefix,
    leaseMs: toMilliseconds(engine.lease),
    replicas: engine.replicas,
  };
}

function credentials({ username, password }: URL): Pick<Access, 'username' | 'password'> {
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

async function readTls({ ca, cert, key }: EngineOptions): Promise<NonNullable<Access['tls']>> {
  const read = async (name: string, file: string): Promise<object> => {
    try {
      return file === '' ? {} : { [name]: await readFile(file, 'utf8') };
    } catch (cause) {
      const found = (cause as NodeJS.ErrnoException).code ?? 'an error';
      throw new StartError('ENGINE', `engine.${name}: expected a readable file, found ${found}`, { cause });
    }
  };
  return { ...(await read('ca', ca)), ...(await read('cert', cert)), ...(await read('key', key)) };
}
