import { expect, it } from 'vitest';
import { mariadb } from './servers/mariadb.ts';
import { onServer } from './servers/on-server.ts';
import { TemporarySite } from './temporary-site.ts';

onServer(mariadb, (server) => {
  it('is asked 1,000 cookies by few statements, as it counts them itself', async () => {
    const at = await TemporarySite.install({ rolesMaxAgeMs: 60_000 });
    const sessions = await Promise.all(Array.from({ length: 1000 }, () => at.logIn(1)));
    await at.drupal.from({});
    const before = await server().statements();
    const accounts = await Promise.all(sessions.map((headers) => at.drupal.from(headers)));
    expect(accounts.every(({ uid }) => uid === 1)).toBe(true);
    // 1 for the sessions, and this one.
    expect((await server().statements()) - before).toBe(2);
  });
});
