import { afterAll, beforeAll, it } from 'vitest';
import { everyDatabaseSuite } from '../suites/every-database.ts';
import { serverSuite } from '../suites/server.ts';
import { installSitesIn } from '../temporary-site.ts';
import { DatabaseServer, isInstalled, type ServerKind } from './database-server.ts';

/** Runs all suites on a server, where it is installed; in CI it has to be. */
export function onServer(
  kind: ServerKind,
  own: (server: () => DatabaseServer) => void = () => undefined,
): void {
  if (!isInstalled(kind) && process.env.CI !== 'true') {
    it.skip(`needs a database server: apt-get install ${kind.packageName}`, () => undefined);
    return;
  }
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await DatabaseServer.install(kind);
    installSitesIn(() => server.create());
  });
  afterAll(async () => {
    await server?.remove();
  });
  everyDatabaseSuite();
  serverSuite(() => server);
  own(() => server);
}
