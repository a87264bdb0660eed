import { setTimeout as delay } from 'node:timers/promises';
import { baseUrl, type DatabaseName, makeCrowd } from './crowd.ts';
import { cpuSeconds } from './processor.ts';
import { startPushServer } from './push-server.ts';
import { Visitors } from './visitors.ts';

/** Idle connections by cookie: what they ask of the database, as it counts itself, and of the server. */
export async function idle(name: DatabaseName, size: number, seconds: number) {
  await using crowd = await makeCrowd(name, size);
  if (crowd === undefined) return undefined;
  await using server = await startPushServer(crowd.database);
  const visitors = new Visitors(server.port, baseUrl);
  await visitors.arrive(crowd.cookies);
  // PostgreSQL's backends report what they counted after a while.
  await delay(2000);
  const [before, cpu] = [(await crowd.statements()) ?? 0, cpuSeconds(server.pid)];
  await delay(seconds * 1000);
  const after = (await crowd.statements()) ?? 0;
  const share = (cpuSeconds(server.pid) - cpu) / seconds;
  visitors.leave();
  return { connections: size, statementsPerSecond: (after - before - 1) / seconds, processorShare: share };
}
