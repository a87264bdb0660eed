import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseServer, isInstalled } from '../../packages/drupal/test/servers/database-server.ts';
import { mariadb } from '../../packages/drupal/test/servers/mariadb.ts';
import { fill } from '../drupal/crowd.ts';
import { cpuSeconds } from '../drupal/processor.ts';
import { startPushServer } from '../drupal/push-server.ts';

/** What a site's database has that may not lose a commit, in place of what the tests do without. */
const durable = [
  '--innodb-flush-log-at-trx-commit=1',
  '--innodb-doublewrite=1',
  '--innodb-flush-method=O_DIRECT',
  '--innodb-buffer-pool-size=256M',
  '--innodb-log-file-size=96M',
];

/** Settings of a site with so many people behind one address; the chat's own are its defaults. */
const config = {
  limits: { connectionRate: '1000000/s' },
  channels: { namespaces: { chat: { presence: true, joinLeave: false } } },
};

/** What of the machine was used, by whom, since the start. */
export interface Usage {
  readonly statements: number;
  readonly serverCpuSeconds: number;
  readonly databaseCpuSeconds: number;
}

/** The room `tea` on the complete server, with MariaDB behind it. */
export interface Room extends AsyncDisposable {
  readonly port: number;
  /** A token for each person, by uid - 1. */
  readonly tokens: readonly string[];
  /** File of those tokens from a uid on, one a line. */
  tokenFile(fromUid: number): string;
  usage(): Promise<Usage>;
  /** What the database holds of the room. */
  stored(): Promise<{ readonly lines: number; readonly ids: number; readonly head: number }>;
}

/** Undefined where MariaDB isn't installed. */
export async function openRoom(people: number, origin: string): Promise<Room | undefined> {
  if (!isInstalled(mariadb)) return undefined;
  await using parts = new AsyncDisposableStack();
  const database = await DatabaseServer.install({
    ...mariadb,
    serverArgs: (place) => [...mariadb.serverArgs(place), ...durable],
  });
  parts.defer(() => database.remove());
  const { url } = await database.create();
  await fill(url, people);
  const secret = randomBytes(32).toString('base64url');
  const tokens = Array.from({ length: people }, (_, n) => tokenOf(n + 1, secret));
  const plugin = {
    module: '@drupal-nodejs/chatroom',
    options: { database: url, rooms: { tea: { members: ['authenticated'] } } },
  };
  const auth = { token: { keys: [{ id: 'k1', algorithm: 'HS256', secret }] } };
  const settings = { ...config, auth, origins: [origin], plugins: [plugin] };
  const server = parts.use(await startPushServer(url, {}, settings, false));
  const folder = mkdtempSync(join(tmpdir(), 'drupal-nodejs-bench-'));
  parts.defer(() => rmSync(folder, { recursive: true }));
  const kept = parts.move();
  return {
    port: server.port,
    tokens,
    tokenFile(fromUid) {
      const file = join(folder, `tokens-${fromUid}`);
      writeFileSync(
        file,
        tokens
          .slice(fromUid - 1)
          .map((token) => `${token}\n`)
          .join(''),
      );
      return file;
    },
    usage: async () => ({
      statements: await database.statements(),
      serverCpuSeconds: cpuSeconds(server.pid),
      databaseCpuSeconds: cpuSeconds(database.pid ?? 0),
    }),
    async stored() {
      const [row] = await database.asRoot(
        'select count(*) as counted, count(distinct client_id) as ids, coalesce(max(seq), 0) as head from site1.dp_chatroom_message',
      );
      return { lines: Number(row?.counted), ids: Number(row?.ids), head: Number(row?.head) };
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function tokenOf(uid: number, secret: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { sub: String(uid), iat: now, exp: now + 3600, info: { name: `user ${uid}` } };
  const body = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'k1' })}.${encode(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}
