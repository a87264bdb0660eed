import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { baseUrl, type DatabaseName, makeCrowd } from './crowd.ts';
import { startPushServer } from './push-server.ts';
import { Visitors } from './visitors.ts';

const people = 40;

/** What a site of the talk's time asked its database, for as many people: 1,500 statements a second. */
const chats = {
  'the example of packages/app': {
    plugins: (database: string) => [
      {
        module: fileURLToPath(new URL('../../packages/app/examples/chat/plugin.js', import.meta.url)),
        options: { database, read: 'do authenticated thing 1', write: 'do authenticated thing 1' },
      },
    ],
    namespaces: { talk: { historySize: 100, historyTtl: '24h' } },
    line: (n: number) => ({ method: 'talk.say', data: { text: `line ${n}` } }),
  },
  chatroom: {
    plugins: (database: string) => [
      {
        module: '@drupal-nodejs/chatroom',
        options: { database, rooms: { tea: { members: ['authenticated'] } } },
      },
    ],
    namespaces: { chat: {} },
    line: (n: number) => ({
      method: 'chat.send',
      data: { room: 'tea', client_id: randomUUID(), body: `line ${n}` },
    }),
  },
};

/** The talk's own load: 40 people with one action a second; statements are counted by the database. */
export async function talk(name: DatabaseName, seconds: number) {
  const results: Record<string, object> = {};
  for (const [chat, { plugins, namespaces, line }] of Object.entries(chats)) {
    await using crowd = await makeCrowd(name, people);
    if (crowd === undefined) return undefined;
    await using server = await startPushServer(
      crowd.database,
      {},
      { plugins: plugins(crowd.database), channels: { namespaces } },
    );
    const visitors = new Visitors(server.port, baseUrl);
    await visitors.arrive(crowd.cookies);
    const everybody = async (n: number) => await visitors.ask(() => line(n), 1000);
    // The first line of a connection reads whose it is.
    await everybody(0);
    const count = async () => (await crowd.statements()) ?? 0;
    const idle = await count();
    await delay(seconds * 1000);
    const before = await count();
    for (let n = 1; n <= seconds; n++) await everybody(n);
    const after = await count();
    visitors.leave();
    const lines = people * seconds;
    const beside = before - idle - 1;
    results[chat] = {
      lines,
      statementsPerLine: (after - before - 1) / lines,
      // What is asked anyway, so many log-ins looked at again and so on, is no line's.
      statementsPerLineAlone: Math.max(0, after - before - 1 - beside) / lines,
      statementsPerSecondIdle: beside / seconds,
    };
  }
  return results;
}
