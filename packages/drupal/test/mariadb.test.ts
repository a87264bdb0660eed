import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, it, onTestFinished } from 'vitest';
import { isMariadbInstalled, startMariadb } from './servers/mariadb-server.ts';
import { onServer } from './servers/on-server.ts';
import { TemporarySite } from './temporary-site.ts';

onServer('mariadb-server', startMariadb, isMariadbInstalled(), (server) => {
  it('is asked 1,000 cookies by few statements, as it counts them itself', async () => {
    const at = await TemporarySite.install({ rolesMaxAgeMs: 60_000 });
    const sessions = await Promise.all(Array.from({ length: 1000 }, () => at.logIn(1)));
    const root = await createConnection({ socketPath: server().socket, user: 'root' });
    onTestFinished(() => root.end());
    const selects = async () => {
      const [[row]] = await root.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Com_select'");
      return Number(row?.Value);
    };
    const before = await selects();
    const accounts = await Promise.all(sessions.map((headers) => at.drupal.from(headers)));
    expect(accounts.every(({ uid }) => uid === 1)).toBe(true);
    // 2 for the sessions, 1 for the roles.
    expect((await selects()) - before).toBe(3);
  });
});
