import { DatabaseSync } from 'node:sqlite';
import {
  createDrupal,
  encodeSession,
  hashSessionId,
  openDatabase,
  sessionCookieName,
} from '@drupal-nodejs/drupal';
import { baseUrl, type DatabaseName, makeCrowd, roles } from './crowd.ts';
import { cpuSeconds } from './processor.ts';
import type { RealDrupal } from './real-drupal.ts';

/** Microseconds of processor for one answer to "who is this, and what may they?", in the middle of all passes. */
export interface WhoAmI {
  readonly oneByOne: number;
  readonly storm: number;
  /** SQLite's statement alone: what is left if all around it cost nothing. */
  readonly lookUp?: number;
  /** A request of a real Drupal, measured in turn with those above, and how often they go into it. */
  readonly php?: { readonly micros: number; readonly oneByOne: number; readonly storm: number };
}

/** Passes that are measured; each asks everybody in turn, so that a busy moment of the machine is everybody's. */
const PASSES = 11;
const PHP_REQUESTS = 30;

/** Asks Node who the users of a crowd are, and Drupal in turn; counts the processors of Node, the database and PHP. */
export async function whoAmI(
  name: DatabaseName,
  size: number,
  php: PhpAsker | undefined,
): Promise<WhoAmI | undefined> {
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
  const lookUp = name === 'sqlite' ? sqliteLookUp(crowd.database, some) : undefined;
  // What is compiled meanwhile is no part of an answer, as PHP's opcache is warm too.
  for (let n = 0; n < 10; n++) {
    await oneByOne();
    await storm();
    await lookUp?.();
  }
  const passes: { oneByOne: number; storm: number; lookUp: number; php: number }[] = [];
  for (let n = 0; n < PASSES; n++) {
    passes.push({
      php: (await php?.(PHP_REQUESTS)) ?? Number.NaN,
      oneByOne: await spent(oneByOne, some.length),
      storm: await spent(storm, size),
      lookUp: lookUp ? await spent(lookUp, some.length) : Number.NaN,
    });
  }
  await drupal.close();
  return {
    oneByOne: median(passes.map((pass) => pass.oneByOne)),
    storm: median(passes.map((pass) => pass.storm)),
    ...(lookUp && { lookUp: median(passes.map((pass) => pass.lookUp)) }),
    ...(php && {
      php: {
        micros: median(passes.map((pass) => pass.php)),
        oneByOne: median(passes.map((pass) => pass.php / pass.oneByOne)),
        storm: median(passes.map((pass) => pass.php / pass.storm)),
      },
    }),
  };
}

/** The same look-up without anything of ours. */
function sqliteLookUp(url: string, cookies: readonly string[]): () => Promise<void> {
  const database = new DatabaseSync(url.replace('sqlite://localhost/', ''), { readOnly: true });
  const statement = database.prepare(
    'SELECT s.sid, s.uid, s.timestamp, u.name, u.status, r.roles_target_id, r.delta, CAST(s.session AS blob) ' +
      'FROM sessions s LEFT JOIN users_field_data u ON u.uid = s.uid AND u.default_langcode = 1 ' +
      'LEFT JOIN user__roles r ON r.entity_id = u.uid WHERE s.sid IN (?)',
  );
  statement.setReturnArrays(true);
  const sids = cookies.map((cookie) => hashSessionId(cookie.slice(cookie.indexOf('=') + 1)));
  return async () => {
    for (const sid of sids) if (statement.all(sid).length !== roles.length) throw new Error('not found');
  };
}

/** Asks a real Drupal so often; the microseconds of PHP's processors for one. */
export type PhpAsker = (requests: number) => Promise<number>;

/** Logs in at a real Drupal and warms its caches, to ask it by its cheapest route that knows its user. */
export async function phpAsker({ url, databaseUrl, server }: RealDrupal): Promise<PhpAsker> {
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
  return async (requests) => {
    const before = cpuSeconds(server);
    for (let n = 0; n < requests; n++) await ask();
    return ((cpuSeconds(server) - before) * 1e6) / requests;
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
