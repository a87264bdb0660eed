import { setTimeout as delay } from 'node:timers/promises';
import { baseUrl, type DatabaseName, makeCrowd } from './crowd.ts';
import { cpuSeconds } from './processor.ts';
import { startPushServer } from './push-server.ts';
import { Visitors } from './visitors.ts';

/** All connections of a site are cut, and come back at once with their session cookies. */
export async function storm(name: DatabaseName, size: number) {
  await using crowd = await makeCrowd(name, size);
  if (crowd === undefined) return undefined;
  await using server = await startPushServer(crowd.database, { sweep: '1h', grace: '2h' });
  const visitors = new Visitors(server.port, baseUrl);
  const first = await visitors.arrive(crowd.cookies);
  visitors.leave();
  // PostgreSQL's backends report what they counted after a second.
  await delay(2000);
  const [before, cpu, databaseCpu] = [await crowd.statements(), cpuSeconds(server.pid), crowd.cpu()];
  const back = await visitors.arrive(crowd.cookies);
  const [serverSeconds, databaseSeconds] = [cpuSeconds(server.pid) - cpu, crowd.cpu() - databaseCpu];
  await delay(2000);
  const after = await crowd.statements();
  visitors.leave();
  return {
    connections: size,
    first,
    back,
    statements: after === undefined || before === undefined ? undefined : after - before - 1,
    serverSeconds,
    databaseSeconds,
  };
}
