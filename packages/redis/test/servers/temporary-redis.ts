import { afterAll, afterEach, beforeAll } from 'vitest';
import { quiet } from '../../../server/test/running-server.ts';
import { SingleRoutes } from '../../src/store/single-routes.ts';
import { Store } from '../../src/store/store.ts';
import { type RedisConnection, RedisServer } from './redis-server.ts';

export interface TemporaryRedis {
  readonly server: RedisServer;
  /** A connection of the test's own. */
  readonly own: RedisConnection;
  /** Opens a store on it, which is closed after the test. */
  openStore(): Promise<Store>;
  /** Has something closed after the test, before its store. */
  closing<T extends { close(): void }>(part: T): T;
}

/** A Redis for the tests of a file, empty for each of them. */
export function temporaryRedis(): TemporaryRedis {
  let server: RedisServer;
  let own: RedisConnection;
  const parts: { close(): void }[] = [];

  beforeAll(async () => {
    server = await RedisServer.start();
    own = await server.connect();
  });
  afterEach(async () => {
    for (const part of parts.splice(0).reverse()) {
      part.close();
    }
    await own.send('FLUSHALL');
  });
  afterAll(async () => {
    await own?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const closing = <T extends { close(): void }>(part: T): T => {
    parts.push(part);
    return part;
  };
  return {
    get server() {
      return server;
    },
    get own() {
      return own;
    },
    closing,
    async openStore() {
      const { host, port } = server;
      const store = new Store({
        access: { database: 0, timeoutMs: 2_000 },
        log: quiet,
        routes: ({ access, log, linked }) =>
          new SingleRoutes({ access, log, linked, find: async () => ({ host, port }) }),
      });
      await store.start();
      return closing(store);
    },
  };
}
