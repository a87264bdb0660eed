import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { centrifugeLink, RoomFeed, type RoomSnapshot } from '@drupal-nodejs/chatroom/feed';
import type { Caller } from '@drupal-nodejs/server';
import { Centrifuge } from 'centrifuge';
import { onTestFinished } from 'vitest';
import { rooms } from './chat-site.ts';
import { temporaryFolder } from './database-file.ts';

const secret = 'a secret of the tests, long enough';
const command = fileURLToPath(new URL('../../../server/src/cli.ts', import.meta.url));

/** The push server as a process of its own, with the chat as its plugin. */
export interface PushServer {
  /** Address of its clients, `host:port`. */
  readonly address: string;
  /** Calls its server API, as Drupal does. */
  api(method: string, data: unknown): Promise<unknown>;
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>;
}

/** What a test settles otherwise. */
export interface PushConfig {
  readonly origins?: readonly string[];
  readonly rooms?: Readonly<Record<string, unknown>>;
}

/** Starts `drupal-nodejs serve`; resolves when it listens. */
export async function startPushServer(
  database: string,
  listen = '127.0.0.1:0',
  config: PushConfig = {},
): Promise<PushServer> {
  const file = join(temporaryFolder(), 'drupal-nodejs.json');
  const { origins = [], ...chat } = config;
  const options = { database, rooms, pace: { burst: 1000, perSecond: 1000 }, ...chat };
  const whole = {
    listen,
    origins,
    api: { listen: '127.0.0.1:0', keys: [{ id: 'a', secret }] },
    auth: { token: { keys: [{ id: 'k', algorithm: 'HS256', secret }] } },
    engine: { type: 'memory', snapshot: '' },
    channels: { namespaces: { chat: { presence: true, joinLeave: true } } },
    plugins: [{ module: '@drupal-nodejs/chatroom', options }],
  };
  writeFileSync(file, JSON.stringify(whole));
  const child = spawn(process.execPath, ['--conditions=source', command, 'serve', '--config', file]);
  const exit = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await exit;
  };
  onTestFinished(kill);
  const { clients, api } = await readAddresses(child.stdout, child.stderr, exit);
  return {
    address: clients,
    kill,
    async api(method, data) {
      const answer = await fetch(`http://${api}/api/${method}`, {
        method: 'POST',
        headers: { 'X-API-Key': secret, 'Content-Type': 'application/json' },
        body: JSON.stringify(data),
      });
      if (!answer.ok) throw new Error(`/api/${method}: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    },
  };
}

async function readAddresses(
  stdout: AsyncIterable<Buffer>,
  stderr: NodeJS.ReadableStream,
  exit: Promise<unknown>,
): Promise<{ clients: string; api: string }> {
  let log = '';
  stderr.on('data', (chunk) => {
    log += chunk;
  });
  const listening = (async () => {
    let text = '';
    for await (const chunk of stdout) {
      text += chunk;
      const [, clients, api] =
        /clients +ws:\/\/(\S+?)\/connection.*?api +http:\/\/(\S+?)\/api/s.exec(text) ?? [];
      if (clients && api) return { clients, api };
    }
    return undefined;
  })();
  const addresses = await Promise.race([listening, exit.then(() => undefined)]);
  if (!addresses) throw new Error(`the push server did not start: ${log}`);
  return addresses;
}

/** A connection token as Drupal issues it. */
export function tokenOf({ user, info }: Pick<Caller, 'user' | 'info'>): string {
  const now = Date.now() / 1000;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256', typ: 'JWT', kid: 'k' })}.${part({ sub: user, iat: now, exp: now + 300, info })}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

/** One person's page: the official SDK, and a feed on one room. */
export interface Person {
  readonly feed: RoomFeed;
  /** Asks for the room once more, after it was refused. */
  subscribe(): void;
  /** Resolves with the first snapshot that the condition holds for. */
  until(condition: (snapshot: RoomSnapshot) => boolean): Promise<RoomSnapshot>;
}

export function openRoom({ address }: { address: string }, caller: Caller, room = 'lobby'): Person {
  const centrifuge = new Centrifuge(`ws://${address}/connection/websocket`, {
    token: tokenOf(caller),
    minReconnectDelay: 20,
    maxReconnectDelay: 100,
  });
  const subscription = centrifuge.newSubscription(`chat:${room}`);
  const feed = new RoomFeed({ room, link: centrifugeLink(centrifuge, subscription) });
  subscription.subscribe();
  centrifuge.connect();
  onTestFinished(() => {
    feed.close();
    centrifuge.disconnect();
  });
  return {
    feed,
    subscribe: () => subscription.subscribe(),
    until: (condition) =>
      new Promise((resolve) => {
        const off = feed.onChange((snapshot) => {
          if (!condition(snapshot)) return;
          resolve(snapshot);
          queueMicrotask(() => off());
        });
      }),
  };
}
