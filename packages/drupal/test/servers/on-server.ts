import { afterAll, beforeAll, it } from 'vitest';
import { everyDatabaseSuite } from '../suites/every-database.ts';
import { serverSuite } from '../suites/server.ts';
import { installSitesIn } from '../temporary-site.ts';
import type { DatabaseServer } from './database-server.ts';

/** Runs all suites on a server, where it is installed; in CI it has to be. */
export function onServer(
  packageName: string,
  start: () => Promise<DatabaseServer>,
  isInstalled: boolean,
  own: (server: () => DatabaseServer) => void = () => undefined,
): void {
  if (!isInstalled && process.env.CI !== 'true') {
    it.skip(`needs a database server: apt-get install ${packageName}`, () => undefined);
    return;
  }
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await start();
    installSitesIn(() => server.create());
  });
  afterAll(async () => {
    await server?.remove();
  });
  everyDatabaseSuite();
  serverSuite(() => server);
  own(() => server);
}
