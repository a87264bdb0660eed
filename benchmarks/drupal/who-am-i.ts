import {
  createDrupal,
  encodeSession,
  hashSessionId,
  openDatabase,
  sessionCookieName,
} from '@drupal-nodejs/drupal';
import { baseUrl, type DatabaseName, makeCrowd } from './crowd.ts';
import { cpuSeconds } from './processor.ts';
import type { RealDrupal } from './real-drupal.ts';

/** Microseconds of processor for one answer to "who is this, and what may they?". */
export interface WhoAmI {
  readonly oneByOne: number;
  readonly storm: number;
}

/** Asks Node who the users of a crowd are; counts the processors of Node and of the database. */
export async function askNode(name: DatabaseName, size: number): Promise<WhoAmI | undefined> {
  await using crowd = await makeCrowd(name, size);
  if (crowd === undefined) return undefined;
  const drupal = await createDrupal({ database: crowd.database, baseUrl, rolesMaxAgeMs: 60_000 });
  const ask = async (cookie: string) => {
    if (!(await drupal.from({ cookie })).can('do editor thing 7')) throw new Error('not recognised');
  };
  const spent = async (work: () => Promise<unknown>, answers: number) => {
    const before = process.cpuUsage();
    const database = crowd.cpu();
    await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system + (crowd.cpu() - database) * 1e6) / answers;
  };
  const some = crowd.cookies.slice(0, 4000);
  const oneByOne = async () => {
    for (const cookie of some) await ask(cookie);
  };
  const storm = () => Promise.all(crowd.cookies.map(ask));
  // What is compiled meanwhile is no part of an answer, as PHP's opcache is warm too.
  for (let n = 0; n < 10; n++) {
    await oneByOne();
    await storm();
  }
  const passes: WhoAmI[] = [];
  for (let n = 0; n < 9; n++) {
    passes.push({ oneByOne: await spent(oneByOne, some.length), storm: await spent(storm, size) });
  }
  const result = {
    oneByOne: median(passes.map((pass) => pass.oneByOne)),
    storm: median(passes.map((pass) => pass.storm)),
  };
  await drupal.close();
  return result;
}

/** Asks a real Drupal by its cheapest route that knows its user; counts the processors of PHP. */
export async function askPhp({ url, databaseUrl, server }: RealDrupal, requests: number): Promise<number> {
  const value = 'benchmark-'.repeat(4);
  const db = await openDatabase(databaseUrl, { access: 'write' });
  const now = Math.floor(Date.now() / 1000);
  // Drupal makes the table at the first log-in, of which there was none.
  await db.schema
    .createTable('sessions')
    .ifNotExists()
    .addColumn('uid', 'integer')
    .addColumn('sid', 'varchar(128)', (column) => column.primaryKey())
    .addColumn('hostname', 'varchar(128)')
    .addColumn('timestamp', 'bigint')
    .addColumn('session', 'blob')
    .execute();
  await db
    .insertInto('sessions')
    .values({
      uid: 1,
      sid: hashSessionId(value),
      hostname: '127.0.0.1',
      timestamp: now,
      session: encodeSession(
        new Map([
          ['_sf2_attributes', { uid: '1', check_logged_in: true }],
          ['_sf2_meta', { u: now, c: now, l: 2_000_000, s: 'x'.repeat(43) }],
        ]),
      ),
    })
    .execute();
  await db.destroy();
  const cookie = `${sessionCookieName({ baseUrl: url })}=${value}`;
  const ask = async () => {
    const response = await fetch(`${url}/user/login_status?_format=json`, { headers: { cookie } });
    if ((await response.text()) !== '1') throw new Error('Drupal knows nobody');
  };
  for (let n = 0; n < 100; n++) await ask();
  const before = cpuSeconds(server);
  for (let n = 0; n < requests; n++) await ask();
  return ((cpuSeconds(server) - before) * 1e6) / requests;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
